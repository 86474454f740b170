/** One line of the comparison of the two targets. */
import type {Text} from '../text.js'

/** How far a target does a thing. `part`: with a condition, which is said. */
export type Standing = 'yes' | 'part' | 'no'

export interface Side {
  readonly has: Standing
  /** By what means; a few words. */
  readonly how?: Text
}

export interface ParityRow {
  /** Stable for ever; the probe that holds the row true has the same name. */
  readonly id: string
  readonly feature: Text
  readonly compose: Side
  readonly helm: Side
  /** Why one target does less than the other; there where one does. */
  readonly why?: Text
  /** Ids of the commands that the row speaks of. */
  readonly commands?: readonly string[]
  /** Keys of opsctl.yaml that the row speaks of, each with all below it. */
  readonly keys?: readonly string[]
}

export interface ParityGroup {
  readonly id: 'commands' | 'keys' | 'guarantees'
  readonly title: Text
  readonly rows: readonly ParityRow[]
}

/** Does it, and there is nothing more to say. */
export const yes: Side = {has: 'yes'}

/** Does it by these means. */
export function by(en: string, zh: string): Side {
  return {has: 'yes', how: {en, zh}}
}

/** Does it with this condition. */
export function partly(en: string, zh: string): Side {
  return {has: 'part', how: {en, zh}}
}

/** Does not do it; what there is in its place, if anything. */
export function no(en?: string, zh?: string): Side {
  return en === undefined || zh === undefined ? {has: 'no'} : {has: 'no', how: {en, zh}}
}
