/** What the Docker Engine knows of containers, images and its disk beyond what running a stack takes. Reads only. */
import type Dockerode from 'dockerode'

import {engine, reachable} from './docker-api.js'

type Inspected = Dockerode.ContainerInspectInfo

/** Every container of a Compose project as the engine describes it, running or not. */
export async function inspectContainers(project: string): Promise<readonly Inspected[]> {
  const docker = await engine()
  const filters = {label: [`com.docker.compose.project=${project}`, 'com.docker.compose.oneoff=False']}
  const listed = await reachable(docker.listContainers({all: true, filters}))
  const found = await Promise.all(
    // A container may go away between the two calls: that is no failure, it is simply not there.
    listed.map(({Id}) => docker.getContainer(Id).inspect().catch(gone)),
  )
  return found
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.Name.localeCompare(b.Name, 'en', {numeric: true}))
}

export interface ImageDetails {
  readonly reference: string
  readonly id: string
  /** As the image format spells it: `amd64`. */
  readonly architecture: string
  readonly digests: readonly string[]
  /** Folders that the image says hold data. */
  readonly volumes: readonly string[]
}

/** The images that are on this host, of those named. */
export async function inspectImageDetails(references: readonly string[]): Promise<readonly ImageDetails[]> {
  const docker = await engine()
  await reachable(docker.ping())
  const found = await Promise.all(
    references.map(async (reference): Promise<ImageDetails | undefined> => {
      const image = await docker.getImage(reference).inspect().catch(gone)
      if (!image) return undefined
      return {
        reference,
        id: image.Id,
        architecture: image.Architecture,
        digests: image.RepoDigests ?? [],
        volumes: Object.keys(image.Config.Volumes ?? {}),
      }
    }),
  )
  return found.filter((image) => image !== undefined)
}

export interface ContainerUse {
  readonly id: string
  /** What can’t be given back: caches of files that could be dropped are left out. */
  readonly memoryBytes: number
  /** 0: no limit. */
  readonly limitBytes: number
  readonly processes: number
  /** Scheduling periods since it started in which it wanted to run, and those in which it was held back. */
  readonly periods: number
  readonly throttled: number
}

interface RawStats {
  readonly memory_stats?: {readonly usage?: number; readonly limit?: number; readonly stats?: Record<string, number>}
  readonly pids_stats?: {readonly current?: number}
  readonly cpu_stats?: {readonly throttling_data?: {readonly periods?: number; readonly throttled_periods?: number}}
}

/** What running containers use at this moment; each is asked once, without the second sample that takes a second. */
export async function measureContainers(ids: readonly string[]): Promise<readonly ContainerUse[]> {
  const docker = await engine()
  await reachable(docker.ping())
  const uses = await Promise.all(
    ids.map(async (id) => {
      const stats = await docker.getContainer(id).stats({stream: false, 'one-shot': true}).catch(gone)
      return stats && toUse(id, stats as RawStats)
    }),
  )
  return uses.filter((use) => use !== undefined)
}

/** Control groups of the first version count a subtree in fields of its own. */
function toUse(id: string, {memory_stats: memory, pids_stats: pids, cpu_stats: cpu}: RawStats): ContainerUse {
  const idle = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0
  return {
    id,
    memoryBytes: Math.max(0, (memory?.usage ?? 0) - idle),
    limitBytes: memory?.limit ?? 0,
    processes: pids?.current ?? 0,
    periods: cpu?.throttling_data?.periods ?? 0,
    throttled: cpu?.throttling_data?.throttled_periods ?? 0,
  }
}

export interface EngineDisk {
  readonly images: {readonly count: number; readonly bytes: number; readonly unusedBytes: number}
  readonly buildCache: {readonly bytes: number; readonly unusedBytes: number}
  /** What containers wrote into their own layer. */
  readonly containerBytes: number
  readonly volumes: {readonly count: number; readonly bytes: number}
}

interface RawDisk {
  readonly LayersSize?: number
  readonly Images?: readonly {readonly Containers: number; readonly Size: number; readonly SharedSize: number}[] | null
  readonly BuildCache?: readonly {readonly InUse: boolean; readonly Shared: boolean; readonly Size: number}[] | null
  readonly Containers?: readonly {readonly SizeRw?: number}[] | null
  readonly Volumes?: readonly {readonly UsageData?: {readonly Size: number} | null}[] | null
}

/** What the engine’s data takes on disk. It reads every file of the volumes, which takes long where there are many. */
export async function measureDisk(): Promise<EngineDisk> {
  const docker = await engine()
  return toDisk((await reachable(docker.df())) as RawDisk)
}

/** Layers that several images share are counted once, so what removing an image frees is what it has alone. */
export function toDisk(raw: RawDisk): EngineDisk {
  const images = raw.Images ?? []
  const cache = (raw.BuildCache ?? []).filter(({Shared}) => !Shared)
  const unused = images.filter(({Containers}) => Containers === 0)
  return {
    images: {
      count: images.length,
      bytes: raw.LayersSize ?? 0,
      unusedBytes: sum(unused.map(({Size, SharedSize}) => Math.max(0, Size - Math.max(0, SharedSize)))),
    },
    buildCache: {
      bytes: sum(cache.map(({Size}) => Size)),
      unusedBytes: sum(cache.filter(({InUse}) => !InUse).map(({Size}) => Size)),
    },
    containerBytes: sum((raw.Containers ?? []).map(({SizeRw}) => SizeRw ?? 0)),
    volumes: {
      count: raw.Volumes?.length ?? 0,
      bytes: sum((raw.Volumes ?? []).map(({UsageData}) => Math.max(0, UsageData?.Size ?? 0))),
    },
  }
}

/** Names of all volumes of the engine. */
export async function listVolumeNames(): Promise<readonly string[]> {
  const docker = await engine()
  const {Volumes} = await reachable(docker.listVolumes())
  return (Volumes ?? []).map(({Name}) => Name).toSorted()
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** What is not there any more, or not yet, is no failure. */
function gone(error: {readonly statusCode?: number}): undefined {
  if (error.statusCode === 404 || error.statusCode === 409) return undefined
  throw error
}
