/** What the tests of log-keeper share: a stand-in for Elasticsearch, and log-keeper as a process. */
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type RequestListener} from 'node:http'
import {createServer as createTlsServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {onTestFinished} from 'vitest'

import type {StoreDefinition} from '../../../src/components/elasticsearch/store.js'

export const program = new URL('../../../templates/elasticsearch/keeper/main.js', import.meta.url)

/** As much of Elasticsearch as log-keeper asks for while nothing is stored, and the life cycles that its jars lack. */
export class StandIn {
  url = ''
  refuse = false
  hang = false
  readonly written = new Map<string, unknown>()
  readonly lifecycles = new Map<string, string>()
  readonly puts: string[] = []

  constructor(
    private readonly wanted: StoreDefinition,
    public password?: string,
  ) {}

  answer(method: string, path: string, body: unknown): readonly [number, unknown] {
    if (method === 'PUT') this.puts.push(path)
    const [, stream] = /^\/_data_stream\/(.+)\/_lifecycle$/.exec(path) ?? []
    if (stream !== undefined) return this.lifecycle(method, stream, body)
    if (method === 'PUT') this.written.set(path, body)
    if (path.endsWith('/_mapping')) return [200, this.marks()]
    if (path.startsWith('/_resolve')) return [200, {data_streams: this.streams()}]
    if (path.endsWith('/_search')) return [200, {}]
    if (path === '/_cluster/settings') return [200, this.written.get(path) ?? {persistent: {}}]
    if (path.includes('_template/')) return this.template(path)
    return [200, {}]
  }

  private template(path: string): readonly [number, unknown] {
    const found = this.written.get(path)
    const one = path.startsWith('/_component') ? {component_template: found} : {index_template: found}
    const list = path.startsWith('/_component') ? 'component_templates' : 'index_templates'
    return found === undefined ? [404, {error: 'none'}] : [200, {[list]: [one]}]
  }

  private lifecycle(method: string, stream: string, body: unknown): readonly [number, unknown] {
    if (method === 'PUT') this.lifecycles.set(stream, (body as {data_retention: string}).data_retention)
    const all = [...this.lifecycles].map(([name, data_retention]) => ({
      name,
      lifecycle: {enabled: true, data_retention},
    }))
    return [200, {data_streams: all}]
  }

  private streams() {
    return [...this.lifecycles.keys()].map((name) => ({name, backing_indices: [`.ds-${name}-000001`]}))
  }

  private marks() {
    const marked = {mappings: {_meta: {opsctl: this.wanted.mark}}}
    return Object.fromEntries(this.streams().map(({backing_indices: [index]}) => [index, marked]))
  }
}

interface StandInOptions {
  /** Of the user keeper; absent: everybody may come. */
  readonly password?: string
  readonly tls?: {readonly key: string; readonly cert: string}
}

/** Starts a stand-in, until the test ends. */
export async function standIn(wanted: StoreDefinition, {password, tls}: StandInOptions = {}): Promise<StandIn> {
  const store = new StandIn(wanted, password)
  const answer: RequestListener = async (request, response) => {
    const body = await readJson(request)
    if (store.hang) return
    const given = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    const isKnown = store.password === undefined || given === `keeper:${store.password}`
    const [path = ''] = (request.url ?? '').split('?')
    const [status, content] = store.refuse
      ? [503, {}]
      : isKnown
        ? store.answer(request.method ?? '', path, body)
        : [401, {error: {type: 'security_exception', reason: 'unable to authenticate'}}]
    response.writeHead(status).end(JSON.stringify(content))
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  store.url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`
  return store
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString())
}

/** Runs log-keeper until the test ends; it looks every 100 ms. */
export async function startKeeper(
  wanted: StoreDefinition,
  url: string,
  env: Readonly<Record<string, string>> = {},
  password = '',
  authority?: string,
) {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-keeper-'))
  const passwordFile = join(folder, 'password')
  const setPassword = (value: string) => writeFileSync(passwordFile, value)
  setPassword(password)
  writeFileSync(join(folder, 'definition.json'), JSON.stringify(wanted))
  if (authority !== undefined) writeFileSync(join(folder, 'ca.crt'), authority)
  const child = spawn(process.execPath, [fileURLToPath(program)], {
    env: {
      DEFINITION: join(folder, 'definition.json'),
      INTERVAL_MS: '100',
      PASSWORD_FILE: passwordFile,
      PORT: '0',
      STORE_URL: url,
      ...(authority === undefined ? {} : {CA_FILE: join(folder, 'ca.crt')}),
      ...env,
    },
  })
  let output = ''
  child.stdout.on('data', (part: Buffer) => {
    output += part.toString()
  })
  onTestFinished(() => {
    child.kill()
    rmSync(folder, {recursive: true})
  })
  await until(() => Promise.resolve(/"port":\d+/.test(output)))
  const base = `http://127.0.0.1:${/"port":(\d+)/.exec(output)?.[1]}`
  const get = (path: string) => fetch(`${base}${path}`)
  return {get, setPassword, output: () => output, metrics: async () => (await get('/metrics')).text()}
}

/** Waits for it to become so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to that')
    await sleep(50)
  }
}
