/** What a gateway driver must say about itself. */
import type {Access, Mount, RenderContext, RenderedFile, ServiceSpec} from '../component.js'
import type {DriverId} from './capabilities.js'
import type {GatewayPlan} from './route-plan.js'

/** Where the server finds its configuration, whatever the driver. */
export const CONFIG = '/etc/gateway'

/** The folder that the gateway shares with gateway-metrics, and the socket in it that log lines go through. */
export const SHARED = '/run/gateway'

/** A user of a route with basic authentication, and the bcrypt hash of the password. */
export interface HashedUser {
  readonly user: string
  readonly hash: string
}

export interface Driver {
  readonly id: DriverId
  readonly image: string
  /** Numeric uid:gid, that of the official image where it has one. */
  readonly user: string
  entrypoint(plan: GatewayPlan): readonly string[]
  command(plan: GatewayPlan): readonly string[]
  /** Argv that answers non-zero when GET /healthz on the internal port doesn't. */
  readonly healthcheck: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly capAdd: readonly string[]
  readonly stopSignal: string
  /** Whether the server itself counts what the recorded series need; otherwise gateway-metrics does, from the log. */
  readonly countsItself: boolean
  readonly waivers: NonNullable<ServiceSpec['waivers']>
  /** Writable places beside /tmp. */
  mounts(plan: GatewayPlan): readonly Mount[]
  files(plan: GatewayPlan, context: RenderContext): readonly RenderedFile[]
  /** The file that makes GET /-/config answer with the hash. */
  stamp(sha256: string): RenderedFile
  /** The password file of a route, in the driver's own format. */
  formatUsers(route: string, users: readonly HashedUser[]): string
  validate(plan: GatewayPlan): readonly string[]
  reload(access: Access): Promise<void>
}

/** Name of the secret with the hashed users of a route. */
export const usersSecret = (route: string) => `gateway-users-${route}`

/** Name of the secret with the password of a user. */
export const passwordSecret = (user: string) => `gateway-password-${user}`

/** Certificate of the project's own authority, where the gateway's is signed by it. */
export const authoritySecret = 'gateway-ca-certificate'
export const certificateSecret = 'gateway-tls-certificate'
export const keySecret = 'gateway-tls-key'

/** Where a secret lies in the container. */
export const secretFile = (name: string) => `/run/secrets/${name}`

/** A healthcheck without any client program: bash opens the connection itself. Both image sources have bash, neither surely has curl. */
export function bashHealthcheck(port: number, path: string): readonly string[] {
  const script = [
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    `printf 'GET ${path} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3`,
    'read -r -t 3 _ code _ <&3',
    '[ "$code" = 200 ]',
  ]
  return ['bash', '-c', script.join(' && ')]
}

/** Folder under deploy/ with the server's configuration: what a reload takes. */
export const SERVER_FILES = 'gateway/config/server'

/** Folder under deploy/ with the programs of gateway-metrics, which only a new container takes. */
export const METRICS_FILES = 'gateway/config/metrics'

/** How many workers a driver should start: whole CPUs, at least one. */
export const wholeCpus = (plan: GatewayPlan) => Math.max(1, Math.ceil(plan.gateway.limits.cpus))

/** Bytes of a size in MiB. */
export const toBytes = (mib: number) => Math.round(mib * 1024 ** 2)
