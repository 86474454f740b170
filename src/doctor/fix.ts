/** What a fix does, as data: it can be shown whole before anything is touched, and undone from the journal. */
import type {Text} from '../text.js'

/**
 * `safe`: changes only generated files, modes of files, or a setting that a server takes while it runs; undo is exact.
 * `guarded`: changes how the stack or the host behaves; each is asked for by itself.
 */
export const fixLevels = ['safe', 'guarded'] as const
export type FixLevel = (typeof fixLevels)[number]

/** One step. Paths are relative to the project folder; no step holds a secret. */
export type FixStep =
  | {readonly kind: 'chmod'; readonly path: string; readonly mode: number; readonly was: number}
  /** Writes a file. `before` is its present content, undefined when it is new; `after` undefined removes it. Shown as a diff. */
  | {
      readonly kind: 'write'
      readonly path: string
      readonly before: string | undefined
      readonly after: string | undefined
    }
  /** Sets one value of opsctl.yaml in place, keeping comments. `was` undefined: the key is absent. */
  | {readonly kind: 'spec'; readonly path: readonly (string | number)[]; readonly value: unknown; readonly was: unknown}
  /** A command of opsctl itself, run in this process: argv without the program. */
  | {readonly kind: 'opsctl'; readonly argv: readonly string[]; readonly undo?: readonly string[]}
  /** A statement in the database `database` as its superuser through the socket. */
  | {readonly kind: 'sql'; readonly database: string; readonly sql: string; readonly undo?: string}
  /** A command of the cache, as words. */
  | {readonly kind: 'redis'; readonly words: readonly string[]; readonly undo?: readonly string[]}
  /** A request to a service; the log-in is added when it is sent. */
  | {
      readonly kind: 'http'
      readonly service: string
      readonly method: string
      readonly path: string
      readonly body?: string
      readonly undo?: {readonly method: string; readonly path: string; readonly body?: string}
    }
  /** argv in a container of the service. */
  | {
      readonly kind: 'exec'
      readonly service: string
      readonly argv: readonly string[]
      readonly undo?: readonly string[]
    }
  /** argv on this host: printed, and run only by root or when it needs no root. */
  | {readonly kind: 'host'; readonly argv: readonly string[]; readonly root: boolean; readonly undo?: readonly string[]}

/** A fix ready to be shown and applied. */
export interface FixPlan {
  /** What will be different, and what it costs, as one sentence. */
  readonly effect: Text
  /** How to go back by hand, or that undo does it. */
  readonly back: Text
  /** Seconds that a service is away, at most; absent: none is. */
  readonly downtimeS?: number
  readonly steps: readonly [FixStep, ...FixStep[]]
}
