/** Looks at the containers of the project as they run. Of the environment only names are kept. */
import type Dockerode from 'dockerode'

import {inspectContainers} from '../../../system/docker-facts.js'
import {defineCollector} from '../../collect.js'
import {sight} from '../docker/sight.js'
import {type KnownServices, knownServices, secretNames} from '../project/collect-services.js'
import type {ServiceSeen} from '../project/facts.js'
import {containersFact} from './facts.js'

export const containersCollector = defineCollector({
  key: containersFact,
  isFor: ({target}) => target === 'compose',
  async collect({stack}) {
    const known = knownServices(stack)
    const found = await sight(inspectContainers(stack.project))
    return {services: found.filter(({State}) => State.Running).map((one) => toService(one, known))}
  },
})

/** One container in the words of a service. */
export function toService(
  {
    Config,
    HostConfig,
    Mounts,
    NetworkSettings,
  }: Pick<Dockerode.ContainerInspectInfo, 'Config' | 'HostConfig' | 'Mounts' | 'NetworkSettings'>,
  known: KnownServices,
): ServiceSeen {
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
      type: Type ?? 'bind',
      source: Source,
      target: Destination,
      readOnly: RW === false,
    })),
    ports: Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([key, bindings]) =>
      ((bindings ?? []) as readonly {HostIp: string; HostPort: string}[]).map(({HostIp, HostPort}) => ({
        bind: HostIp === '' ? '0.0.0.0' : HostIp,
        host: Number(HostPort),
        container: Number.parseInt(key, 10),
      })),
    ),
    secretEnv: secretNames(env),
  }
}
