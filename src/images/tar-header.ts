/** The 512 bytes in front of a file in a tar (POSIX ustar). Pure. */

export const TAR_BLOCK = 512
export const MEMBER_NAME = 'opsctl-images.json'

const SUM_AT = 148
const SUM_LENGTH = 8

/** Makes the header of a regular file. The date is the epoch: an archive of the same images has the same bytes. */
export function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  header.write(name, 0, 100, 'utf8')
  header.write(octal(0o644, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(size, 12), 124)
  header.write(octal(0, 12), 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, SUM_AT)
  return header
}

/** Reads name and size; undefined when it is no tar header. */
export function parseTarHeader(header: Buffer): {readonly name: string; readonly size: number} | undefined {
  if (header.length < TAR_BLOCK || header.toString('latin1', 257, 262) !== 'ustar') return undefined
  const sum = Number.parseInt(header.toString('latin1', SUM_AT, SUM_AT + SUM_LENGTH), 8)
  if (sum !== sumOf(header)) return undefined
  const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '')
  return {name, size: Number.parseInt(header.toString('latin1', 124, 136), 8)}
}

/** Sum of all bytes, with the field of the sum itself taken as spaces. */
function sumOf(header: Buffer): number {
  let sum = 0
  for (const [index, byte] of header.entries()) sum += index >= SUM_AT && index < SUM_AT + SUM_LENGTH ? 0x20 : byte
  return sum
}
