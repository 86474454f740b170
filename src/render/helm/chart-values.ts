/**
 * The values of the chart: the boundary between opsctl, which writes them, and the chart's templates, which read nothing
 * else. They say what the stack is, not how Kubernetes is told of it: that is the templates' business.
 */
import type {StackInput} from '../../spec/stack.js'

/** The document `deploy/values.yaml`. */
export interface ChartValues {
  /** opsctl.yaml with every default filled in, as a person writes it: sizes and durations are text. Templates read `project`, `monitoring`, `kubernetes` and the like from it. */
  readonly stack: StackInput
  readonly secrets: SecretValues
  /** Every service of the stack by its name, which is also the name of its workload and of its Service. */
  readonly services: Readonly<Record<string, ServiceValues>>
  /** Native configuration, the same bytes as on Compose, by path under `deploy/`, as in `postgres/config/server/postgresql.conf`. */
  readonly files: Readonly<Record<string, string>>
  /** Objects for a Prometheus operator; the templates write them where its kinds are known. */
  readonly operator: OperatorValues
  /** Whether a changed configuration rolls the pods. False with opsctl, which reloads the servers that can; true in the chart’s own values. */
  readonly rollOnReloadable: boolean
}

export interface SecretValues {
  /**
   * `existing`: Secrets by these names are there (opsctl or a person made them). `external`: ExternalSecrets are written.
   * `generate`: the chart draws them once and keeps them; only in the chart's own values.
   */
  readonly mode: 'existing' | 'external' | 'generate'
  /** ClusterSecretStore, with mode external. */
  readonly store?: string
  /** Where each secret lies, by its name in opsctl: the Secret `<component>-secrets`, the key the name itself. */
  readonly items: Readonly<Record<string, {readonly secret: string; readonly key: string}>>
  /** Short sha256 over the values that a service reads, by service: a changed secret rolls its readers. Given by `up` in a file of its own, so that values.yaml depends on no secret. */
  readonly digests?: Readonly<Record<string, string>>
}

export interface ServiceValues {
  readonly component: string
  /** StatefulSet: has a volume. DaemonSet: reads a node, and lies in the agents' namespace. Deployment: any other. */
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet'
  /** Whether it lies in the agents' namespace, where Pod Security is not `restricted`. True for every DaemonSet. */
  readonly agent: boolean
  readonly image: string
  /** `command` of the container: replaces the image's entrypoint. */
  readonly entrypoint?: readonly string[]
  /** `args` of the container. */
  readonly command?: readonly string[]
  readonly uid: number
  readonly gid: number
  /** Absent for a DaemonSet. */
  readonly replicas?: number
  /** True when each replica is asked by its own address: an app, a DaemonSet. The Service then has no address of its own. */
  readonly headless: boolean
  readonly ports: readonly PortValues[]
  readonly env: Readonly<Record<string, string>>
  /** Environment name → secret name. */
  readonly secretEnv: Readonly<Record<string, string>>
  /** Names of secrets that are files under /run/secrets. */
  readonly secrets: readonly string[]
  readonly config: readonly ConfigValues[]
  readonly volumes: readonly VolumeValues[]
  readonly scratch: readonly ScratchValues[]
  readonly host: readonly HostValues[]
  readonly limits: {readonly memoryMiB: number; readonly cpus: number}
  /** Least memory and CPU that a node must have free for it. */
  readonly requests: {readonly memoryMiB: number; readonly cpus: number}
  readonly probe?: ProbeValues
  /** Names of the services that may connect to its ports, by port; `*` is whoever is outside of the stack. */
  readonly callers: readonly {readonly port: number; readonly from: readonly string[]}[]
  /** What it connects to. */
  readonly calls: readonly {readonly service: string; readonly port: number}[]
  /** Whether it may call out of the stack. */
  readonly egress: boolean
  readonly readOnly: boolean
  readonly capAdd: readonly string[]
  readonly hostPid: boolean
  readonly hostNetwork: boolean
  readonly shmMiB?: number
  readonly stopGraceS: number
  readonly stopSignal?: string
  readonly lookupTimeoutS?: number
  readonly sysctls: Readonly<Record<string, string>>
  readonly priority: boolean
  /** Only for apps: more replicas under load. */
  readonly autoscale?: {readonly min: number; readonly max: number; readonly cpuPercent: number}
  /** Only for apps: argv of a job that runs in the app's image after the first install and before each upgrade. */
  readonly migrate?: readonly string[]
  /** sha256 over configuration that only a new pod takes. */
  readonly configHash?: string
}

export interface PortValues {
  readonly name: string
  readonly port: number
  /** True for ports that are reached from outside of the stack: the gateway's. */
  readonly outside: boolean
  /** Port by which those outside reach it, where it is not the container's: 80 for a gateway that listens on 8080. The Service has both, since those inside use the container's. */
  readonly servicePort?: number
}

/** A folder of native configuration, mounted as a whole. Entries with the same `to` form one folder that is too big for one ConfigMap: one projected volume. */
export interface ConfigValues {
  /** Name of its ConfigMap: at most 63 characters. */
  readonly name: string
  readonly to: string
  /** Paths of `files` in it. `path` is where each lies in the folder; `executable` ones have mode 0555. */
  readonly items: readonly {
    readonly file: string
    readonly key: string
    readonly path: string
    readonly executable?: true
  }[]
  /** True when the running server takes a change by a reload. */
  readonly reload: boolean
}

export interface VolumeValues {
  readonly name: string
  readonly to: string
  readonly sizeMiB: number
  readonly readOnly: boolean
}

/** An emptyDir. */
export interface ScratchValues {
  readonly to: string
  readonly sizeMiB: number
}

export interface HostValues {
  readonly from: string
  readonly to: string
  readonly readOnly: boolean
  readonly propagation?: 'HostToContainer'
}

/**
 * How the pod is asked. `startup` has the start period of the healthcheck, `readiness` takes a pod that can't serve out of
 * its Service, `liveness` restarts one whose process hangs, and asks nothing that depends on another service.
 */
export interface ProbeValues {
  readonly ready: ProbeAction
  readonly live?: ProbeAction
  readonly intervalS: number
  readonly timeoutS: number
  readonly retries: number
  readonly startPeriodS: number
}

export type ProbeAction =
  | {readonly exec: readonly string[]}
  | {readonly httpGet: {readonly path: string; readonly port: number}}
  | {readonly tcp: number}

/** What the templates need for the kinds of the Prometheus operator. */
export interface OperatorValues {
  /** Path in `files` of each rule file, whose content is `groups`, by the name of its PrometheusRule. */
  readonly rules: Readonly<Record<string, string>>
  /** Endpoints by service: path and the name of the port, as ServiceMonitors want them. */
  readonly monitors: Readonly<Record<string, {readonly port: string; readonly path: string; readonly job: string}>>
  /** Paths in `files` of dashboards, written as labelled ConfigMaps. */
  readonly dashboards: readonly string[]
}
