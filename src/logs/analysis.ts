/**
 * What an analysis of log lines says: the data of its JSON report. It depends on the lines and the options alone, never on
 * the number of workers or on the clock. Times are UTC in RFC 3339 with milliseconds, durations are milliseconds, shares 0–1.
 */

/** Levels as they are stored, from the least to the most serious. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const

export type Level = (typeof levels)[number]

/** How a line is written. `plain` is text in which nothing was recognised: such lines count as unparsed. */
export const layouts = [
  'json',
  'docker',
  'access',
  'logfmt',
  'syslog',
  'postgres',
  'redis',
  'klog',
  'rails',
  'text',
  'plain',
] as const

export type Layout = (typeof layouts)[number]

/** What stopped a source from being read in full; what could be read counts. */
export const problems = [
  /** It could not be opened or read. */
  'unreadable',
  /** It holds no text. */
  'binary',
  /** The compressed data ends before its end is due. */
  'truncated',
  /** The compressed data is damaged; what comes after the damage can't be read. */
  'corrupt',
] as const

export type Problem = (typeof problems)[number]

export interface Analysis {
  /** Version of this form; a change that breaks readers raises it. */
  readonly version: 1
  readonly filter: {
    readonly since?: string
    readonly until?: string
    readonly layout?: Layout
    readonly trace?: string
  }
  readonly totals: Totals
  /** First and last time that a line carries; absent when none does. */
  readonly range?: {readonly first: string; readonly last: string}
  readonly sources: readonly SourceReport[]
  readonly levels: readonly LevelCount[]
  readonly errors: {
    /** Events of level error or fatal. */
    readonly count: number
    readonly share: number
    readonly classes: readonly ErrorClass[]
    readonly table: TableReport
  }
  readonly latency?: Percentiles
  readonly status: {
    readonly classes: readonly {readonly class: string; readonly count: number; readonly share: number}[]
    readonly codes: readonly {readonly status: number; readonly count: number}[]
  }
  readonly paths: {readonly top: readonly PathReport[]; readonly table: TableReport}
  readonly clients: Top
  readonly agents: Top
  readonly histogram?: Histogram
  readonly slowest: readonly SlowRequest[]
  readonly stacks: {readonly count: number; readonly groups: readonly StackGroup[]; readonly table: TableReport}
  /** What belongs to the trace or request that was asked for. */
  readonly trace?: TraceSession
}

export interface Totals {
  readonly sources: number
  /** After decompression. */
  readonly bytes: number
  readonly lines: number
  /** Lines, with those that continue another (a stack trace) counted as part of it. */
  readonly events: number
  /** Events outside since and until; nothing else counts them. */
  readonly outside: number
  /** Events in which no layout was recognised. They count with their text. */
  readonly unparsed: number
  /** Lines that look like JSON but are broken, or that hold bytes which are no text. */
  readonly damaged: number
  /** Events without a time of their own. */
  readonly timeless: number
  /** Times a line is more than a second older than the one before it in the same source. */
  readonly backwards: number
}

/** One file, stream or container. */
export interface SourceReport {
  readonly name: string
  readonly compression: 'none' | 'gzip' | 'zstd'
  /** The layout of most of its events. */
  readonly layout: Layout
  /** Events by layout, most first. */
  readonly layouts: readonly {readonly layout: Layout; readonly count: number}[]
  readonly bytes: number
  readonly lines: number
  readonly events: number
  readonly unparsed: number
  readonly damaged: number
  readonly problem?: {readonly kind: Problem; readonly detail: string}
}

/** `none`: events in which no level was found. */
export interface LevelCount {
  readonly level: Level | 'none'
  readonly count: number
  readonly share: number
}

/** A bounded table: once it overflows, rare entries are dropped, and any count may be too low by up to `missedAtMost`. */
export interface TableReport {
  /** Different entries that are in the table. */
  readonly distinct: number
  readonly missedAtMost: number
}

/** Error messages that differ only in numbers, ids, quoted words and the like. */
export interface ErrorClass {
  readonly template: string
  readonly level: Level
  readonly count: number
  readonly share: number
  readonly first?: string
  readonly last?: string
  /** One message as written, secrets masked. */
  readonly example: string
  /** Where the example is from. */
  readonly source: string
}

/** Within 0.8 % of the true value; min, max and mean are exact to a microsecond. */
export interface Percentiles {
  readonly count: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  readonly max: number
  readonly mean: number
}

/** Requests to paths that differ only in ids: `/orders/{id}`. */
export interface PathReport {
  readonly path: string
  readonly count: number
  readonly share: number
  /** Answers with a status of 500 or more. */
  readonly errors: number
  readonly latency?: Percentiles
}

export interface Top {
  readonly top: readonly {readonly value: string; readonly count: number; readonly share: number}[]
  readonly table: TableReport
}

export interface Histogram {
  readonly widthMs: number
  /** Without gaps, except where a clock jumped by more than the histogram is wide. */
  readonly buckets: readonly Bucket[]
}

export interface Bucket {
  readonly start: string
  readonly count: number
  readonly errors: number
  /** Far more lines, or errors, than in the other buckets: `score` is the modified z-score. */
  readonly spike?: {readonly of: 'count' | 'errors'; readonly score: number}
}

export interface SlowRequest {
  readonly durationMs: number
  readonly time?: string
  readonly method?: string
  readonly path?: string
  readonly status?: number
  /** Trace or request id. */
  readonly id?: string
  readonly source: string
}

/** Stack traces with the same kind of error and the same frames. */
export interface StackGroup {
  readonly language: 'java' | 'python' | 'node' | 'go' | 'other'
  readonly type: string
  /** First message, secrets masked. */
  readonly message: string
  readonly count: number
  readonly first?: string
  readonly last?: string
  /** Innermost first, without line numbers and addresses. */
  readonly frames: readonly string[]
  readonly source: string
}

export interface TraceSession {
  readonly id: string
  /** By time; of equal times as read. */
  readonly events: readonly TraceEvent[]
  /** Events beyond the limit, which are not listed. */
  readonly more: number
  /** From the first to the last event. */
  readonly spanMs?: number
}

export interface TraceEvent {
  readonly time?: string
  readonly level?: Level
  readonly source: string
  readonly message: string
  readonly durationMs?: number
}
