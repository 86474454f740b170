/**
 * Counts of different byte strings in bounded memory. When the table is full, the rarer half is dropped, and the count of
 * the most frequent dropped entry is added to `missed`: no count, of an entry in the table or not, is too low by more than
 * that. (Lossy counting, with the pruning done when space runs out instead of at fixed steps.)
 */

/** What passes from one thread to another. */
export interface TableState<T> {
  readonly keys: readonly Uint8Array[]
  readonly counts: readonly number[]
  readonly values: readonly (T | undefined)[]
  readonly missed: number
}

export interface TableRules<T> {
  /** How many entries survive when the table is full, at twice as many. */
  readonly keep: number
  /** Keys are cut here; 256 bytes when absent. */
  readonly longest?: number
  /** Joins what two entries of the same key hold; `a` was there first. */
  readonly join?: (a: T, b: T) => T
  /** Other keys for entries that turn out to be of one kind, tried before any entry is dropped. */
  readonly collapse?: (keys: readonly Uint8Array[]) => readonly Uint8Array[]
}

const DEFAULT_LONGEST = 256
const MOST_PATIENCE = 15

/** A class, as the hash table is a state of its own. */
export class ByteTable<T> {
  size = 0
  /** See above. */
  missed = 0
  readonly counts: Float64Array
  readonly values: (T | undefined)[] = []
  private readonly keys: Uint8Array[] = []
  private readonly hashes: Int32Array
  private readonly slots: Int32Array
  private readonly most: number
  private readonly longest: number
  private fruitless = 0
  private patience = 0

  constructor(readonly rules: TableRules<T>) {
    this.longest = rules.longest ?? DEFAULT_LONGEST
    this.most = 2 * rules.keep
    this.counts = new Float64Array(this.most)
    this.hashes = new Int32Array(this.most)
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.most)))
  }

  /** Counts bytes[start, end) `by` times; answers the entry's place, which holds until the next call. */
  add(bytes: Uint8Array, start: number, end: number, by = 1): number {
    const stop = Math.min(end, start + this.longest)
    const hash = hashOf(bytes, start, stop)
    const mask = this.slots.length - 1
    let slot = hash & mask
    for (let entry = this.slots[slot] as number; entry !== 0; entry = this.slots[slot] as number) {
      if (this.hashes[entry - 1] === hash && isSame(this.keys[entry - 1] as Uint8Array, bytes, start, stop)) {
        ;(this.counts[entry - 1] as number) += by
        return entry - 1
      }
      slot = (slot + 1) & mask
    }
    if (this.size === this.most) {
      this.makeRoom()
      return this.add(bytes, start, stop, by)
    }
    return this.insert(bytes.subarray(start, stop), hash, by, undefined)
  }

  private insert(key: Uint8Array, hash: number, count: number, value: T | undefined): number {
    const mask = this.slots.length - 1
    let slot = hash & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    const place = this.size++
    this.slots[slot] = this.size
    // A copy, of a pool that many keys share. Copied anew when the table is cleared, they don't hold on to old pools.
    this.keys[place] = Buffer.from(key)
    this.hashes[place] = hash
    this.counts[place] = count
    this.values[place] = value
    return place
  }

  /** Adds what another table counted, after what this one did. */
  merge(state: TableState<T>): void {
    for (let i = 0; i < state.keys.length; i++) {
      const key = state.keys[i] as Uint8Array
      const place = this.add(key, 0, key.length, state.counts[i] as number)
      this.hold(place, state.values[i])
    }
    this.missed += state.missed
  }

  private hold(place: number, value: T | undefined): void {
    if (value === undefined) return
    const held = this.values[place]
    this.values[place] = held === undefined || !this.rules.join ? value : this.rules.join(held, value)
  }

  private makeRoom(): void {
    if (this.rules.collapse && this.patience-- <= 0) {
      const before = this.state()
      this.clear()
      this.merge({...before, keys: this.rules.collapse(before.keys), missed: 0})
      if (this.size <= this.rules.keep) {
        this.fruitless = 0
        return
      }
      // Keys that have nothing in common are not searched again at once.
      this.fruitless = Math.min(MOST_PATIENCE, 2 * this.fruitless + 1)
      this.patience = this.fruitless
    }
    const {keys, counts, values} = this.state()
    const kept = mostFrequent(counts, this.rules.keep)
    this.missed += kept.largestDropped
    this.clear()
    for (const place of kept.places) {
      const key = keys[place] as Uint8Array
      this.insert(key, hashOf(key, 0, key.length), counts[place] as number, values[place])
    }
  }

  private clear(): void {
    this.slots.fill(0)
    this.size = 0
    this.keys.length = 0
    this.values.length = 0
  }

  state(): TableState<T> {
    return {
      keys: this.keys.slice(0, this.size),
      counts: Array.from(this.counts.subarray(0, this.size)),
      values: this.values.slice(0, this.size),
      missed: this.missed,
    }
  }
}

/** Of equally frequent entries those that came first stay. */
function mostFrequent(counts: readonly number[], most: number) {
  const sorted = Float64Array.from(counts).sort()
  const least = sorted[sorted.length - most] as number
  let room = most - counts.filter((count) => count > least).length
  const places = counts.flatMap((count, place) => (count > least || (count === least && room-- > 0) ? [place] : []))
  return {places, largestDropped: sorted[sorted.length - most - 1] ?? 0}
}

/** Most frequent first; of equal counts by key, so that the order never depends on that of insertion. */
export function sortedPlaces(keys: readonly Uint8Array[], counts: readonly number[]): number[] {
  const places = keys.map((_, place) => place)
  return places.sort(
    (a, b) =>
      (counts[b] as number) - (counts[a] as number) || Buffer.compare(keys[a] as Uint8Array, keys[b] as Uint8Array),
  )
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
  // Its low bits mix poorly when only the last bytes differ.
  return hash ^ (hash >>> 15)
}

function isSame(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false
  return true
}
