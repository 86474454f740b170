/** Durations in buckets that are 0.1 % wide, so that percentiles of millions of samples cost nothing and merge by addition. */

/** Values are kept in steps of 10 ns. */
const STEPS_PER_US = 100
/** 1,024 buckets for each doubling: neighbours differ by less than 0.1 %. */
const SUB_BITS = 10
const SUB = 2 ** SUB_BITS
const LINEAR = 2 * SUB
/** The longest duration that is told apart: about 12 h. */
const OCTAVES = 32
const BUCKETS = LINEAR + OCTAVES * SUB
const WORD = 2 ** 31

/** Buckets that hold something, flat: index, count, index, count … */
export type SparseCounts = readonly number[]

/** A histogram on its way between threads. */
export interface HistogramParts {
  readonly counts: Uint32Array<ArrayBuffer>
  readonly total: number
  readonly sum: number
  readonly least: number
  readonly most: number
}

/** Durations in µs. Longer ones than 12 h count as 12 h, negative ones as 0. */
export class Histogram {
  private counts = new Uint32Array(BUCKETS)
  private total = 0
  private sum = 0
  private least = Number.POSITIVE_INFINITY
  private most = 0

  /** Counts one duration, µs. */
  record(us: number): void {
    const value = us > 0 ? us : 0
    const index = bucketOf(value)
    this.counts[index] = (this.counts[index] as number) + 1
    this.total += 1
    this.sum += value
    if (value < this.least) this.least = value
    if (value > this.most) this.most = value
  }

  /** Takes over the counts of another. */
  add(other: Histogram): void {
    const last = other.highest()
    for (let index = other.lowest(); index <= last; index++) {
      const count = other.counts[index] as number
      if (count > 0) this.counts[index] = (this.counts[index] as number) + count
    }
    this.total += other.total
    this.sum += other.sum
    this.least = Math.min(this.least, other.least)
    this.most = Math.max(this.most, other.most)
  }

  /** Forgets everything. */
  reset(): void {
    this.counts.fill(0, this.lowest(), this.highest() + 1)
    this.total = 0
    this.sum = 0
    this.least = Number.POSITIVE_INFINITY
    this.most = 0
  }

  /** Hands over what it holds as it is, for another thread, and is empty afterwards. Takes no look at the buckets. */
  release(): HistogramParts {
    const {counts, total, sum, least, most} = this
    Object.assign(this, new Histogram())
    return {counts, total, sum, least, most}
  }

  /** The opposite of {@link release}. */
  static fromParts(parts: HistogramParts): Histogram {
    return Object.assign(new Histogram(), parts)
  }

  get count(): number {
    return this.total
  }

  /** µs; 0 when empty. */
  get max(): number {
    return this.most
  }

  /** µs; 0 when empty. */
  get min(): number {
    return this.total === 0 ? 0 : this.least
  }

  /** µs; 0 when empty. */
  get mean(): number {
    return this.total === 0 ? 0 : this.sum / this.total
  }

  /** The duration, µs, that a share of all (0 to 1) does not exceed: nearest rank, middle of its bucket; 0 when empty. */
  quantile(share: number): number {
    if (this.total === 0) return 0
    const rank = Math.max(1, Math.ceil(share * this.total - 1e-9))
    if (rank >= this.total) return this.most
    let seen = 0
    for (let index = this.lowest(); index < BUCKETS; index++) {
      seen += this.counts[index] as number
      if (seen >= rank) return Math.min(this.most, Math.max(this.least, middleOf(index)))
    }
    return this.most
  }

  /** How many exceed a duration, µs, to the width of a bucket. */
  countAbove(us: number): number {
    let above = 0
    const last = this.highest()
    for (let index = bucketOf(us) + 1; index <= last; index++) above += this.counts[index] as number
    return above
  }

  /** What it holds, to store or send: sums to the same percentiles. `drop` bits make buckets 2^drop times wider. */
  toSparse(drop = 0): number[] {
    const sparse: number[] = []
    const last = this.highest()
    for (let index = this.lowest(); index <= last; index++) {
      const count = this.counts[index] as number
      if (count === 0) continue
      const wide = widen(index, drop)
      if (sparse.length > 0 && sparse[sparse.length - 2] === wide)
        sparse[sparse.length - 1] = (sparse.at(-1) as number) + count
      else sparse.push(wide, count)
    }
    return sparse
  }

  /** The first and the last bucket that may hold something: most are never touched. */
  private lowest(): number {
    return this.total === 0 ? BUCKETS : bucketOf(this.least)
  }

  private highest(): number {
    return this.total === 0 ? -1 : bucketOf(this.most)
  }

  /** The opposite of {@link toSparse}; minimum, maximum and mean are then as exact as the buckets. */
  static fromSparse(sparse: SparseCounts): Histogram {
    const histogram = new Histogram()
    for (let at = 0; at + 1 < sparse.length; at += 2) {
      const index = sparse[at] as number
      const count = sparse[at + 1] as number
      const us = middleOf(index)
      histogram.counts[index] = (histogram.counts[index] as number) + count
      histogram.total += count
      histogram.sum += us * count
      histogram.least = Math.min(histogram.least, us)
      histogram.most = Math.max(histogram.most, us)
    }
    return histogram
  }
}

function bucketOf(us: number): number {
  const steps = us * STEPS_PER_US
  if (steps < LINEAR) return steps | 0
  // Bit operations hold 31 bits; above, the low ones do not matter.
  const isLong = steps >= WORD
  const word = isLong ? Math.floor(steps / 65_536) : steps | 0
  const shift = 31 - Math.clz32(word) - SUB_BITS
  const octave = shift + (isLong ? 16 : 0)
  const index = LINEAR + (octave - 1) * SUB + (word >> shift) - SUB
  return index < BUCKETS ? index : BUCKETS - 1
}

/** µs in the middle of a bucket of {@link SparseCounts}. */
export function middleOf(index: number): number {
  if (index < LINEAR) return (index + 0.5) / STEPS_PER_US
  const octave = Math.floor((index - LINEAR) / SUB) + 1
  const within = ((index - LINEAR) % SUB) + SUB
  return ((within + 0.5) * 2 ** octave) / STEPS_PER_US
}

/** The middle one of the buckets that become one. */
function widen(index: number, drop: number): number {
  if (drop === 0) return index
  const width = 2 ** drop
  return Math.floor(index / width) * width + width / 2
}
