/** The forms in which a known secret may stand in a text. A list of patterns can't know a password; its value can. */

/** A value shorter than this is part of ordinary words: it is replaced only where a pattern finds it. */
const LEAST = 6

/** Every form of a value, the longest first, so that no form leaves a part of another behind. */
export function formsOf(value: string): readonly string[] {
  if (value.length < LEAST) return []
  const bytes = Buffer.from(value, 'utf8')
  const percent = encodeURIComponent(value)
  const json = JSON.stringify(value).slice(1, -1)
  const hex = bytes.toString('hex')
  const forms = [
    value,
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    json,
    JSON.stringify(json).slice(1, -1),
    value.replaceAll("'", String.raw`'\''`),
    value.replaceAll("'", "''"),
    escapeHtml(value),
    hex,
    hex.toUpperCase(),
    unicode(value),
    ...base64Forms(bytes),
  ]
  return [...new Set(forms)].filter((form) => form.length >= LEAST).toSorted((a, b) => b.length - a.length)
}

/**
 * Base64 of the value at each of the three places it can have in a longer text, as in `user:password`: the characters
 * that do not depend on what stands beside it. With and without the alphabet of URLs.
 */
function base64Forms(bytes: Buffer): readonly string[] {
  const inside = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const firstWhole = Math.ceil((offset * 8) / 6)
    const wholeBits = Math.floor(((offset + bytes.length) * 8) / 6)
    return text.slice(firstWhole, wholeBits)
  })
  const all = [bytes.toString('base64'), ...inside]
  return all.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}

function escapeHtml(value: string): string {
  const names: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}
  return value.replaceAll(/[&<>"']/g, (sign) => names[sign] ?? sign)
}

function unicode(value: string): string {
  return [...value].map((sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('')
}

/** Bits of information that a word must have to be taken for a secret and not for configuration. */
const LEAST_BITS_PER_SIGN = 3

/**
 * The values that one secret file holds. A file of one line is one value. Of a longer one (keys, ACL files, web
 * configurations) only words that look drawn are secret: the rest is configuration, which a bundle shows on purpose.
 */
export function valuesOf(content: string): readonly string[] {
  const trimmed = content.trim()
  if (trimmed === '') return []
  if (!trimmed.includes('\n')) return [trimmed]
  const isPublic = /-----BEGIN CERTIFICATE-----/.test(trimmed) && !trimmed.includes('PRIVATE KEY')
  if (isPublic) return []
  return trimmed
    .split(/[\s"'`,;{}()[\]]+/)
    .flatMap((word) => [word, ...word.split(/[:=@#>]/)])
    .filter(looksDrawn)
}

function looksDrawn(word: string): boolean {
  if (word.length < 16 || !/\d/.test(word) || !/[A-Za-z]/.test(word)) return false
  const counts = new Map<string, number>()
  for (const sign of word) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  const bits = [...counts.values()].reduce((sum, n) => sum - (n / word.length) * Math.log2(n / word.length), 0)
  return bits >= LEAST_BITS_PER_SIGN
}
