/** Requests of a connection that were sent and not answered, in their order. No object is made for any of them. */
export class InFlight {
  private readonly kinds: Int32Array
  private readonly dues: Float64Array
  private readonly sents: Float64Array
  private first = 0
  private count = 0

  constructor(most: number) {
    this.kinds = new Int32Array(most)
    this.dues = new Float64Array(most)
    this.sents = new Float64Array(most)
  }

  get size(): number {
    return this.count
  }

  /** Of the one that is to be answered next. Times in µs. */
  get kind(): number {
    return this.kinds[this.first] as number
  }

  get due(): number {
    return this.dues[this.first] as number
  }

  get sent(): number {
    return this.sents[this.first] as number
  }

  push(kind: number, due: number, sent: number): void {
    const last = this.first + this.count
    const at = last < this.kinds.length ? last : last - this.kinds.length
    this.kinds[at] = kind
    this.dues[at] = due
    this.sents[at] = sent
    this.count += 1
  }

  drop(): void {
    this.first = this.first + 1 < this.kinds.length ? this.first + 1 : 0
    this.count -= 1
  }
}
