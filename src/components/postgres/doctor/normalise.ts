/** SQL as a fact may hold it: without the values that people's data is made of. */

/** Characters that are kept. */
const LENGTH = 200

/** In this order: comments, dollar quotes, strings with prefix, numbers. An end that was cut off counts as the end. */
const LITERALS = [
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/,
  /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/,
  /\b[eE]'(?:\\[\s\S]|''|[^'\\])*(?:'|$)/,
  /(?:\b(?:[bBxXnN]|[uU]&))?'(?:''|[^'])*(?:'|$)/,
  // A quoted name is no value, but may hold a quote or a digit.
  /"(?:""|[^"])*(?:"|$)/,
  /\$\d+/,
  /(?<![\w"])-?(?:0x[\da-f]+|(?:\d[\d_]*)?\.?\d+(?:e[+-]?\d+)?)\b/i,
]
const TOKEN = new RegExp(LITERALS.map(({source}) => `(?:${source})`).join('|'), 'gi')

/** One line with `?` in place of every literal and no comments, cut at 200 characters. */
export function normaliseSql(sql: string): string {
  const plain = sql.replaceAll(TOKEN, (token) => {
    if (token.startsWith('--') || token.startsWith('/*')) return ' '
    return token.startsWith('"') ? token : '?'
  })
  const line = plain
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\?(?:\s*,\s*\?)+/g, '?, …')
    .trim()
  return line.length > LENGTH ? `${line.slice(0, LENGTH - 1)}…` : line
}
