import type {Readable} from 'node:stream'

import type {Analysis} from '../../logs/analysis.js'
import type {AnalysisOptions} from '../../logs/options.js'

/** Where lines come from: a file (plain, gzip or zstd by its content), or a stream such as stdin or a container's output. */
export type LogSource = {readonly path: string} | {readonly name: string; readonly stream: Readable}

export interface AnalyseOptions extends AnalysisOptions {
  /** Threads that read; the number of processors when absent, 0 = none but this one. The answer does not depend on it. */
  readonly workers?: number
  readonly signal?: AbortSignal
}

export interface AnalyseProgress {
  /** Bytes read from the sources, as stored. */
  readonly bytes: number
  /** Size of all files; absent when a stream is among the sources. */
  readonly totalBytes?: number
  readonly lines: number
}

/** Reads all sources to their end. A source that can't be read is told of in the answer, never thrown. */
export declare function analyse(
  sources: readonly LogSource[],
  options?: AnalyseOptions,
  onProgress?: (progress: AnalyseProgress) => void,
): Promise<Analysis>
