import {seededRandom} from '../bench/random.js'
import type {WirePlace} from './wire.js'

/** Draws places of a list by their weights, the same ones for the same seed and thread. */
export function weightedChoice(weights: readonly number[], place: WirePlace): () => number {
  if (weights.length < 2) return () => 0
  const random = seededRandom(place.seed * place.threads + place.thread)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let reached = 0
  const limits = weights.map((weight) => {
    reached += weight / sum
    return reached
  })
  return () => {
    const drawn = random()
    const at = limits.findIndex((limit) => drawn < limit)
    return at < 0 ? limits.length - 1 : at
  }
}
