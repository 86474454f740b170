/** A light log stack of opsctl's own files on the tests' images, and questions to its store as a person would ask them. */
import {readFile} from 'node:fs/promises'
import {request} from 'node:https'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {run} from '../../../src/system/run.js'
import {TEST_MAJOR, TEST_REGISTRY} from './images.js'

/** Lines of opsctl.yaml that choose the tests' images and the light path, with the store on a port of this host. */
export function lightLogs(port: number): string {
  return `images: {source: registry, registry: ${TEST_REGISTRY}}
logs: {path: light, retention: 7d, disk: 2GiB}
elasticsearch: {version: '${TEST_MAJOR}', port: ${port}, limits: {memory: 1GiB}}
filebeat: {}
`
}

/** What the store answered. */
export interface StoreAnswer<T> {
  readonly status: number
  readonly json: T
}

/** Documents as the store returns them. */
export interface Hits<T> {
  readonly hits: {
    readonly total: {readonly value: number}
    readonly hits: readonly {readonly _id: string; readonly _source: T}[]
  }
}

/** The store of one project, asked over TLS with the project's own authority. */
export interface Store {
  /** Asks as user `opsctl`, or as `user` with the password of that secret. */
  ask<T>(path: string, body?: unknown, user?: string): Promise<StoreAnswer<T>>
  /** How many documents match a query string, after a refresh's time. */
  count(streams: string, query: string): Promise<number>
}

/** Opens the store of a project in a folder. */
export function openStore(folder: string, port: number): Store {
  const secret = async (name: string) => (await readFile(join(folder, 'secrets', name), 'utf8')).trim()
  const ask = async <T>(path: string, body?: unknown, user = 'opsctl'): Promise<StoreAnswer<T>> => {
    const [ca, password] = await Promise.all([secret('elasticsearch-ca'), secret(`elasticsearch-${user}-password`)])
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = await exchange({port, path, ca, auth: `${user}:${password}`}, text)
    return {status: answer.status, json: JSON.parse(answer.body === '' ? '{}' : answer.body) as T}
  }

  const count = async (streams: string, query: string) => {
    const path = `/${streams}/_count?ignore_unavailable=true&q=${encodeURIComponent(query)}`
    return (await ask<{count?: number}>(path).catch(() => undefined))?.json.count ?? 0
  }

  return {ask, count}
}

/** Container id of one service of a project. */
export async function containerOf(project: string, service: string): Promise<string> {
  const filters = ['project', 'service'].flatMap((kind, index) => [
    '--filter',
    `label=com.docker.compose.${kind}=${[project, service][index]}`,
  ])
  const id = (await run('docker', ['ps', '-aq', '--no-trunc', ...filters])).trim()
  if (!/^[0-9a-f]{64}$/.test(id)) throw new Error(`${project} has not one container of ${service}: ${id}`)
  return id
}

/** Waits until something is so, or throws with what it was last. */
export async function until<T>(what: string, timeoutMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs
  let last: unknown
  while (Date.now() < deadline) {
    const found = await probe().catch((error: unknown) => {
      last = error
      return undefined
    })
    if (found !== undefined) return found
    await sleep(500)
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s${last === undefined ? '' : `: ${String(last)}`}`)
}

interface Call {
  readonly port: number
  readonly path: string
  readonly ca: string
  readonly auth: string
}

function exchange(call: Call, body: string | undefined): Promise<{readonly status: number; readonly body: string}> {
  const headers =
    body === undefined ? {} : {'content-type': 'application/json', 'content-length': Buffer.byteLength(body)}
  const options = {
    ...call,
    host: '127.0.0.1',
    servername: 'localhost',
    method: body === undefined ? 'GET' : 'POST',
    headers,
    agent: false,
    timeout: 30_000,
  }
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => resolve({status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8')}))
    })
    asked.on('timeout', () => asked.destroy(new Error('the store did not answer')))
    asked.on('error', reject)
    asked.end(body)
  })
}
