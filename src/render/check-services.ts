/** What must never be rendered, whoever asks for it: each of these is silently wrong once Docker runs it. */
import type {RenderedFile, ServiceSpec} from '../components/component.js'
import {isInternal} from './compose.js'

/** Refuses services that Docker would take and get wrong. These are defects of a room, not of opsctl.yaml. */
export function checkServices(services: readonly ServiceSpec[]): void {
  const names = new Set<string>()
  for (const service of services) {
    if (names.has(service.name)) throw new Error(`two services are named ${service.name}`)
    names.add(service.name)
    checkService(service)
  }
}

function checkService({name, ports = [], networks, mounts = [], waivers = [], replicas = 1}: ServiceSpec): void {
  const onHost = waivers.some(({rule}) => rule === 'host-network')
  if (ports.length > 0 && !onHost && networks.every(isInternal)) {
    throw new Error(
      `${name} publishes a port but is on internal networks only: Docker would drop the port without a word`,
    )
  }

  if (ports.length > 0 && replicas > 1) throw new Error(`${name} has ${replicas} replicas for one published port`)
  for (const mount of mounts) {
    if (mount.kind === 'volume' && !/^[a-z0-9][a-z0-9_-]+$/.test(mount.name)) {
      throw new Error(`${name} has a volume named ${mount.name}: Compose takes one letter for a Windows drive`)
    }

    if (mount.kind === 'config' && !/^deploy\/[a-z0-9-]+\/config(\/[a-z0-9._-]+)*$/.test(mount.from)) {
      throw new Error(`${name} mounts ${mount.from} as config: it must be a folder under deploy/<component>/config`)
    }
  }
}

/** Refuses a path that two rooms write, or that leaves the room's own folder. */
export function checkFiles(files: readonly (RenderedFile & {readonly owner: string})[]): void {
  const owners = new Map<string, string>()
  for (const {path, owner} of files) {
    const other = owners.get(path)
    if (other !== undefined) throw new Error(`${path} is written by ${other} and by ${owner}`)
    owners.set(path, owner)
    if (/(^|\/)\.{0,2}(\/|$)/.test(path)) throw new Error(`${owner} writes to ${path}, which is no plain relative path`)
  }
}
