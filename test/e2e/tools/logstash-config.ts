/** A parser of Logstash's own grammar. It knows no plugin and no option: those are checked by the tests of the room. */
import {run} from '../../../src/system/run.js'
import {buildTool} from './cache.js'

/** One file as the parser sees it: an error with its place, or the tree. */
export interface LogstashFile {
  readonly file: string
  readonly error?: {
    readonly line: number
    readonly column: number
    readonly expected: readonly string[]
    readonly message: string
  }
  readonly sections?: readonly LogstashSection[]
}

/** `input`, `filter` or `output` with what is in it. */
export interface LogstashSection {
  readonly section: 'input' | 'filter' | 'output'
  readonly body: readonly LogstashStatement[]
}

/** A plugin with its options, or a condition with its branches. */
export type LogstashStatement =
  | {readonly plugin: string; readonly line: number; readonly options: readonly LogstashOption[]}
  | {
      readonly line: number
      readonly branches: readonly {
        /** The condition as text; absent for `else`. */
        readonly condition?: string
        readonly body: readonly LogstashStatement[]
      }[]
    }

/** An option: strings and numbers as they are, lists and hashes as trees, a codec as the text of its plugin. */
export interface LogstashOption {
  readonly name: string
  readonly value: LogstashValue
}

/** Value of an option. */
export type LogstashValue =
  | string
  | number
  | boolean
  | readonly LogstashValue[]
  | {readonly hash: readonly {readonly key: string; readonly value: LogstashValue}[]}
  | {readonly plugin: string; readonly text: string}

/** Parses files, each by itself, and answers in their order. */
export async function parseLogstash(files: readonly string[]): Promise<readonly LogstashFile[]> {
  const program = `${await buildTool('logstash-config')}/logstash-config`
  return JSON.parse(await run(program, [...files], {timeoutMs: 60_000}))
}
