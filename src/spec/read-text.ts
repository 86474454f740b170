/** Bytes of a file → text. UTF-8 with or without a byte order mark; anything else is refused with its offset. */
import {isUtf8} from 'node:buffer'

import {yamlMessages} from '../messages/yaml.js'
import type {Text} from '../text.js'

export interface TextProblem {
  readonly offset: number
  readonly message: Text
}

/** Decodes a file. */
export function decodeText(bytes: Buffer): {readonly text: string} | {readonly problem: TextProblem} {
  if (isUtf16(bytes)) return {problem: {offset: 0, message: yamlMessages.utf16}}
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return {text: stripMark(text)}
  const again = Buffer.from(text)
  const offset = bytes.findIndex((byte, index) => byte !== again[index])
  return {
    problem: {
      offset: Math.max(0, bytes.subarray(0, offset).toString('utf8').length),
      message: yamlMessages.notUtf8(offset),
    },
  }
}

/** Removes a byte order mark. */
export function stripMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** The first character that no file written by a person holds: a control character, or half of a pair. */
export function controlProblem(text: string): TextProblem | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u.exec(text)
  if (!found) return undefined
  const code = found[0].codePointAt(0) ?? 0
  const offset = found.index
  if (code >= 0xd800) return {offset, message: yamlMessages.surrogate(offset)}
  return {offset, message: yamlMessages.control(`U+${code.toString(16).toUpperCase().padStart(4, '0')}`, offset)}
}

function isUtf16(bytes: Buffer): boolean {
  if (bytes.length < 2) return false
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  const head = bytes.subarray(0, 512)
  let zeros = 0
  for (const byte of head) if (byte === 0) zeros++
  return zeros > head.length / 3
}
