/** How a long action describes what it does, so that any terminal can show it and any failure can take it back. */
import type {Text} from '../text.js'

export interface Step {
  /** Noun and participle: what is true once the step is done, as in `Images ready`. */
  readonly title: Text
  /** Returns a few words on what was done, if there is something to say. */
  run(progress: (line: Text) => void): Promise<Text | undefined>
  /** Takes the step back when it or a later one fails; null when there is nothing to take back. */
  readonly undo: (() => Promise<void>) | null
}

/** Runs steps in order and shows them; when one fails, takes back what was done, last first, and throws. */
export type StepRunner = (steps: readonly Step[]) => Promise<void>
