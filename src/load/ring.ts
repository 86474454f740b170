/** First in, first out, in an array that is used round and round; it doubles when it is full. */
export class Ring<Item> {
  private items: (Item | undefined)[] = new Array(64)
  private first = 0
  private count = 0

  get size(): number {
    return this.count
  }

  push(item: Item): void {
    if (this.count === this.items.length) this.grow()
    this.items[(this.first + this.count) & (this.items.length - 1)] = item
    this.count += 1
  }

  shift(): Item | undefined {
    if (this.count === 0) return undefined
    const item = this.items[this.first]
    this.items[this.first] = undefined
    this.first = (this.first + 1) & (this.items.length - 1)
    this.count -= 1
    return item
  }

  peek(): Item | undefined {
    return this.items[this.first]
  }

  private grow(): void {
    const {length} = this.items
    const larger: (Item | undefined)[] = new Array(length * 2)
    for (let at = 0; at < this.count; at++) larger[at] = this.items[(this.first + at) & (length - 1)]
    this.items = larger
    this.first = 0
  }
}
