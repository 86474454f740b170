/** What a stack runs on. Nothing above this knows Docker or Kubernetes. */
import type {Instance} from '../components/component.js'
import type {Text} from '../text.js'

export interface ServiceState {
  readonly service: string
  readonly component: string
  /** Container or pod name, one entry per replica. */
  readonly name: string
  readonly id: string
  readonly state: 'missing' | 'created' | 'running' | 'restarting' | 'paused' | 'removing' | 'exited' | 'dead'
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none'
  readonly exitCode?: number
  readonly oomKilled?: boolean
  readonly restarts: number
  /** UTC, ISO 8601. */
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly image: string
  /** What the last healthcheck printed, redacted; only when it is not healthy. */
  readonly healthOutput?: string
  /** What the engine said when it could not start it. */
  readonly error?: string
  readonly ports: readonly {readonly bind: string; readonly host: number; readonly container: number}[]
  /** Why it does not run and what to do, where the cluster itself says so in words that are certain. */
  readonly cause?: {readonly cause: Text; readonly fix: Text}
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
  /** `update`: what surrounds its containers changes, as its address or who may call it; none of them is touched. */
  readonly action: 'create' | 'recreate' | 'restart' | 'reload' | 'update' | 'remove' | 'unchanged'
  /** Keys that differ, as in `environment.PORT` or `image`, config files, `secret <name>`. Empty for create and remove. */
  readonly because: readonly string[]
}

/** Data that a change would lose, leave behind or make unreadable. */
export interface Risk {
  readonly service?: string
  /** True when going on would lose data or fail: `up` stops. */
  readonly stops: boolean
  readonly what: Text
  readonly fix: Text
}

export interface Plan {
  readonly services: readonly ServiceChange[]
  readonly risks: readonly Risk[]
}

/** The files to plan or run with. */
export interface Rendered {
  /** Folder laid out like deploy/; deploy/ itself when absent. */
  readonly dir?: string
  /** Paths that differ from deploy/, relative to it. */
  readonly changedFiles: readonly string[]
  /** sha256 of each secret, by name. */
  readonly secrets: Readonly<Record<string, string>>
}

export interface UpOptions {
  readonly timeoutS: number
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
  /** Only these services and what they need; all when absent. */
  readonly services?: readonly string[]
  /**
   * Told at each look while `up` waits, and once more when it is done: a mark for the containers, as soon as everything
   * is in its final form and ready, and another one when a container is a new one; undefined while it is not so. It lets
   * questions to the servers begin before the waiting ends. A runtime that can't tell never calls it.
   */
  readonly onSettled?: (mark: string | undefined) => void
}

/** The outcome of trying a new configuration with the component's own binary. */
export interface Validation {
  readonly ok: boolean
  readonly output: string
}

export interface Runtime {
  /** Compares what runs with rendered files. */
  plan(rendered: Rendered): Promise<Plan>
  /** Tries the configuration of a service in a throw-away container without network. */
  validate(rendered: Rendered, service: string, argv: readonly string[], signal?: AbortSignal): Promise<Validation>
  /** Creates, recreates and starts what differs from deploy/, and waits until every container is healthy. */
  up(rendered: Rendered, options: UpOptions): Promise<void>
  /**
   * Makes sure that the running containers of these services have the configuration files of deploy/, so that a reload
   * reads the new ones. Nothing is to be done where they are mounted from there.
   */
  deliverConfigs(services: readonly string[], signal?: AbortSignal): Promise<void>
  /** Records what runs now, so that the next plan can say which key changed. */
  recordApplied(rendered: Rendered): Promise<void>
  /** Removes containers and networks; never a volume. */
  down(options: {readonly signal?: AbortSignal; readonly onLine?: (line: string) => void}): Promise<void>
  /** Removes volumes by name. Only `destroy` calls it. */
  removeVolumes(names: readonly string[]): Promise<void>
  /** The volumes that this project has or had, as far as they exist. */
  volumes(): Promise<readonly {readonly name: string; readonly bytes: number | undefined}[]>
  /** Every service of the stack and every container of the project; a service without one is `missing`. */
  status(): Promise<readonly ServiceState[]>
  logs(query: LogQuery): AsyncIterable<LogLine>
  restart(services: readonly string[], signal?: AbortSignal): Promise<void>
  instance(service: string): Instance
}
