/** What a fault is, and what it works with. */
import type {Docker} from './docker.js'

/** `alerts:` of opsctl.yaml. */
export type Overrides = Record<
  string,
  {enabled?: boolean; threshold?: number; for?: string; severity?: string; keepFiringFor?: string}
>

/** What a lab service is told to do; see lab.js. */
export interface LabState {
  readonly status?: number
  readonly delayMs?: number
  readonly metricsDelayMs?: number
  readonly series?: number
  readonly duplicate?: boolean
  readonly clockBack?: boolean
  readonly unhealthy?: boolean
  /** Share of its memory limit to use; above 1, until it is killed. */
  readonly fillTo?: number
  readonly processes?: number
  readonly burn?: boolean
  readonly exit?: boolean
}

/** The hands of a fault on the running stack. */
export interface World extends Docker {
  readonly root: string
  readonly ports: {readonly http: number; readonly https: number; readonly prometheus: number}
  /** Runs SQL as the superuser, in a session named opsctl, and returns its rows. */
  readonly psql: (sql: string) => Promise<string>
  /** Runs commands as a user, one per line. */
  readonly redis: (commands: readonly string[], user?: string, password?: string) => Promise<string>
  /** Changes what a lab service does. */
  readonly lab: (name: 'lab' | 'victim' | 'beacon', change: LabState) => Promise<void>
  /** Has discovery find these targets, as YAML; without them, those it should. */
  readonly find: (targets?: string) => Promise<void>
  /** A request through the gateway. */
  readonly http: (path: string, init?: RequestInit) => Promise<Response>
  /** `data` of an answer of Prometheus' API. */
  readonly prometheus: <T>(path: string) => Promise<T>
  /** `opsctl up` for the project as it is on disk. */
  readonly up: () => Promise<void>
}

/** One fault: how it is done and undone, and the alert that must name it. */
export interface Fault {
  readonly name: string
  readonly alert: string
  /** Alerts of which one may fire too, where the fault has a consequence that a person must know. */
  readonly also?: readonly string[]
  /** Beside the `for` that every alert of the matrix is shortened to, or in its place. */
  readonly override?: {readonly threshold?: number; readonly forS?: number}
  /** Part of the short run. */
  readonly quick?: true
  /** Seconds until the condition itself holds, where that is in its nature: a duration over a limit, a window to be filled. */
  readonly reactsInS?: number
  /** Seconds for which the expression looks back, and so outlives the fault. */
  readonly lingersS?: number
  /** Seconds that the stack must have run: what is compared with a time before is silent until then. */
  readonly needsAgeS?: number
  /** Why it can't be done on this machine; undefined where it can. */
  readonly unable?: () => Promise<string | undefined>
  readonly start: (world: World) => Promise<unknown>
  readonly undo: (world: World) => Promise<unknown>
}
