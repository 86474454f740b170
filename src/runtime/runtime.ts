/** What a stack runs on. Nothing above this knows Docker or Kubernetes. */
import type {Instance} from '../components/component.js'

export interface ServiceState {
  readonly service: string
  readonly component: string
  /** Container or pod name, one entry per replica. */
  readonly name: string
  readonly state: 'missing' | 'created' | 'running' | 'restarting' | 'paused' | 'exited' | 'dead'
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none'
  readonly exitCode?: number
  readonly oomKilled?: boolean
  readonly restarts: number
  /** UTC, ISO 8601. */
  readonly startedAt?: string
  readonly image: string
}

export interface LogLine {
  readonly service: string
  readonly name: string
  readonly text: string
}

export interface LogQuery {
  readonly services?: readonly string[]
  readonly follow?: boolean
  /** `10m`, `2h` or an ISO time. */
  readonly since?: string
  readonly tail?: number
  readonly grep?: RegExp
  readonly signal?: AbortSignal
}

/** What bringing the rendered files up would do to one service. */
export interface ServiceChange {
  readonly service: string
  readonly action: 'create' | 'recreate' | 'restart' | 'reload' | 'remove' | 'unchanged'
  /** Keys that differ, as in `environment.PORT` or `image`, and config files. Empty for create and remove. */
  readonly because: readonly string[]
}

export interface UpOptions {
  readonly timeoutS: number
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
  /** Only these services and what they need; all when absent. */
  readonly services?: readonly string[]
}

export interface Runtime {
  /** Compares what runs with the files under `deploy/`. */
  plan(): Promise<readonly ServiceChange[]>
  /** Creates, recreates and starts what differs, and waits until every container is healthy. */
  up(options: UpOptions): Promise<void>
  /** Removes containers and networks; never a volume. */
  down(options: {readonly signal?: AbortSignal}): Promise<void>
  /** Removes volumes by name. Only `destroy` calls it. */
  removeVolumes(names: readonly string[]): Promise<void>
  volumes(): Promise<readonly {readonly name: string; readonly bytes: number | undefined}[]>
  status(): Promise<readonly ServiceState[]>
  logs(query: LogQuery): AsyncIterable<LogLine>
  restart(services: readonly string[], signal?: AbortSignal): Promise<void>
  instance(service: string): Instance
}
