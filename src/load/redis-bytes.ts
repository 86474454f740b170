/** Commands as Redis reads them (RESP 2), one character per byte. */

/** A command of words. */
export function commandBytes(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(wordBytes).join('')}`
}

function wordBytes(word: string): string {
  const bytes = Buffer.from(word, 'utf8').toString('latin1')
  return `$${bytes.length}\r\n${bytes}\r\n`
}

/** A word with what stands for a key and for a value replaced. */
export function fillWord(word: string, key: string, value: string): string {
  return word.replaceAll('{key}', key).replaceAll('{value}', value)
}
