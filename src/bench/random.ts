/** Random numbers that are the same ones again for the same seed: sfc32, whose words pass the usual batteries of tests. */

/** Rounds that spread a small seed over all bits. */
const WARM_UP = 15
const WORD = 2 ** 32
/** Two words make the 53 bits of a number. */
const HIGH_BITS = 2 ** 21
const ALL_BITS = 2 ** 53

/** Makes a source of numbers from 0 up to, but not including, 1. */
export function seededRandom(seed: number): () => number {
  let a = Math.floor(seed / WORD) | 0
  let b = seed | 0
  let c = 0x9e3779b9 | 0
  let counter = 1
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < WARM_UP; round++) word()
  return () => ((word() % HIGH_BITS) * WORD + word()) / ALL_BITS
}
