/** The Docker Engine, for everything that only reads, and for volumes. The only user of dockerode; returns types of our own. */
import type Dockerode from 'dockerode'

import {OpsError} from '../errors.js'
import {verbatim} from '../text.js'

export interface ContainerFacts {
  readonly id: string
  readonly name: string
  readonly service: string
  readonly number: number
  readonly labels: Readonly<Record<string, string>>
  readonly image: string
  readonly imageId: string
  readonly state: string
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none'
  readonly exitCode: number
  readonly oomKilled: boolean
  readonly error: string
  readonly restarts: number
  readonly startedAt: string
  readonly finishedAt: string
  /** What the last healthcheck printed. */
  readonly healthOutput: string
  readonly networks: Readonly<Record<string, string>>
  readonly logging: {readonly driver: string; readonly options: Readonly<Record<string, string>>}
  readonly ports: readonly {readonly container: number; readonly bind: string; readonly host: number}[]
}

export interface LogChunk {
  readonly text: string
}

let client: Dockerode | undefined

/** The client; for the files of this folder only. */
export async function engine(): Promise<Dockerode> {
  if (!client) {
    const {default: Docker} = await import('dockerode')
    client = new Docker()
  }

  return client
}

/** Every container of a Compose project, running or not, by name. */
export async function listContainers(project: string): Promise<readonly ContainerFacts[]> {
  const docker = await engine()
  const filters = {label: [`com.docker.compose.project=${project}`, 'com.docker.compose.oneoff=False']}
  const listed = await reachable(docker.listContainers({all: true, filters}))
  // A container may go away between the two calls: that is no failure, it is simply not there.
  const inspected = await Promise.all(
    listed.map((entry) =>
      docker
        .getContainer(entry.Id)
        .inspect()
        .catch(() => undefined),
    ),
  )
  return inspected
    .filter((found) => found !== undefined)
    .map(toFacts)
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', {numeric: true}))
}

/** Ids of the main processes of the running containers of a Compose project, as this host counts them. */
export async function listContainerPids(project: string): Promise<readonly number[]> {
  const docker = await engine()
  const listed = await reachable(docker.listContainers({filters: {label: [`com.docker.compose.project=${project}`]}}))
  const inspected = await Promise.all(
    listed.map((entry) =>
      docker
        .getContainer(entry.Id)
        .inspect()
        .catch(() => undefined),
    ),
  )
  return inspected.flatMap((found) => found?.State.Pid || [])
}

function toFacts(found: Dockerode.ContainerInspectInfo): ContainerFacts {
  const labels = found.Config.Labels ?? {}
  const health = found.State.Health
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    service: labels['com.docker.compose.service'] ?? '',
    number: Number(labels['com.docker.compose.container-number'] ?? 1),
    labels,
    image: found.Config.Image,
    imageId: found.Image,
    state: found.State.Status,
    health: toHealth(health?.Status),
    exitCode: found.State.ExitCode,
    oomKilled: found.State.OOMKilled,
    error: found.State.Error ?? '',
    restarts: found.RestartCount,
    startedAt: found.State.StartedAt,
    finishedAt: found.State.FinishedAt,
    healthOutput: health?.Log?.at(-1)?.Output?.trim() ?? '',
    networks: Object.fromEntries(
      Object.entries(found.NetworkSettings.Networks ?? {}).map(([name, network]) => [name, network.IPAddress]),
    ),
    logging: {driver: found.HostConfig.LogConfig?.Type ?? '', options: found.HostConfig.LogConfig?.Config ?? {}},
    ports: toPorts(found.NetworkSettings.Ports),
  }
}

function toHealth(status: string | undefined): ContainerFacts['health'] {
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none'
}

function toPorts(ports: Dockerode.ContainerInspectInfo['NetworkSettings']['Ports'] | null): ContainerFacts['ports'] {
  return Object.entries(ports ?? {}).flatMap(([key, bindings]) =>
    ((bindings ?? []) as {HostIp: string; HostPort: string}[]).map((binding) => ({
      container: Number.parseInt(key, 10),
      bind: binding.HostIp,
      host: Number(binding.HostPort),
    })),
  )
}

/** Id of each image that this engine has, by reference. */
export async function listImageIds(): Promise<ReadonlyMap<string, string>> {
  const docker = await engine()
  const images = await reachable(docker.listImages())
  return new Map(images.flatMap((image) => (image.RepoTags ?? []).map((tag) => [tag, image.Id] as const)))
}

/** Creates the volumes that are not there yet; an existing one stays exactly as it is. */
export async function ensureVolumes(names: readonly string[]): Promise<void> {
  const docker = await engine()
  await reachable(Promise.all(names.map((name) => docker.createVolume({Name: name}))))
}

/** The volumes whose name starts with a prefix. */
export async function listVolumes(prefix: string): Promise<readonly string[]> {
  const docker = await engine()
  const {Volumes} = await reachable(docker.listVolumes())
  return (Volumes ?? [])
    .map((volume) => volume.Name)
    .filter((name) => name.startsWith(prefix))
    .toSorted()
}

/** Bytes in each volume, as the engine counts them; reads every file of them, so it is slow. */
export async function volumeSizes(): Promise<ReadonlyMap<string, number>> {
  const docker = await engine()
  const usage = (await reachable(docker.df())) as {Volumes?: {Name: string; UsageData?: {Size: number} | null}[]}
  return new Map(
    (usage.Volumes ?? [])
      .filter((volume) => (volume.UsageData?.Size ?? -1) >= 0)
      .map((volume) => [volume.Name, volume.UsageData?.Size ?? 0] as const),
  )
}

export interface LogOptions {
  readonly follow: boolean
  readonly tail?: number
  /** Seconds since 1970. */
  readonly sinceS?: number
  readonly signal?: AbortSignal
}

/** The lines a container printed, stdout and stderr together in the order the engine has them. */
export async function* containerLines(id: string, options: LogOptions): AsyncIterable<string> {
  const docker = await engine()
  const shared = {
    stdout: true,
    stderr: true,
    ...(options.tail === undefined ? {} : {tail: options.tail}),
    ...(options.sinceS === undefined ? {} : {since: options.sinceS}),
  }
  const container = docker.getContainer(id)
  const raw = options.follow
    ? await reachable(container.logs({...shared, follow: true}))
    : await reachable(container.logs({...shared, follow: false}))
  const source: AsyncIterable<Buffer> = Buffer.isBuffer(raw) ? one(raw) : stopWith(raw, options.signal)
  yield* splitLines(source)
}

async function* one(buffer: Buffer): AsyncIterable<Buffer> {
  yield buffer
}

async function* stopWith(stream: NodeJS.ReadableStream, signal: AbortSignal | undefined): AsyncIterable<Buffer> {
  const stop = () => (stream as unknown as {destroy(): void}).destroy()
  signal?.addEventListener('abort', stop, {once: true})
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

const FRAME_HEADER = 8

/** Undoes the engine's framing (8 bytes before each piece: stream, 3 zeros, length) and cuts at line ends. */
export async function* splitLines(source: AsyncIterable<Buffer>): AsyncIterable<string> {
  let frames = Buffer.alloc(0)
  // Each stream has its own unfinished line: a piece of stderr may come between two halves of a line of stdout.
  const rests = new Map<number, string>()
  for await (const chunk of source) {
    frames = Buffer.concat([frames, chunk])
    while (frames.length >= FRAME_HEADER) {
      const end = FRAME_HEADER + frames.readUInt32BE(4)
      if (frames.length < end) break
      const stream = frames[0] ?? 1
      const lines = ((rests.get(stream) ?? '') + frames.toString('utf8', FRAME_HEADER, end)).split('\n')
      rests.set(stream, lines.pop() ?? '')
      frames = frames.subarray(end)
      yield* lines.map((line) => line.replace(/\r$/, ''))
    }
  }

  for (const rest of rests.values()) if (rest !== '') yield rest
}

/** Says in the words of opsctl that the engine does not answer; for the files of this folder only. */
export async function reachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const {code, message} = error as {code?: string; message: string}
    if (!['ECONNREFUSED', 'ENOENT', 'EACCES'].includes(code ?? '')) throw error
    throw new OpsError({
      code: 'OPS_DOCKER_UNREACHABLE',
      kind: 'environment',
      message: {en: `Docker does not answer: ${message}`, zh: `Docker 无应答：${message}`},
      suggestions: [
        verbatim('opsctl host prepare'),
        code === 'EACCES'
          ? {en: 'Run as a user of the group docker, or as root.', zh: '以 docker 组用户或 root 身份运行。'}
          : {en: 'Start Docker, then run the command again.', zh: '启动 Docker 后重试。'},
      ],
      cause: error,
    })
  }
}
