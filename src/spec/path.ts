/** Dotted paths of opsctl.yaml, as they are printed and as they are typed. */

/** A path as keys and list positions. */
export type KeyPath = readonly (string | number)[]

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/
const PART = /(?:^|\.)([^.[\]]+)|\[(\d+)\]|\["([^"\]]*)"\]/y

/** `gateway.routes.web.paths[0]`; a key with a dot in it is quoted in brackets. */
export function formatPath(path: KeyPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (PLAIN_KEY.test(part) || part === '<name>') text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part)}]`
  }

  return text
}

/** Reads a typed path; undefined when it is no path. */
export function parsePath(text: string): (string | number)[] | undefined {
  const path: (string | number)[] = []
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const found = PART.exec(text)
    if (!found) return undefined
    path.push(found[2] === undefined ? (found[1] ?? found[3] ?? '') : Number(found[2]))
  }

  return path.length === 0 ? undefined : path
}

/** Whether one path is the other, or lies above or below it. */
export function isRelated(a: KeyPath, b: KeyPath): boolean {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return false
  return true
}

/** The value at a path of a plain tree; undefined where there is none. */
export function valueAt(tree: unknown, path: KeyPath): unknown {
  let value = tree
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }

  return value
}
