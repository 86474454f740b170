import type {Text} from './text.js'

/** Exit codes of every command, the same in text and under --json. */
export const EXIT = {
  ok: 0,
  /** A check failed or the stack is unhealthy: a verdict, not an error. */
  verdict: 1,
  /** A flag or opsctl.yaml is wrong. */
  usage: 2,
  /** The machine is not ready: Docker down, port taken, tool missing, another opsctl at work. */
  environment: 3,
  /** Another program failed. */
  external: 4,
  /** Only `plan`: changes are pending. */
  changes: 10,
  /** A defect of opsctl. */
  bug: 70,
  /** Ctrl+C. */
  interrupted: 130,
} as const

/** Whose turn it is after a failure. */
export type ErrorKind = 'usage' | 'environment' | 'external' | 'bug' | 'interrupted'

/** One thing wrong in a file a person wrote; line and column count from 1. */
export interface Problem {
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** Dotted path of the key, as in `gateway.routes.web.paths[0]`. */
  readonly path?: string
  /** What is wrong, what was expected, and the nearest valid name where there is one. */
  readonly message: Text
}

export interface OpsErrorOptions {
  readonly code: `OPS_${string}`
  readonly kind: ErrorKind
  /** What happened, in the present tense, naming the thing. */
  readonly message: Text
  /** Ways out: commands or edits that can be copied. */
  readonly suggestions: readonly [Text, ...Text[]]
  readonly problems?: readonly Problem[]
  /** The last lines another program printed, already redacted. */
  readonly detail?: string
  readonly cause?: unknown
}

/** The only error opsctl throws on purpose. Anything else that reaches `bin` is a bug. */
export class OpsError extends Error {
  override readonly name = 'OpsError'
  readonly code: string
  readonly kind: ErrorKind
  readonly text: Text
  readonly ways: readonly Text[]
  readonly problems: readonly Problem[]
  readonly detail: string | undefined
  /** oclif reads `oclif.exit` in text mode and `exitCode` under --json: both are needed for one answer. */
  readonly oclif: {readonly exit: number}
  readonly exitCode: number

  constructor(options: OpsErrorOptions) {
    super(options.message.en, options.cause === undefined ? undefined : {cause: options.cause})
    this.code = options.code
    this.kind = options.kind
    this.text = options.message
    this.ways = options.suggestions
    this.problems = options.problems ?? []
    this.detail = options.detail
    this.exitCode = EXIT[options.kind]
    this.oclif = {exit: this.exitCode}
  }
}
