/** The contract of a room: everything opsctl knows about one component. Rooms import this and nothing of each other. */
import type {Readable, Writable} from 'node:stream'

import type {Facts, Verdict} from '../checks/check.js'
import type {Stack} from '../spec/stack.js'
import type {Text} from '../text.js'

export type {Stack} from '../spec/stack.js'
export type {Text} from '../text.js'

/**
 * The networks of a stack. `edge` reaches outside and carries published ports; `app`, `data` and `obs` are internal;
 * `egress` lets a service call out but publishes nothing.
 */
export const networks = ['edge', 'app', 'data', 'obs', 'egress'] as const
export type Network = (typeof networks)[number]

/** What a service needs inside its container besides its image. Sources are relative to the project folder. */
export type Mount =
  /** A folder under `deploy/`, mounted read-only as a whole: a single mounted file would keep its old inode after a rename. */
  | {
      readonly kind: 'config'
      readonly from: string
      readonly to: string
      /** True when the running server takes a change by `reload`; false when a change must recreate the container. */
      readonly reload: boolean
    }
  | {
      readonly kind: 'volume'
      readonly name: string
      readonly to: string
      readonly readOnly?: boolean
      /** What it should be able to hold, where volumes have a size: on a cluster. Absent: 10 GiB. */
      readonly sizeMiB?: number
    }
  | {
      readonly kind: 'tmpfs'
      readonly to: string
      readonly sizeMiB: number
      readonly mode?: string
      readonly uid?: number
      readonly exec?: boolean
      /** Name under which the containers of one pod share it, see `sidecarOf`. On a cluster only. */
      readonly shared?: string
    }
  /** A path of the host, for agents only. */
  | {
      readonly kind: 'host'
      readonly from: string
      readonly to: string
      readonly readOnly: boolean
      readonly propagation?: 'rslave'
    }

export interface PublishedPort {
  /** Address on the host. Only the gateway may use another than 127.0.0.1. */
  readonly bind: string
  readonly host: number
  readonly container: number
  /** What answers there, for `status` and `open`. */
  readonly use: Text
}

/** A port that other services of the stack may call. */
export interface Listener {
  /** What answers there, as port names of Services are: lower case, at most 15 characters. */
  readonly name: string
  readonly port: number
}

/** A connection that a service opens to another. On a cluster nothing else gets through. */
export interface Call {
  readonly service: string
  readonly port: number
}

/** How an app is asked from outside of its container, by HTTP. Read where the cluster asks. */
export interface HttpProbe {
  readonly port: number
  /** Answers 2xx while the process works; asks nothing of another service. */
  readonly live: string
  /** Answers 2xx while it can serve. */
  readonly ready: string
}

export interface Healthcheck {
  /** Argv run inside the container. It must be able to fail, and holds no secret. */
  readonly test: readonly string[]
  readonly intervalS: number
  readonly timeoutS: number
  readonly retries: number
  readonly startPeriodS: number
}

/** A deviation from the hardening baseline, with the reason that is shown to whoever asks. */
export interface Waiver {
  readonly rule:
    | 'read-only'
    | 'non-root'
    | 'cap-drop'
    | 'host-mount'
    | 'host-pid'
    | 'host-network'
    | 'no-new-privileges'
    | 'no-healthcheck'
  readonly reason: Text
}

/** How a service writes its lines; `auto` is for what opsctl can't know, the apps. */
export type LogLayout = 'gateway' | 'postgres' | 'redis' | 'auto'

/**
 * One service, neutral of Compose and Helm. The hardening baseline (read-only root, no capabilities, no new privileges,
 * log rotation, init, restart policy) is added when it is rendered; a room only states what differs.
 */
export interface ServiceSpec {
  /** Compose service name. The main service of a room is named as the room. */
  readonly name: string
  /** Id in the images data file, or a reference of the user's own. */
  readonly image: string | {readonly ref: string} | {readonly build: string; readonly tag: string}
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  /** Numeric `uid:gid`. */
  readonly user: string
  readonly networks: readonly Network[]
  readonly ports?: readonly PublishedPort[]
  /** Ports that other services may call, the main one first. */
  readonly listens?: readonly Listener[]
  /** What it connects to. Scrapes of Prometheus are not listed: they follow from the jobs. Those that are not in the stack are dropped. */
  readonly calls?: readonly Call[]
  /** Never holds a secret: `docker inspect` shows it. */
  readonly env?: Readonly<Record<string, string>>
  /** Names of secrets, mounted as files at /run/secrets/<name>. */
  readonly secrets?: readonly string[]
  /** Names of secrets that hold `NAME='value'` lines for the environment (Compose `env_file`). `docker inspect` shows them. */
  readonly envFiles?: readonly string[]
  /** The same for a cluster, which reads no such files: environment name → secret name. */
  readonly secretEnv?: Readonly<Record<string, string>>
  readonly mounts?: readonly Mount[]
  readonly limits: {readonly memoryMiB: number; readonly cpus: number; readonly pids: number}
  readonly healthcheck?: Healthcheck
  /** For one whose image need not hold a program that asks: a cluster asks by itself. */
  readonly probe?: HttpProbe
  /** More replicas under load, where the cluster can; `replicas` is then the least. */
  readonly autoscale?: {readonly max: number; readonly cpuPercent: number}
  /** Argv of a job in its image, before a new version starts; on a cluster only. */
  readonly migrate?: readonly string[]
  /** The service in whose pod it runs, on a cluster only: the two share a folder or an address. */
  readonly sidecarOf?: string
  /** Services that must be healthy first. Those that are not in the stack are dropped when rendered. */
  readonly after?: readonly string[]
  /** Started once every other service is: for one that watches the others, so that its first look finds them. */
  readonly startsLast?: boolean
  readonly capAdd?: readonly string[]
  readonly readOnly?: boolean
  readonly init?: boolean
  readonly stopGraceS?: number
  readonly stopSignal?: string
  readonly replicas?: number
  readonly shmMiB?: number
  readonly sysctls?: Readonly<Record<string, string>>
  /**
   * Seconds until a look-up of a name is given up. For one that watches another service: the name of a stopped container
   * is asked for outside, where an internal network leads nowhere, and the five seconds of each try outlast a scrape.
   */
  readonly lookupTimeoutS?: number
  readonly hostPid?: boolean
  /** What becomes of its lines where the stack collects logs. Absent: they are collected, and their layout is found out. */
  readonly logs?: {
    /** How its lines are written. */
    readonly layout?: LogLayout
    /** False for the log rooms: their own lines must not come back to them. */
    readonly collect?: false
  }
  readonly waivers?: readonly Waiver[]
}

/** A generated file, path relative to `deploy/`, with `/` between folders. */
export interface RenderedFile {
  readonly path: string
  readonly content: string
  /** Permission bits; 0o644 unless a script. */
  readonly mode?: number
}

/**
 * A secret of the project. Rooms declare secrets; the store generates and keeps them. A derived secret is computed from
 * others (a hash, an ACL file), so it changes with them and is never typed by a person.
 */
export interface SecretSpec {
  /** File name under `secrets/`, kebab-case, starting with the id of its room. */
  readonly name: string
  readonly purpose: Text
  /** Services that read it; a change recreates them. */
  readonly readers: readonly string[]
  /** Present on a derived secret. Deterministic for the same inputs, except where a salt or key is drawn: then `previous` is returned while it still fits. */
  readonly derive?: (value: (name: string) => string, previous: string | undefined) => string | Promise<string>
  /** Present on a secret that is a file of the person's own, relative to the project folder (a TLS key): the store copies it. */
  readonly from?: string
  /** Present on a secret that only a person can know (a chat's address): it is never drawn. Says why a value must not be used. */
  readonly given?: (value: string) => Text | undefined
  /** How the running stores are told of a new value. Absent: recreating the readers is enough. */
  readonly rotate?: (access: Access, next: string) => Promise<void>
  /** Runs once the readers use the new value: takes the previous one away where both were good, and proves that it is refused. */
  readonly settle?: (access: Access, previous: string) => Promise<void>
}

/** What an app that `uses` a store receives. */
export interface Binding {
  /** Plain settings: host, port, database. */
  readonly env: Readonly<Record<string, string>>
  /** Environment variable name → secret name. `DATABASE_URL` becomes `DATABASE_URL_FILE=/run/secrets/<name>` when delivered as a file. */
  readonly secretEnv: Readonly<Record<string, string>>
  readonly networks: readonly Network[]
  /** Where the store listens. */
  readonly call: Call
}

/** A Prometheus scrape job, in the words of `scrape_configs`. */
export interface ScrapeJob {
  readonly job_name: string
  readonly [key: string]: unknown
}

/** An image of the room. The id is a key of src/images/images.json and, for the Debian source, a folder templates/<room>/images/<id>/. */
export type ImageId = string

/** Runs commands in, and talks to, one service without knowing the runtime. */
export interface Instance {
  /** Runs argv in the container; never throws for a non-zero exit code. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>
  /** Sends an HTTP request to a port of the container. Rejects only when nothing answers in time. */
  http(request: InstanceRequest): Promise<HttpAnswer>
  /** Where this host reaches a port of it: what speaks another protocol connects there. Throws OPS_SERVICE_UNREACHABLE. */
  reach(port: number): Promise<{readonly host: string; readonly port: number}>
  /** Sends a signal to the main process. */
  signal(name: string): Promise<void>
}

export interface ExecOptions {
  readonly stdin?: string | Readable
  readonly timeoutMs?: number
  readonly user?: string
  /** True where Ctrl+C must not cut it short: whoever runs it ends it in its own way. */
  readonly group?: boolean
  /** Takes stdout as it comes, instead of the result. */
  readonly sink?: Writable
  /** Called with each line as it comes, redacted. */
  readonly onLine?: (line: string) => void
}

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface InstanceRequest {
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly tls?: boolean
  readonly basicAuth?: {readonly user: string; readonly password: string}
  readonly timeoutMs?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The door of a probe to the running stack. */
export interface Access {
  readonly stack: Stack
  instance(service: string): Instance
  /** The value of a secret, for a probe that must log in. Never print it. */
  secret(name: string): Promise<string>
  /** sha256 of the reloadable config of a component as it is on disk, see {@link ReloadSpec}. */
  configHash(component: string): Promise<string>
}

/** One semantic health check: it does what a user of the component would do. */
export interface HealthCheck<F extends Facts = Facts> {
  /** `<component>.<noun>`, stable for ever. */
  readonly id: string
  /** The healthy state, as a sentence. */
  readonly title: Text
  /** The service to blame when it fails. */
  readonly service: string
  probe(access: Access): Promise<F>
  judge(facts: F): Verdict
}

/**
 * Work in a running server that no file of its configuration can do, as an import. Idempotent and bounded: cut short at
 * any point, the next `up` finishes it.
 */
export interface Preparation {
  /** `<component>.<noun>`, stable for ever. */
  readonly id: string
  /** What is in place afterwards, as a sentence. */
  readonly title: Text
  readonly service: string
  /** Whether nothing is left to do. */
  isDone(access: Access): Promise<boolean>
  /** Does it. Throws when the server refuses; tries again for a server that does not answer yet. */
  run(access: Access): Promise<void>
}

/** How a component takes a new configuration without a restart. */
export interface ReloadSpec {
  readonly service: string
  /** Argv for a throw-away container of the service's image, with the staged config mounted in place of the real one and the same secrets. */
  readonly validate: readonly string[]
  /** Makes the server read its config again. */
  apply(access: Access): Promise<void>
  /** Asks the server which config hash it runs. Undefined when it does not say. */
  runningHash(access: Access): Promise<string | undefined>
}

/** A user interface that `opsctl open` knows. */
export interface Ui {
  readonly id: string
  readonly title: Text
  readonly url: string
  /** User and secret name for the log-in, if any. */
  readonly login?: {readonly user: string; readonly secret: string}
}

/** What a room may ask while it renders. */
export interface RenderContext {
  readonly stack: Stack
  /** Renders templates/<path> (Handlebars, strict, no HTML escape) with the data, or returns it byte for byte when it doesn't end in .hbs. */
  template(path: string, data?: Readonly<Record<string, unknown>>): string
  /** The bindings of every enabled store, by component id. */
  readonly bindings: Readonly<Record<string, Binding>>
}

/** A wizard question. Type, default and choices come from the schema; only the words are here. */
export interface Question {
  /** Dotted path in opsctl.yaml. */
  readonly path: string
  readonly ask: Text
  /** Asked only if this holds for the answers so far. */
  when?(answers: Readonly<Record<string, unknown>>): boolean
}

/** A cross-field rule that the schema alone can't state. */
export interface SpecProblem {
  /** Path of the offending value, as keys. */
  readonly path: readonly (string | number)[]
  readonly message: Text
  /** A warning doesn't stop anything. */
  readonly level?: 'error' | 'warning'
}

export interface Component<Id extends string = string> {
  /** Folder name under src/components, templates and test/components. */
  readonly id: Id
  readonly title: Text
  /** Components that should be healthy before this starts, where they are in the stack. */
  readonly needs: readonly string[]
  isEnabled(stack: Stack): boolean
  readonly questions: readonly Question[]
  validate?(stack: Stack): readonly SpecProblem[]
  /** Judges the files of the person's own that opsctl.yaml names, relative to the project folder. Reads them; changes nothing. */
  inspectFiles?(stack: Stack, projectRoot: string): Promise<readonly SpecProblem[]>
  /** The bindings are those of the enabled stores, by component id. */
  secrets?(stack: Stack, bindings: Readonly<Record<string, Binding>>): readonly SecretSpec[]
  binding?(stack: Stack): Binding
  services(context: RenderContext): readonly ServiceSpec[]
  /** Native config, under `<id>/`. Must be the same bytes for the same stack. */
  files?(context: RenderContext): readonly RenderedFile[]
  /** Files that carry the sha256 of the other reloadable files, so that the running server can say which config it has. */
  stamp?(sha256: string, stack: Stack): readonly RenderedFile[]
  scrape?(stack: Stack): readonly ScrapeJob[]
  /**
   * Rule files under templates/<id>/ that fit this stack's topology, as in `alerts/redis.yaml`. Without overrides they
   * are copied byte for byte to deploy/prometheus/config/rules.d/.
   */
  rules?(stack: Stack): readonly string[]
  /** Dashboards that fit this stack, by their file under templates/<id>/dashboards/, as in `redis.yaml`. */
  dashboards?(stack: Stack): readonly string[]
  /** Ids in images.json that this component's enabled services use. */
  images(stack: Stack): readonly ImageId[]
  health?(stack: Stack): readonly HealthCheck[]
  /** What `up` does once the containers run and before it asks for their health. */
  prepare?(stack: Stack): readonly Preparation[]
  reload?(stack: Stack): ReloadSpec
  uis?(stack: Stack): readonly Ui[]
}

/** Declares a room; it only checks and infers types. */
export function defineComponent<const Id extends string>(component: Component<Id>): Component<Id> {
  return component
}
