/** Looks at the containers of the project as they run. Of the environment only names are kept. */
import {run} from '../../../system/run.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {type KnownServices, knownServices, secretNames} from '../project/collect-services.js'
import type {ServiceSeen} from '../project/facts.js'
import {containersFact} from './facts.js'

const QUICK_MS = 4500

interface Inspected {
  readonly Config: {
    readonly User?: string
    readonly Env?: readonly string[] | null
    readonly Labels?: Readonly<Record<string, string>>
  }
  readonly HostConfig: {
    readonly Privileged?: boolean
    readonly PidMode?: string
    readonly IpcMode?: string
    readonly NetworkMode?: string
    readonly UTSMode?: string
    readonly UsernsMode?: string
    readonly CapAdd?: readonly string[] | null
    readonly CapDrop?: readonly string[] | null
    readonly SecurityOpt?: readonly string[] | null
    readonly ReadonlyRootfs?: boolean
  }
  readonly Mounts?: readonly {
    readonly Type: string
    readonly Source?: string
    readonly Destination: string
    readonly RW?: boolean
  }[]
  readonly NetworkSettings?: {
    readonly Ports?: Readonly<Record<string, readonly {readonly HostIp: string; readonly HostPort: string}[] | null>> | null
  }
}

export const containersCollector = defineCollector({
  key: containersFact,
  isFor: ({target}) => target === 'compose',
  async collect({stack, signal}) {
    const docker = (argv: readonly string[]) =>
      run('docker', argv, {timeoutMs: QUICK_MS, signal}).catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error)
        throw new CannotSee('unreachable', {en: `Docker does not answer: ${words}`, zh: `Docker 没有应答：${words}`})
      })
    const ids = await docker(['ps', '-q', '--filter', `label=com.docker.compose.project=${stack.project}`])
    const wanted = ids.split('\n').filter(Boolean)
    if (wanted.length === 0) return {services: []}
    const known = knownServices(stack)
    const found = JSON.parse(await docker(['inspect', '--type', 'container', ...wanted])) as readonly Inspected[]
    return {services: found.map((one) => toService(one, known))}
  },
})

/** One container in the words of a service. */
export function toService({Config, HostConfig, Mounts, NetworkSettings}: Inspected, known: KnownServices): ServiceSeen {
  const service = Config.Labels?.['com.docker.compose.service'] ?? ''
  const env = (Config.Env ?? []).map((line): readonly [string, string] => {
    const at = line.indexOf('=')
    return [line.slice(0, at), line.slice(at + 1)]
  })
  return {
    service,
    ...(known.get(service) ?? {component: 'overlay', waivers: [], envByDesign: false}),
    user: Config.User ?? '',
    privileged: HostConfig.Privileged === true,
    pid: HostConfig.PidMode ?? '',
    ipc: HostConfig.IpcMode ?? '',
    network: HostConfig.NetworkMode ?? '',
    uts: HostConfig.UTSMode ?? '',
    userns: HostConfig.UsernsMode ?? '',
    capAdd: [...(HostConfig.CapAdd ?? [])],
    capDrop: [...(HostConfig.CapDrop ?? [])],
    securityOpt: [...(HostConfig.SecurityOpt ?? [])],
    readOnly: HostConfig.ReadonlyRootfs === true,
    mounts: (Mounts ?? []).map(({Type, Source = '', Destination, RW}) => ({
      type: Type,
      source: Source,
      target: Destination,
      readOnly: RW === false,
    })),
    ports: Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([key, bindings]) =>
      (bindings ?? []).map(({HostIp, HostPort}) => ({
        bind: HostIp === '' ? '0.0.0.0' : HostIp,
        host: Number(HostPort),
        container: Number.parseInt(key, 10),
      })),
    ),
    secretEnv: secretNames(env),
  }
}
