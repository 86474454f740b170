/** Verbs of the docker command line that are about images. */
import type {Writable} from 'node:stream'

import {demandEngine} from './docker-engine.js'
import {capture, type RunOptions, run} from './run.js'

type Options = Pick<RunOptions, 'signal' | 'onLine'>

/** What Docker knows of an image that is on this host. */
export interface PresentImage {
  readonly reference: string
  /** `sha256:…` of the image's configuration. */
  readonly id: string
  readonly bytes: number
  /** `repository@sha256:…`, for images that came from a registry. */
  readonly repoDigests: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

const MINUTE_MS = 60_000

interface Inspected {
  readonly Id: string
  readonly Size: number
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
  readonly Config: {readonly Labels?: Readonly<Record<string, string>> | null} | null
}

/** Asks for images by reference; those that are not on this host are left out. */
export async function inspectImages(references: readonly string[]): Promise<ReadonlyMap<string, PresentImage>> {
  const found = new Map<string, PresentImage>()
  if (references.length === 0) return found
  const all = await inspect(references)
  await Promise.all(
    references.map(async (reference) => {
      // Docker prints its own spelling of a reference; only for another spelling it has to be asked again.
      const image = all.find(({RepoTags}) => RepoTags?.includes(reference)) ?? (await inspect([reference]))[0]
      if (image) found.set(reference, toPresent(reference, image))
    }),
  )
  return found
}

/** One image by reference; undefined when it is not on this host. */
export async function inspectImage(reference: string): Promise<PresentImage | undefined> {
  return (await inspectImages([reference])).get(reference)
}

/** Docker prints what it has and fails for the rest. Another failure than a missing image is one. */
async function inspect(references: readonly string[]): Promise<readonly Inspected[]> {
  const {exitCode, stdout, stderr} = await capture('docker', ['image', 'inspect', ...references], {
    timeoutMs: MINUTE_MS,
  })
  if (exitCode !== 0 && !/no such (image|object)/i.test(stderr)) await demandEngine()
  return stdout.trim() === '' ? [] : (JSON.parse(stdout) as Inspected[])
}

function toPresent(reference: string, image: Inspected): PresentImage {
  return {
    reference,
    id: image.Id,
    bytes: image.Size,
    repoDigests: image.RepoDigests ?? [],
    labels: image.Config?.Labels ?? {},
  }
}

/** Downloads an image from its registry. */
export async function pullImage(reference: string, options: Options = {}): Promise<void> {
  await run('docker', ['image', 'pull', '--quiet', reference], {...options, timeoutMs: 30 * MINUTE_MS})
}

/** Gives an image another name. */
export async function tagImage(from: string, to: string): Promise<void> {
  await run('docker', ['image', 'tag', from, to], {timeoutMs: MINUTE_MS})
}

/** Makes an image of one layer from a tar of a root file system. */
export async function importImage(
  tar: string,
  reference: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const changes = Object.entries(labels).flatMap(([name, value]) => ['--change', `LABEL ${name}="${value}"`])
  await run('docker', ['image', 'import', ...changes, tar, reference], {timeoutMs: 10 * MINUTE_MS})
}

export interface Build extends Options {
  readonly context: string
  readonly reference: string
  readonly args?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
}

/** Builds a Dockerfile with BuildKit. The build uses the host's network, which reaches whatever package mirror the host reaches. */
export async function buildImage(build: Build): Promise<void> {
  const args = Object.entries(build.args ?? {}).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`])
  const labels = Object.entries(build.labels ?? {}).flatMap(([name, value]) => ['--label', `${name}=${value}`])
  await run(
    'docker',
    ['build', '--network=host', '--progress=plain', ...args, ...labels, '--tag', build.reference, build.context],
    {
      env: {DOCKER_BUILDKIT: '1'},
      timeoutMs: 15 * MINUTE_MS,
      ...(build.signal === undefined ? {} : {signal: build.signal}),
      ...(build.onLine === undefined ? {} : {onLine: build.onLine}),
    },
  )
}

/** Runs one program of an image in a throw-away container without network, and returns its stdout. */
export async function runOnce(reference: string, argv: readonly string[]): Promise<string> {
  const [program, ...rest] = argv
  const flags = ['--rm', '--network=none', '--read-only', '--cap-drop=ALL', '--pids-limit=64', '--memory=128m']
  return run('docker', ['run', ...flags, '--entrypoint', program ?? 'true', reference, ...rest], {timeoutMs: MINUTE_MS})
}

/** Streams images as Docker's own tar. */
export async function saveImages(references: readonly string[], sink: Writable, signal?: AbortSignal): Promise<void> {
  await run('docker', ['image', 'save', ...references], {
    sink,
    timeoutMs: 60 * MINUTE_MS,
    ...(signal === undefined ? {} : {signal}),
  })
}

/** Loads a tar of {@link saveImages}. Members that are not Docker's are ignored. */
export async function loadImages(tar: string, options: Options = {}): Promise<void> {
  await run('docker', ['image', 'load', '--quiet', '--input', tar], {...options, timeoutMs: 60 * MINUTE_MS})
}
