/**
 * The values of the chart: the boundary between opsctl, which writes them, and the chart's templates, which read nothing
 * else. They say what the stack is, not how Kubernetes is told of it: that is the templates' business. The schema is the
 * one source: Helm's values.schema.json and the types below come from it.
 */
import {z} from 'zod'

import {stackSchema} from '../../spec/stack.js'

/** Of what zod infers, what nobody may change. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? {readonly [Key in keyof T]: Frozen<T[Key]>}
    : T

const record = <S extends z.ZodType>(value: S) => z.record(z.string(), value)
const port = () => z.int().min(1).max(65_535)
/** A DNS label, as names of most objects are. */
const label = () => z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
const path = () => z.string().regex(/^\//)
const environment = () => z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)

const secretValues = z.strictObject({
  mode: z
    .enum(['existing', 'external', 'generate'])
    .describe(
      'existing: Secrets by these names are there (opsctl or a person made them). external: ExternalSecrets are written. generate: the chart draws them once and keeps them; only in the chart’s own values.',
    ),
  store: z.string().min(1).exactOptional().describe('ClusterSecretStore, with mode external.'),
  items: record(z.strictObject({secret: z.string().min(1), key: z.string().regex(/^[-._a-zA-Z0-9]+$/)})).describe(
    'Where each secret lies, by its name in opsctl: the Secret <component>-secrets, the key the name itself. Only what a service reads.',
  ),
  digests: record(z.string())
    .exactOptional()
    .describe(
      'Short sha256 over the values that a service reads, by service: a changed secret rolls its readers. Given by "opsctl up" in a file of its own, so that values.yaml depends on no secret.',
    ),
})

const portValues = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/),
  port: port(),
  outside: z.boolean().describe('True for ports that are reached from outside of the stack: the gateway’s.'),
  servicePort: port()
    .exactOptional()
    .describe(
      'Port by which those outside reach it, where it is not the container’s: 80 for a gateway that listens on 8080. The Service has both, since those inside use the container’s.',
    ),
})

const configValues = z
  .strictObject({
    name: label().describe('Name of its ConfigMap.'),
    to: path(),
    items: z
      .array(
        z.strictObject({
          file: z.string().min(1).describe('Its path in files.'),
          key: z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/),
          path: z.string().min(1).describe('Where it lies in the folder.'),
          executable: z.literal(true).exactOptional().describe('It has mode 0555.'),
        }),
      )
      .min(1),
    reload: z.boolean().describe('True when the running server takes a change by a reload.'),
  })
  .describe(
    'A folder of native configuration, mounted as a whole. Entries with the same “to” form one folder that is too big for one ConfigMap: one projected volume.',
  )

const volumeValues = z.strictObject({
  name: label(),
  to: path(),
  sizeMiB: z.number().positive(),
  readOnly: z.boolean(),
})

const scratchValues = z
  .strictObject({
    to: path(),
    sizeMiB: z.number().positive(),
    shared: label().exactOptional().describe('Name under which the containers of one pod share it.'),
  })
  .describe('An emptyDir in memory.')

const hostValues = z
  .strictObject({
    from: path(),
    to: path(),
    readOnly: z.boolean(),
    propagation: z.literal('HostToContainer').exactOptional(),
  })
  .describe('A path of the node, for agents only. One that is written to is made where it is missing.')

const probeAction = z.union([
  z.strictObject({exec: z.array(z.string()).min(1)}),
  z.strictObject({httpGet: z.strictObject({path: path(), port: port()})}),
  z.strictObject({tcp: port()}),
])

const probeValues = z
  .strictObject({
    ready: probeAction.describe('A pod that can’t serve is taken out of its Service.'),
    live: probeAction
      .exactOptional()
      .describe('A pod whose process hangs is restarted. It asks nothing that depends on another service.'),
    intervalS: z.number().positive(),
    timeoutS: z.number().positive(),
    retries: z.int().min(1),
    startPeriodS: z.number().min(0),
  })
  .describe('How the pod is asked. The startup probe is “ready”, for as long as the start period.')

const resources = () => z.strictObject({memoryMiB: z.number().positive(), cpus: z.number().positive()})

const serviceValues = z.strictObject({
  component: label(),
  kind: z
    .enum(['Deployment', 'StatefulSet', 'DaemonSet'])
    .describe('StatefulSet: has a volume. DaemonSet: reads a node. Deployment: any other.'),
  agent: z
    .boolean()
    .describe(
      'Whether it lies in the agents’ namespace, where Pod Security is not “restricted”. True for every DaemonSet.',
    ),
  sidecarOf: label()
    .exactOptional()
    .describe('The service in whose pod it runs: the two share a folder or an address.'),
  image: z.string().min(1),
  entrypoint: z
    .array(z.string())
    .exactOptional()
    .describe('command of the container: replaces the image’s entrypoint.'),
  command: z.array(z.string()).exactOptional().describe('args of the container.'),
  uid: z.int().min(0),
  gid: z.int().min(0),
  replicas: z.int().min(0).exactOptional().describe('Absent for a DaemonSet.'),
  headless: z
    .boolean()
    .describe(
      'True when each replica is asked by its own address: an app, a DaemonSet. The Service then has no address of its own.',
    ),
  ports: z.array(portValues),
  env: z.record(environment(), z.string()),
  secretEnv: z.record(environment(), z.string()).describe('Environment name → secret name.'),
  secrets: z.array(z.string()).describe('Names of secrets that are files under /run/secrets.'),
  config: z.array(configValues),
  volumes: z.array(volumeValues),
  scratch: z.array(scratchValues),
  host: z.array(hostValues),
  limits: resources(),
  requests: resources().describe(
    'Least memory and CPU that a node must have free for it. By default all the memory of what keeps data, half of that of others, and a tenth of the CPUs.',
  ),
  probe: probeValues.exactOptional(),
  callers: z
    .array(z.strictObject({port: port(), from: z.array(z.string())}))
    .describe('Names of the services that may connect to its ports, by port; * is whoever is outside of the stack.'),
  calls: z.array(z.strictObject({service: z.string(), port: port()})).describe('What it connects to.'),
  egress: z.boolean().describe('Whether it may call out of the stack.'),
  readOnly: z.boolean().describe('Whether the root file system is read-only.'),
  capAdd: z.array(z.string()),
  hostPid: z.boolean(),
  hostNetwork: z.boolean(),
  shmMiB: z.number().positive().exactOptional(),
  stopGraceS: z.number().min(0),
  stopSignal: z.string().exactOptional(),
  lookupTimeoutS: z.number().positive().exactOptional(),
  sysctls: record(z.string()),
  priority: z.boolean().describe('Whether it has the priority class of the stack.'),
  autoscale: z
    .strictObject({min: z.int().min(1), max: z.int().min(1), cpuPercent: z.int().min(1).max(100)})
    .exactOptional()
    .describe('More replicas under load. Only for apps.'),
  migrate: z
    .array(z.string())
    .min(1)
    .exactOptional()
    .describe('Argv of a job in the app’s image that runs before a new version starts. Only for apps.'),
  configHash: z.string().exactOptional().describe('sha256 over configuration that only a new pod takes.'),
})

/** Every key of a service. */
export const serviceKeys: readonly string[] = Object.keys(serviceValues.shape)

const operatorValues = z.strictObject({
  rules: record(z.string()).describe(
    'Path in files of each rule file, whose content is “groups”, by the name of its PrometheusRule.',
  ),
  monitors: record(z.strictObject({port: z.string(), path: path(), job: z.string()})).describe(
    'Endpoints by service: path and the name of the port, as ServiceMonitors want them.',
  ),
  dashboards: z.array(z.string()).describe('Paths in files of dashboards, written as labelled ConfigMaps.'),
})

/** The document `deploy/values.yaml`. */
export const chartValuesSchema = z.strictObject({
  stack: stackSchema.describe(
    'opsctl.yaml with every default filled in. Templates read project, monitoring, kubernetes and the like from it.',
  ),
  secrets: secretValues,
  services: z
    .record(label(), serviceValues)
    .describe('Every service of the stack by its name, which is also the name of its workload and of its Service.'),
  files: record(z.string()).describe('Native configuration, the same bytes as on Docker Compose, by path.'),
  operator: operatorValues.describe(
    'Objects for a Prometheus operator; the templates write them where its kinds are known.',
  ),
  rollOnReloadable: z
    .boolean()
    .describe(
      'Whether a changed configuration rolls the pods. False with opsctl, which reloads the servers that can; true in the chart’s own values.',
    ),
  createAgentsNamespace: z
    .boolean()
    .exactOptional()
    .describe(
      'Whether the chart writes the namespace of the agents. Absent with opsctl, which makes it; true in the chart’s own values.',
    ),
})

/** The document `deploy/values.yaml`. In `stack`, sizes and durations are text, as a person writes them. */
export type ChartValues = Frozen<z.input<typeof chartValuesSchema>>
export type SecretValues = ChartValues['secrets']
export type ServiceValues = Frozen<z.input<typeof serviceValues>>
export type PortValues = Frozen<z.input<typeof portValues>>
/** A folder of native configuration, mounted as a whole. */
export type ConfigValues = Frozen<z.input<typeof configValues>>
export type VolumeValues = Frozen<z.input<typeof volumeValues>>
/** An emptyDir. */
export type ScratchValues = Frozen<z.input<typeof scratchValues>>
export type HostValues = Frozen<z.input<typeof hostValues>>
/**
 * How the pod is asked. `startup` has the start period of the healthcheck, `readiness` takes a pod that can't serve out of
 * its Service, `liveness` restarts one whose process hangs, and asks nothing that depends on another service.
 */
export type ProbeValues = Frozen<z.input<typeof probeValues>>
export type ProbeAction = Frozen<z.input<typeof probeAction>>
/** What the templates need for the kinds of the Prometheus operator. */
export type OperatorValues = ChartValues['operator']
