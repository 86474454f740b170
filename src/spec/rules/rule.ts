/** A rule on the file as a whole that no single room can state. */
import type {SpecProblem, Stack} from '../../components/component.js'

/** What a rule judges. */
export interface RuleInput {
  readonly stack: Stack
  /** The file as it is written, before defaults; names that failed their own rule are still in it. */
  readonly raw: unknown
}

export type SpecRule = (input: RuleInput) => readonly SpecProblem[]
