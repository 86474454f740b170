/**
 * A real Filebeat on the configuration that opsctl generates, reading files as Docker writes them. The binary that can be
 * had is 7.17. What differs from the Filebeat that opsctl runs, 8.19 and 9:
 *  - `timestamp.precision` is unknown to it: times have milliseconds.
 *  - `prospector.scanner.fingerprint` is unknown to it; it has no other identity than the one asked for.
 *  - it names its file of the output by the day.
 * What the tests change: folders, the port of its statistics, and a file as output.
 */
import {type ChildProcess, spawn} from 'node:child_process'
import {appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {dump} from 'js-yaml'

import {configFiles, settings} from '../../src/components/filebeat/config.js'
import {loadMultiline, passesOf} from '../../src/components/filebeat/multiline.js'
import {renderTemplate} from '../../src/render/engine.js'
import type {Stack} from '../../src/spec/stack.js'
import type {Value} from '../logs/corpus/load.js'

/** Docker splits a line into parts of this size. */
const PART_BYTES = 16 * 1024

export type StoredEvent = {readonly [key: string]: Value} & {
  readonly '@metadata': {readonly _id: string}
  readonly message: string
}

export interface ContainerLine {
  readonly line: string
  readonly stream?: 'stdout' | 'stderr'
  readonly time: string
}

/** Whose lines they are: what compose.ts tells Docker to write into each. */
export type Attributes = Readonly<Record<string, string>>

export function attributesOf(project: string, service: string, layout = 'auto'): Attributes {
  return {
    opsctl_dataset: `${project}.${service}`.replaceAll('-', '_'),
    opsctl_layout: layout,
    opsctl_project: project,
    opsctl_service: service,
  }
}

/** What Docker's json-file driver writes of lines. */
export function dockerLines(lines: readonly ContainerLine[], attrs: Attributes | undefined): string {
  return lines
    .flatMap(({line, stream = 'stdout', time}) =>
      splitLine(line).map((log) => `${JSON.stringify({log, stream, ...(attrs ? {attrs} : {}), time})}\n`),
    )
    .join('')
}

/** What a container runtime writes of lines for a kubelet: the parts of a long one marked as such. */
export function criLines(lines: readonly ContainerLine[]): string {
  return lines
    .flatMap(({line, stream = 'stdout', time}) => {
      const parts = line.length <= PART_BYTES ? [line] : (line.match(/[\s\S]{1,16384}/g) ?? [])
      return parts.map((part, at) => `${time} ${stream} ${at === parts.length - 1 ? 'F' : 'P'} ${part}\n`)
    })
    .join('')
}

function splitLine(line: string): readonly string[] {
  const parts = line.length <= PART_BYTES ? [line] : (line.match(/[\s\S]{1,16384}/g) ?? [])
  return parts.map((part, at) => (at === parts.length - 1 ? `${part}\n` : part))
}

/** A folder with containers, a generated configuration and a Filebeat that can be started, stopped and killed. */
export class FilebeatRun {
  readonly #folder: string
  readonly #binary: string
  #process: ChildProcess | undefined

  constructor(binary: string, folder: string, stack: Stack, more: Readonly<Record<string, unknown>> = {}) {
    this.#binary = binary
    this.#folder = folder
    mkdirSync(`${folder}/containers`, {recursive: true})
    const context = {stack, template: renderTemplate, bindings: {}}
    for (const {path, content} of configFiles(context)) writeFileSync(`${folder}/${path.split('/').pop()}`, content)
    const wanted = settings(stack, passesOf(loadMultiline(renderTemplate)))
    writeFileSync(`${folder}/filebeat.yml`, this.#localised({...wanted, ...fileOutput(folder), ...more}))
  }

  /** The same configuration with the folders of this run. */
  #localised(config: Readonly<Record<string, unknown>>): string {
    const paths = {home: this.#folder, config: this.#folder, data: `${this.#folder}/data`, logs: '/tmp'}
    return dump({...config, path: paths, http: {enabled: false}}, {lineWidth: -1, noRefs: true})
      .replaceAll('/var/lib/docker/containers', `${this.#folder}/containers`)
      .replaceAll('/etc/opsctl/', `${this.#folder}/`)
      .replaceAll('/var/log/pods/', `${this.#folder}/pods/`)
  }

  /** The log file of a container; its folder exists. */
  logFile(container: string): string {
    const folder = `${this.#folder}/containers/${container}`
    mkdirSync(folder, {recursive: true})
    return `${folder}/${container}-json.log`
  }

  write(container: string, lines: readonly ContainerLine[], attributes: Attributes | undefined): void {
    appendFileSync(this.logFile(container), dockerLines(lines, attributes))
  }

  /** The log file of a container in a pod; its folder exists. */
  podLog(namespace: string, pod: string, container: string): string {
    const folder = `${this.#folder}/pods/${namespace}_${pod}_uid-of-${pod}/${container}`
    mkdirSync(folder, {recursive: true})
    return `${folder}/0.log`
  }

  start(): void {
    const args = ['-e', '--strict.perms=false', '-c', `${this.#folder}/filebeat.yml`]
    this.#process = spawn(this.#binary, args, {stdio: ['ignore', 'ignore', 'pipe']})
    this.#process.stderr?.on('data', (chunk: Buffer) => appendFileSync(`${this.#folder}/stderr`, chunk))
  }

  /** Ends it by a signal; the tests must not wait for ever for one that does not listen. */
  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(timer)
  }

  /** Waits until the events are enough; the time that is left says when to give up. */
  async waitFor(
    isEnough: (events: readonly StoredEvent[]) => boolean,
    seconds: number,
  ): Promise<readonly StoredEvent[]> {
    const until = Date.now() + seconds * 1000
    while (Date.now() < until && !isEnough(this.events())) await sleep(500)
    return this.events()
  }

  events(): readonly StoredEvent[] {
    const folder = `${this.#folder}/out`
    if (!existsSync(folder)) return []
    return readdirSync(folder).flatMap((name) =>
      readFileSync(`${folder}/${name}`, 'utf8').split('\n').flatMap(parseEvent),
    )
  }

  /** What it had to say, for a failure. */
  complaints(): string {
    const path = `${this.#folder}/stderr`
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    return lines.filter((line) => /"log.level":"error"|ERROR|Exiting/.test(line)).join('\n')
  }
}

/** A killed Filebeat leaves the line it was writing torn. */
function parseEvent(line: string): readonly StoredEvent[] {
  try {
    return [JSON.parse(line) as StoredEvent]
  } catch {
    return []
  }
}

function fileOutput(folder: string): Readonly<Record<string, unknown>> {
  return {output: {file: {path: `${folder}/out`, filename: 'events', rotate_every_kb: 1024 ** 2, number_of_files: 100}}}
}
