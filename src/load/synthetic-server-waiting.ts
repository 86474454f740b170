/** Things that are due at a moment, the earliest first: a binary heap, as an overloaded server holds many. */
export interface Waiting<Item> {
  put(dueUs: number, item: Item): void
  /** When the earliest is due; undefined when there is none. */
  next(): number | undefined
  /** Takes the earliest out. Throws when there is none. */
  take(): Item
}

interface Entry<Item> {
  readonly dueUs: number
  /** Those that are due together leave in the order they came. */
  readonly turn: number
  readonly item: Item
}

/** Opens an empty one. */
export function openWaiting<Item>(): Waiting<Item> {
  const heap: Entry<Item>[] = []
  let turns = 0
  return {
    put(dueUs, item) {
      heap.push({dueUs, turn: turns++, item})
      rise(heap)
    },
    next: () => heap[0]?.dueUs,
    take() {
      const first = heap[0]
      const last = heap.pop()
      if (!first || !last) throw new Error('nothing waits')
      if (heap.length > 0) {
        heap[0] = last
        sink(heap)
      }
      return first.item
    },
  }
}

function isBefore<Item>(one: Entry<Item>, other: Entry<Item>): boolean {
  return one.dueUs < other.dueUs || (one.dueUs === other.dueUs && one.turn < other.turn)
}

function rise<Item>(heap: Entry<Item>[]): void {
  let at = heap.length - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!swapIfBefore(heap, at, above)) return
    at = above
  }
}

function sink<Item>(heap: Entry<Item>[]): void {
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    const right = heap[left + 1]
    const lesser = right && isBefore(right, heap[left] as Entry<Item>) ? left + 1 : left
    if (lesser >= heap.length || !swapIfBefore(heap, lesser, at)) return
    at = lesser
  }
}

/** Brings the entry at `below` up to `above` when it is due before it. */
function swapIfBefore<Item>(heap: Entry<Item>[], below: number, above: number): boolean {
  const [low, high] = [heap[below] as Entry<Item>, heap[above] as Entry<Item>]
  if (!isBefore(low, high)) return false
  heap[above] = low
  heap[below] = high
  return true
}
