/** Keeps secret values out of everything opsctl prints, logs or throws. */

const values = new Set<string>()

/** Remembers a secret in the forms it may appear in: as it is, URL-encoded, base64, inside JSON. */
export function hideSecret(value: string): void {
  if (value.length < 8) return
  for (const form of [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
    JSON.stringify(value).slice(1, -1),
  ]) {
    values.add(form)
  }
}

/** Replaces every known secret in a text. */
export function redact(text: string): string {
  let clean = text
  for (const value of values) clean = clean.replaceAll(value, '[hidden]')
  return clean
}
