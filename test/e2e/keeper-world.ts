/** What the tests of log-keeper on a real store share: definitions that its jars can take, lines, log-keeper as a process. */
import {type ChildProcess, spawn} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'

import {describeStore, type StoreDefinition} from '../../src/components/elasticsearch/store.js'
import {renderTemplate} from '../../src/render/engine.js'
import {stackSchema} from '../../src/spec/stack.js'
import {samples} from '../components/json-exporter.js'
import {type RunningStore, startElasticsearch8} from './tools/tools.js'

const program = fileURLToPath(new URL('../../templates/elasticsearch/keeper/main.js', import.meta.url))
// Hundreds of changes to templates and indices, each written through to the disk: in memory they take a quarter of the time.
export const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'opsctl-logs-keeper-'))
const children = new Set<ChildProcess>()
export let store: RunningStore

/** Starts the store of a test file. */
export async function startWorld(port: number): Promise<void> {
  store = await startElasticsearch8({port, dataDir: join(folder, 'store')})
}

/** Ends the store and every log-keeper. */
export async function endWorld(): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  await store?.stop()
  rmSync(folder, {recursive: true})
}

interface Options {
  readonly disk?: string
  /** A field more in the mapping, as a newer version of opsctl would bring. */
  readonly newer?: boolean
}

/** The definition of a project, as these jars can take it. */
export function definitionOf(project: string, {disk = '20GiB', newer = false}: Options = {}): StoreDefinition {
  const stack = stackSchema.parse({version: 1, project, elasticsearch: {}, logs: {disk}})
  const field = newer ? {properties: {added: {type: 'keyword'}}} : {properties: {}}
  const template = (path: string) => {
    const mappings = JSON.parse(renderTemplate(path)) as {properties: object}
    const properties = {...mappings.properties, ...field.properties}
    return JSON.stringify({...mappings, properties}).replaceAll('match_only_text', 'text')
  }
  return describeStore({stack, template})
}

export async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${store.url}${path}`, {
    method,
    headers: {'content-type': 'application/json'},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

/** Stores lines of a service; each is some 1 kB that does not compress. */
export async function write(project: string, service: string, lines: number, own: object = {}): Promise<void> {
  const stream = `logs-${project}.${service}-production`
  const documents = Array.from({length: lines}, () => {
    const noise = Array.from({length: 100}, () => Math.random().toString(36)).join(' ')
    const time = new Date(Date.now() - 120_000).toISOString()
    return JSON.stringify({'@timestamp': time, service: {name: service}, message: noise, ...own})
  })
  const answer = await fetch(`${store.url}/${stream}/_bulk?refresh=true`, {
    method: 'POST',
    headers: {'content-type': 'application/x-ndjson'},
    body: documents.map((one) => `{"create":{}}\n${one}\n`).join(''),
  })
  const {errors, items} = (await answer.json()) as {errors: boolean; items: object[]}
  if (errors) throw new Error(JSON.stringify(items[0]))
  await ask('POST', `/${stream}/_flush`)
}

export interface Keeper {
  readonly output: () => string
  readonly ended: Promise<void>
  kill(): void
  metrics(): Promise<Readonly<Record<string, number>>>
}

let serial = 0

/** Starts log-keeper; it looks every 200 ms. */
export async function startKeeper(definition: StoreDefinition, url = store.url, port = 0): Promise<Keeper> {
  const file = join(folder, `definition-${serial++}.json`)
  writeFileSync(file, JSON.stringify(definition))
  const child = spawn(process.execPath, [program], {
    env: {DEFINITION: file, INTERVAL_MS: '200', PORT: String(port), STORE_URL: url, TIMEOUT_MS: '5000'},
  })
  children.add(child)
  let output = ''
  child.stdout.on('data', (part: Buffer) => {
    output += part.toString()
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    output: () => output,
    ended,
    kill: () => child.kill('SIGKILL'),
    async metrics() {
      const port = /"port":(\d+)/.exec(output)?.[1]
      if (port === undefined) return {}
      return samples(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
    },
  }
}

/** Runs it until it has looked at everything once, with nothing left to do. */
export async function runOnce(definition: StoreDefinition, isDone: (keeper: Keeper) => Promise<boolean> = isUp) {
  const keeper = await startKeeper(definition)
  await until(() => isDone(keeper), keeper.output)
  keeper.kill()
  await keeper.ended
  return keeper.output()
}

export async function isUp(keeper: Keeper): Promise<boolean> {
  return (await keeper.metrics()).opsctl_logs_up === 1
}

export async function until(isSo: () => Promise<boolean>, state: () => string = () => ''): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it never came to that: ${state()}`)
    await sleep(50)
  }
}
