/** Regular expressions of Ruby, as far as pipeline files use them, as those of JavaScript. What has no match there is refused. */

const WHOLE: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  h: '[0-9a-fA-F]',
  H: '[^0-9a-fA-F]',
  s: '[ \\t\\r\\n\\f\\v]',
  S: '[^ \\t\\r\\n\\f\\v]',
}
const IN_CLASS: Readonly<Record<string, string>> = {h: '0-9a-fA-F', s: ' \\t\\r\\n\\f\\v'}
const SAME = /[dDwWbBtrnfv0-9]/
const SYNTAX = /[\^$\\.*+?()[\]{}|/-]/

interface Cursor {
  readonly source: string
  at: number
  /** For each open group: whether a dot takes a line feed there. */
  readonly dotAll: boolean[]
}

const known = new Map<string, RegExp>()

/** The same expression for JavaScript, with the flag `g`. */
export function rubyRegex(source: string): RegExp {
  const found = known.get(source)
  if (found) return found
  const made = new RegExp(translate(source), 'gmu')
  known.set(source, made)
  return made
}

function translate(source: string): string {
  const cursor: Cursor = {source, at: 0, dotAll: [false]}
  let out = ''
  while (cursor.at < source.length) out += next(cursor)
  return out
}

function next(cursor: Cursor): string {
  const rest = cursor.source.slice(cursor.at)
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  if (char === '\\') return escaped(cursor, false)
  if (char === '[') return characterClass(cursor)
  const options = /^\(\?([mix]*)(?:-([mix]+))?:/.exec(rest)
  if (options) return openGroup(cursor, options[0], options[1] ?? '')
  if (/^\(\?>/.test(rest) || /^[*+?}]\+/.test(rest))
    throw new Error(`not modelled in /${cursor.source}/: possessive parts`)
  cursor.at += char.length
  if (char === '(') cursor.dotAll.push(cursor.dotAll.at(-1) ?? false)
  if (char === ')') cursor.dotAll.pop()
  if (char === '.') return cursor.dotAll.at(-1) ? '[\\s\\S]' : '[^\\n]'
  // A brace that counts nothing stands for itself.
  if (char === '{' && !/^\{\d+(,\d*)?\}/.test(rest)) return '\\{'
  if (char === '}' && !/\{\d+(,\d*)?$/.test(cursor.source.slice(0, cursor.at - 1))) return '\\}'
  return char === ']' ? '\\]' : char
}

function openGroup(cursor: Cursor, text: string, options: string): string {
  if (/[ix]/.test(options)) throw new Error(`not modelled in /${cursor.source}/: the option ${options}`)
  cursor.at += text.length
  cursor.dotAll.push(options.includes('m') || (cursor.dotAll.at(-1) ?? false))
  return '(?:'
}

function escaped(cursor: Cursor, inClass: boolean): string {
  const rest = cursor.source.slice(cursor.at + 1)
  const code = /^x\{([0-9a-fA-F]+)\}/.exec(rest) ?? /^x([0-9a-fA-F]{1,2})/.exec(rest) ?? /^u([0-9a-fA-F]{4})/.exec(rest)
  if (code) {
    cursor.at += 1 + code[0].length
    return `\\u{${code[1]}}`
  }
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0x5c)
  cursor.at += 1 + char.length
  const replaced = inClass ? IN_CLASS[char] : WHOLE[char]
  if (replaced !== undefined) return replaced
  if (char === 'e') return '\\u{1b}'
  if (SAME.test(char) || SYNTAX.test(char)) return `\\${char}`
  if (/[a-zA-Z]/.test(char)) throw new Error(`not modelled in /${cursor.source}/: \\${char}`)
  return char
}

function characterClass(cursor: Cursor): string {
  if (/^\[\[:|&&/.test(cursor.source.slice(cursor.at))) {
    const end = cursor.source.indexOf(']', cursor.at)
    if (/\[:|&&/.test(cursor.source.slice(cursor.at, end)))
      throw new Error(`not modelled in /${cursor.source}/: classes by name`)
  }
  let out = '['
  cursor.at += 1
  if (cursor.source[cursor.at] === '^') {
    out += '^'
    cursor.at += 1
  }
  while (cursor.source[cursor.at] !== ']') {
    if (cursor.at >= cursor.source.length) throw new Error(`/${cursor.source}/ has a class without an end`)
    if (cursor.source[cursor.at] === '\\') {
      out += escaped(cursor, true)
      continue
    }
    const char = String.fromCodePoint(cursor.source.codePointAt(cursor.at) ?? 0)
    out += /[[(){}/|]/.test(char) ? `\\${char}` : char
    cursor.at += char.length
  }
  cursor.at += 1
  return `${out}]`
}

/** `String#gsub` of Ruby: `\1` and `\0` in the replacement stand for groups, `\\` for a backslash. */
export function rubyGsub(text: string, pattern: RegExp, replacement: string): string {
  return text.replace(pattern, (...found: unknown[]) => {
    const groups = found as (string | undefined)[]
    return replacement.replace(/\\(\d|\\)/g, (_, sign: string) => (sign === '\\' ? '\\' : (groups[Number(sign)] ?? '')))
  })
}
