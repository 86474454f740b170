/** What the load engine is told to do: plain data, so that it crosses to a thread. Durations in seconds unless named otherwise. */

/** Where the load goes. The address was resolved and allowed before. */
export interface LoadTarget {
  readonly host: string
  readonly port: number
  readonly tls?: {
    /** PEM; the system's own when absent. */
    readonly ca?: string
    readonly servername: string
  }
}

/** A check of an answer. What fails counts as an error of its kind. */
export interface Expectation {
  /** Statuses that are right; any below 400 when absent. */
  readonly statuses?: readonly number[]
  /** What the body must contain. */
  readonly bodyContains?: string
}

/** One kind of HTTP request. `{name}` in path, headers and body is replaced from `rows`, in their order, over and over. */
export interface HttpRequestPlan {
  readonly name: string
  readonly method: string
  readonly path: string
  /** Host, Content-Length and Connection are added. May hold a log-in: never print it. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Its share of all requests, relative to the others. */
  readonly weight: number
  readonly expect: Expectation
  readonly rows?: readonly Readonly<Record<string, string>>[]
}

export interface HttpWirePlan {
  readonly protocol: 'http'
  /** Value of the Host header. */
  readonly host: string
  readonly keepAlive: boolean
  readonly requests: readonly HttpRequestPlan[]
}

/** One kind of Redis command. `{key}` is drawn from the keys, `{value}` is the value, in any of its words. */
export interface RedisCommandPlan {
  readonly name: string
  readonly words: readonly string[]
  readonly weight: number
}

export interface RedisWirePlan {
  readonly protocol: 'redis'
  /** What follows AUTH: user and password; never print them. */
  readonly auth?: readonly string[]
  readonly commands: readonly RedisCommandPlan[]
  /** Requests that a connection sends before it waits. */
  readonly pipeline: number
  readonly keyPrefix: string
  readonly keys: number
  readonly valueBytes: number
}

/** A part of the run. In the open model `from` to `to` requests/s, a straight line between them. */
export interface Stage {
  readonly durationS: number
  readonly from: number
  readonly to: number
}

export type LoadModel =
  /** Each connection asks again as soon as it was answered. */
  | {readonly kind: 'closed'; readonly connections: number; readonly durationS: number}
  /** Requests have their times beforehand, whatever the server does. */
  | {
      readonly kind: 'open'
      readonly arrivals: 'constant' | 'poisson'
      readonly stages: readonly Stage[]
      /** Beyond, requests wait in the client and their wait counts. */
      readonly maxConnections: number
    }

export interface LoadPlan {
  readonly target: LoadTarget
  readonly wire: HttpWirePlan | RedisWirePlan
  readonly model: LoadModel
  /** At the first stage's rate, before anything counts. */
  readonly warmupS: number
  /** How long unfinished requests are waited for at the end. */
  readonly drainS: number
  readonly timeoutMs: number
  readonly seed: number
  readonly threads: number
  /** `spin` burns a core for the last microseconds of pacing. */
  readonly pace: 'thread' | 'spin' | 'timer'
  /** Ends the run early when more than this share of the last second's requests failed, of at least 100. */
  readonly stopAtErrorRatio?: number
}
