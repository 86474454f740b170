/** What every gateway driver must do, told once: the stack, a client that counts, and the questions that are asked of it. */
import {execFile} from 'node:child_process'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {Agent, request as httpRequest} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {join} from 'node:path'
import {promisify} from 'node:util'

import {imageRef} from '../../src/images/image-refs.js'
import {stackSchema} from '../../src/spec/stack.js'
import {makeFolder, mustRun, opsctl} from './opsctl.js'

export const docker = async (...argv: string[]) => (await promisify(execFile)('docker', argv)).stdout.trim()

/** The documented fields of an access log line, see templates/gateway/README.md. */
export const LOG_FIELDS = {
  bytes: 'number',
  cache: 'string',
  client_ip: 'string',
  duration_s: 'number',
  host: 'string',
  level: 'string',
  method: 'string',
  path: 'string',
  request_id: 'string',
  route: 'string',
  status: 'number',
  time: 'string',
  upstream: 'string or null',
  user_agent: 'string',
} as const

/** An app that says who it is and what it was asked. */
const SERVER = `import {createServer} from 'node:http'
let count = 0
createServer((request, response) => {
  const url = new URL(request.url, 'http://app')
  request.resume().on('end', () => {
    response.writeHead(Number(url.searchParams.get('status') ?? 200), {'content-type': 'application/json'})
    count += 1
    response.end(JSON.stringify({name: process.env.HOSTNAME, count, url: request.url, headers: request.headers}))
  })
}).listen(8080)
process.on('SIGTERM', () => process.exit(0))
`

export interface Bench {
  readonly folder: string
  readonly project: string
  readonly httpPort: number
  readonly httpsPort: number
  readonly prometheusPort: number
}

export interface Reply {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What the app answered. */
export interface Echo {
  readonly name: string
  readonly count: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** Makes the project of a driver, without starting it. */
export async function makeBench(driver: string, firstPort: number): Promise<Bench> {
  const folder = await makeFolder()
  const project = `gwtest-${driver}`
  const bench = {folder, project, httpPort: firstPort, httpsPort: firstPort + 1, prometheusPort: firstPort + 2}
  const stack = stackSchema.parse({version: 1, project, images: {source: 'debian'}})
  await mkdir(join(folder, 'web'))
  await writeFile(join(folder, 'web/server.mjs'), SERVER)
  await writeFile(
    join(folder, 'web/Dockerfile'),
    `FROM ${imageRef(stack, 'node')}\nCOPY server.mjs /server.mjs\nENTRYPOINT []\nCMD ["node", "/server.mjs"]\n`,
  )
  await writeSpec(bench, driver, 2)
  return bench
}

/** Writes opsctl.yaml; another fail count makes another configuration. */
export async function writeSpec(bench: Bench, driver: string, failCount: number): Promise<void> {
  const extras = driver === 'caddy' ? '' : cachedAndLimited
  await writeFile(
    join(bench.folder, 'opsctl.yaml'),
    `version: 1
project: ${bench.project}
images: {source: debian}
gateway:
  driver: ${driver}
  bind: 127.0.0.1
  httpPort: ${bench.httpPort}
  httpsPort: ${bench.httpsPort}
  tls: {mode: internal, redirect: false}
  routes:
    web:
      upstreams: [web]
      passiveHealth: {failCount: ${failCount}, failTimeout: 5s}
      timeouts: {connect: 1s}
    counted: {paths: [/counted], upstreams: [web]}
    small: {paths: [/small], upstreams: [web], maxBody: 1KiB}
    private:
      paths: [/private]
      hosts: [secure.example.com, '*.wild.example.com']
      upstreams: [web]
      stripPrefix: true
      basicAuth: [alice, bob]
${extras}apps:
  web: {build: web, replicas: 2}
prometheus: {port: ${bench.prometheusPort}, scrapeInterval: 2s}
`,
  )
}

const cachedAndLimited = `    cached: {paths: [/cached], upstreams: [web], cache: [{path: /cached, ttl: 60s}]}
    limited: {paths: [/limited], upstreams: [web], rateLimit: {requests: 5, per: 10s}}
`

/** Removes everything of a bench. */
export async function removeBench({folder, project}: Bench): Promise<void> {
  await opsctl(['-C', folder, 'destroy', '--yes', '--project', project])
  await rm(folder, {recursive: true, force: true})
}

/** Sends one request to the gateway. */
export function ask(
  bench: Bench,
  path: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly agent?: Agent
    readonly ca?: string
  } = {},
): Promise<Reply> {
  const {body, ca, ...rest} = options
  const base = {host: '127.0.0.1', path, ...rest, timeout: 10_000}
  return new Promise((resolve, reject) => {
    const sent = ca
      ? httpsRequest({...base, port: bench.httpsPort, ca, servername: 'localhost'})
      : httpRequest({...base, port: bench.httpPort})
    sent.on('error', reject)
    sent.on('timeout', () => sent.destroy(new Error('no answer in 10 s')))
    sent.on('response', (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve({status: response.statusCode ?? 0, body: text, headers: response.headers}))
    })
    sent.end(body)
  })
}

/** Sends one request and reads what the app says of it. */
export async function askEcho(bench: Bench, path: string, options: Parameters<typeof ask>[2] = {}): Promise<Echo> {
  const {status, body} = await ask(bench, path, options)
  if (status !== 200) throw new Error(`${path} gave ${status}: ${body}`)
  return JSON.parse(body)
}

/** Keeps connections busy until told to stop; each sends its next request as soon as it has its answer. */
export function startClients(bench: Bench, connections: number) {
  const agent = new Agent({keepAlive: true, maxSockets: connections})
  const failures: string[] = []
  let isOver = false
  let answers = 0
  const client = async () => {
    while (!isOver) {
      try {
        const {status} = await ask(bench, '/busy', {agent})
        if (status === 200) answers += 1
        else failures.push(`status ${status}`)
      } catch (error) {
        failures.push(String(error))
      }
    }
  }
  const clients = Promise.all(Array.from({length: connections}, client))
  return async () => {
    isOver = true
    await clients
    agent.destroy()
    return {answers, failures}
  }
}

/** Lines of the access log, parsed. */
export async function readLog(bench: Bench): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const {stdout} = await promisify(execFile)('docker', ['logs', `${bench.project}-gateway-1`], {maxBuffer: 2 ** 28})
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

/** Samples of an instant query, by the value of a label. */
export async function query(
  bench: Bench,
  expression: string,
  label: string,
): Promise<Readonly<Record<string, number>>> {
  const password = (await readFile(join(bench.folder, 'secrets/prometheus-password'), 'utf8')).trim()
  const url = `http://127.0.0.1:${bench.prometheusPort}/api/v1/query?query=${encodeURIComponent(expression)}`
  const headers = {authorization: `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`}
  const {data} = (await (await fetch(url, {headers})).json()) as {
    data: {result: {metric: Record<string, string>; value: [number, string]}[]}
  }
  return Object.fromEntries(data.result.map(({metric, value}) => [metric[label] ?? '', Number(value[1])]))
}

/** Asks again until the answer will do, or 40 s are over; returns the last one. */
export async function eventually<T>(question: () => Promise<T>, isEnough: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 40_000
  for (;;) {
    const answer = await question()
    if (isEnough(answer) || Date.now() > end) return answer
    await new Promise((wake) => setTimeout(wake, 500))
  }
}

/** Starts the stack. */
export const up = (bench: Bench) => mustRun('-C', bench.folder, 'up')
