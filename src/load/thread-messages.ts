/** What the threads of the load engine are given and say. */
import type {LoadPlan} from '../bench/load-plan.js'
import type {PacerTask} from './pacer.js'
import type {TallyReport, WindowReport} from './tally.js'

export interface TrafficTask {
  readonly role: 'traffic'
  readonly plan: LoadPlan
  readonly thread: number
  readonly threads: number
  readonly words: Int32Array
}

export type ThreadTask = TrafficTask | ({readonly role: 'pacer'} & PacerTask)

export type ToThread = {readonly say: 'start'; readonly startUs: number} | {readonly say: 'stop'}

/** The end of a thread's traffic. */
export interface TrafficReport {
  readonly tally: TallyReport
  readonly peakConnections: number
  /** CPU seconds while the run counted. */
  readonly cpuS: number | undefined
}

export type FromThread =
  | {readonly say: 'ready'; readonly atUs: number}
  | {readonly say: 'window'; readonly report: WindowReport}
  | {readonly say: 'done'; readonly report: TrafficReport}
  | {readonly say: 'paced'; readonly cpuS: number | undefined}
