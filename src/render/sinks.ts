/**
 * How a value is written in each configuration language so that the server reads back exactly that value. What a
 * language can't express safely is refused: better no file than one that says something else.
 */

/** Writes one value, or throws. */
export type Sink = (value: unknown) => string

/** Characters that no language here gives a meaning to inside a word. */
const WORD = /^[A-Za-z0-9._~:/@%+,=-]+$/

const confText = sink('conf', (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)

export const sinks = {
  /** A name, path, address, size or duration that needs no quotes in any language; nothing, for an optional suffix; anything else is refused. */
  word: sink('word', (text) => (text === '' || WORD.test(text) ? text : refuse('word', text))),
  /** A number. */
  num: writeNumber,
  /** A literal of nginx.conf. `$` starts a variable there and nothing escapes it. */
  nginx: sink('nginx', (text) => {
    if (text.includes('$')) return refuse('nginx', text)
    return WORD.test(text) ? text : `"${text.replaceAll(/[\\"]/g, '\\$&')}"`
  }),
  /** A literal inside a regular expression of nginx.conf, quoted. */
  nginxRegex: sink('nginxRegex', (text) => text.replaceAll(/[^A-Za-z0-9_/ -]/g, (c) => nginxRegexCharacter(c))),
  /** A word of haproxy.cfg. Strong quotes expand nothing. */
  haproxy: sink('haproxy', (text) => (WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)),
  /** A word of haproxy.cfg where a log format is expected: `%` starts a variable. */
  haproxyFormat: sink('haproxyFormat', (text) => `'${text.replaceAll('%', '%%').replaceAll("'", "'\\''")}'`),
  /** A token of a Caddyfile. Braces are placeholders there, in quotes too. */
  caddy: sink('caddy', (text) => {
    if (/[{}]/.test(text)) return refuse('caddy', text)
    if (WORD.test(text)) return text
    if (!text.includes('\\')) return `"${text.replaceAll('"', '\\"')}"`
    return text.includes('`') ? refuse('caddy', text) : `\`${text}\``
  }),
  /** A value of postgresql.conf. */
  conf(value: unknown): string {
    if (typeof value === 'boolean') return value ? 'on' : 'off'
    return typeof value === 'number' ? writeNumber(value) : confText(value)
  },
  /** An argument of redis.conf. */
  redis: sink('redis', (text) => (WORD.test(text) ? text : `"${text.replaceAll(/[\\"]/g, '\\$&')}"`)),
  /** A regular expression in a pipeline of Logstash, quoted. A quote inside gets a backslash, which the expression takes for the quote itself. */
  logstashRegex: sink('logstashRegex', (text) => {
    // References to the environment and to fields are replaced in there, whatever stands before them.
    if (/[$%]\{/.test(text) || /(^|[^\\])(\\\\)*\\$/.test(text)) return refuse('logstashRegex', text)
    return `"${text.replaceAll(/\\.|"/g, (found) => (found === '"' ? '\\"' : found))}"`
  }),
  /** A reference to a field in a pipeline of Logstash, as in [log][level]. */
  logstashField: sink('logstashField', writeField),
  /** The value of a field inside a text of such a pipeline. */
  logstashValue: sink('logstashValue', (text) => `%{${writeField(text)}}`),
  /** A string literal of SQL that doesn't depend on standard_conforming_strings. */
  sql: sink('sql', (text) => {
    const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    return text.includes('\\') ? ` E${literal}` : literal
  }),
  /** An identifier of SQL. */
  sqlName: sink('sqlName', (text) => (text === '' ? refuse('sqlName', text) : `"${text.replaceAll('"', '""')}"`)),
  /** A JSON value, which is also one of YAML. */
  json(value: unknown): string {
    return value === undefined ? refuse('json', value) : JSON.stringify(value)
  },
  /** A word of a POSIX shell. */
  sh: sink('sh', (text) => `'${text.replaceAll("'", "'\\''")}'`),
  /** Words inside a comment that ends with the line. */
  comment: sink('comment', (text) => text),
} satisfies Record<string, Sink>

/** Takes strings, numbers and booleans as text; refuses everything else, and text with control characters or line ends. */
function sink(name: string, write: (text: string) => string): Sink {
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return refuse(name, value)
    const text = String(value)
    if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return refuse(name, value)
    return write(text)
  }
}

function writeNumber(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : refuse('num', value)
}

function writeField(text: string): string {
  return /^(\[[A-Za-z0-9@_.-]+\])+$/.test(text) ? text : refuse('logstashField', text)
}

function nginxRegexCharacter(character: string): string {
  // Quotes and backslashes are read twice: by the configuration parser, then by the regular expression.
  if (character === '"') return '\\"'
  if (character === '\\') return '\\\\\\\\'
  return /[\x21-\x7e]/.test(character) ? `\\${character}` : character
}

function refuse(name: string, value: unknown): never {
  throw new Error(`{{${name}}} can’t write ${JSON.stringify(value) ?? String(value)} safely`)
}
