/** Looks for bytes in a stream: Knuth, Morris and Pratt, because a body comes in pieces that may be cut anywhere. */
export class Needle {
  private readonly bytes: Buffer
  /** How much of the needle still holds after a byte that does not fit, for each length found so far. */
  private readonly fallback: Int32Array

  constructor(readonly text: string) {
    this.bytes = Buffer.from(text)
    this.fallback = new Int32Array(this.bytes.length)
    for (let at = 1, length = 0; at < this.bytes.length; at++) {
      length = this.step(length, this.bytes[at] as number)
      this.fallback[at] = length
    }
  }

  /** How many bytes of the needle are found once the piece was read; {@link isFound} says when that is all. */
  feed(found: number, piece: Buffer, from: number, to: number): number {
    let length = found
    for (let at = from; at < to && length < this.bytes.length; at++) length = this.step(length, piece[at] as number)
    return length
  }

  isFound(found: number): boolean {
    return found === this.bytes.length
  }

  private step(found: number, byte: number): number {
    let length = found
    while (length > 0 && this.bytes[length] !== byte) length = this.fallback[length - 1] as number
    return this.bytes[length] === byte ? length + 1 : 0
  }
}
