/**
 * A server that takes and gives saved objects as Kibana's import and export are documented, strict about the form. It is
 * no Kibana: it checks what a client sends, and plays the answers that a test asks for.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

import type {Access} from '../../../src/components/component.js'
import type {SavedObject} from '../../../src/components/kibana/objects/model.js'
import {callHttp} from '../../../src/system/http.js'

export const PASSWORD = 'a-password-of-the-test'

export interface FakeKibana {
  readonly access: Access
  /** What it holds, by `type:id`. */
  readonly held: Map<string, SavedObject>
  /** Imports that were taken, in order: the ids of each. */
  readonly imports: string[][]
  /** Answers given before any other, in turn; a number is a status. */
  readonly first: (number | 'hang-up')[]
  /** Objects that are refused, by title, with why. */
  readonly refused: Map<string, string>
  /** What was wrong with requests. */
  readonly wrongs: string[]
  password: string
}

/** Starts one on a free port of 127.0.0.1; it ends with the test. */
export async function startFakeKibana(): Promise<FakeKibana> {
  const state: Omit<FakeKibana, 'access'> = {
    held: new Map(),
    imports: [],
    first: [],
    refused: new Map(),
    wrongs: [],
    password: PASSWORD,
  }
  const server = createServer((request, response) => void serve(state, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const {port} = server.address() as AddressInfo
  return Object.assign(state, {access: accessTo(port)})
}

function accessTo(port: number): Access {
  return {
    secret: async () => PASSWORD,
    instance: (service: string) => ({
      http: async ({basicAuth, ...request}: Parameters<ReturnType<Access['instance']>['http']>[0]) => {
        if (service !== 'kibana' || request.port !== 5601) throw new Error(`asked ${service}:${request.port}`)
        const token = basicAuth && Buffer.from(`${basicAuth.user}:${basicAuth.password}`).toString('base64')
        const headers = {...request.headers, ...(token ? {authorization: `Basic ${token}`} : {})}
        return callHttp({...request, headers, host: '127.0.0.1', port})
      },
    }),
  } as unknown as Access
}

type State = Omit<FakeKibana, 'access'>

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const next = state.first.shift()
  if (next === 'hang-up') return void request.socket.destroy()
  if (next !== undefined) return answer(response, next, {statusCode: next, message: 'Kibana server is not ready yet'})
  const {status, json, text} = handle(state, request, body)
  if (status === 400 && !isMissing(json)) state.wrongs.push(JSON.stringify(json))
  if (text !== undefined) return void response.writeHead(status, {'content-type': 'application/ndjson'}).end(text)
  answer(response, status, json)
}

interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
}

function handle(state: State, request: IncomingMessage, body: Buffer): Answer {
  const {pathname, searchParams} = new URL(request.url ?? '/', 'http://kibana')
  const expected = `Basic ${Buffer.from(`opsctl:${state.password}`).toString('base64')}`
  if (request.headers.authorization !== expected && pathname !== '/api/status') {
    return {status: 401, json: {statusCode: 401, message: 'missing or wrong authentication'}}
  }

  if (pathname === '/api/status') return {status: 200, json: statusBody(request.headers.authorization === expected)}
  if (request.headers['kbn-xsrf'] === undefined) return bad('Request must contain a kbn-xsrf header.')
  if (request.method !== 'POST') return {status: 404, json: {message: 'Not Found'}}
  if (pathname === '/api/saved_objects/_import') {
    return searchParams.get('overwrite') === 'true' ? importFile(state, request, body) : bad('without overwrite')
  }

  return pathname === '/api/saved_objects/_export'
    ? exportObjects(state, request, body)
    : {status: 404, json: {message: 'Not Found'}}
}

function statusBody(isKnown: boolean): unknown {
  const overall = {level: 'available'}
  return isKnown ? {status: {overall, core: {elasticsearch: overall, savedObjects: overall}}} : {status: {overall}}
}

function importFile(state: State, request: IncomingMessage, body: Buffer): Answer {
  const file = readForm(request.headers['content-type'] ?? '', body)
  if (typeof file === 'string') return bad(file)
  const objects = file.content
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SavedObject)
  const keys = objects.map(keyOf)
  if (new Set(keys).size < keys.length) return bad('Non-unique import objects detected')
  const errors = objects.flatMap((one) => errorsOf(state, one, new Set([...keys, ...state.held.keys()])))
  const taken = objects.filter((one) => !errors.some(({type, id}) => type === one.type && id === one.id))
  for (const one of taken) state.held.set(keyOf(one), one)
  state.imports.push(taken.map(({id}) => id))
  return {
    status: 200,
    json: {
      successCount: taken.length,
      success: errors.length === 0,
      warnings: [],
      ...(errors.length > 0 ? {errors} : {}),
    },
  }
}

/** Kibana looks for open references of these types only. */
const CHECKED = ['index-pattern', 'search']

interface Failure {
  readonly type: string
  readonly id: string
  readonly meta: {readonly title: string}
  readonly error: object
}

function errorsOf(
  {refused}: State,
  {type, id, attributes, references}: SavedObject,
  known: ReadonlySet<string>,
): readonly Failure[] {
  const title = (attributes.title ?? attributes.name) as string
  const missing = references.filter((one) => CHECKED.includes(one.type) && !known.has(keyOf(one)))
  const message = refused.get(title)
  if (missing.length > 0) {
    return [
      {
        type,
        id,
        meta: {title},
        error: {type: 'missing_references', references: missing.map((one) => ({type: one.type, id: one.id}))},
      },
    ]
  }

  return message === undefined ? [] : [{type, id, meta: {title}, error: {type: 'unknown', statusCode: 400, message}}]
}

function exportObjects(state: State, request: IncomingMessage, body: Buffer): Answer {
  if (request.headers['content-type'] !== 'application/json') return bad('no JSON')
  const {objects, ...rest} = JSON.parse(body.toString()) as {objects: {type: string; id: string}[]}
  const wrong = Object.keys(rest).filter((key) => !['includeReferencesDeep', 'excludeExportDetails'].includes(key))
  if (wrong.length > 0 || objects.length === 0) return bad(`[request body]: ${wrong.join(', ')}`)
  const found = objects.map((one) => state.held.get(keyOf(one)))
  if (found.includes(undefined)) return bad(MISSING)
  return {status: 200, text: found.map((one) => JSON.stringify(one)).join('\n')}
}

/** How Kibana says that something is not there: no fault of the request. */
const MISSING = 'Error fetching objects to export'

function isMissing(json: unknown): boolean {
  return (json as {message?: string}).message === MISSING
}

/** One part named `file`, whose name ends in .ndjson. A sentence says what is wrong with the form. */
function readForm(contentType: string, body: Buffer): {readonly content: string} | string {
  const boundary = /^multipart\/form-data; boundary=([A-Za-z0-9'()+_,./:=?-]{1,70})$/.exec(contentType)?.[1]
  if (boundary === undefined) return `no form: ${contentType}`
  const text = body.toString('utf8')
  if (!text.startsWith(`--${boundary}\r\n`) || !text.endsWith(`\r\n--${boundary}--\r\n`)) return 'the form has no ends'
  const parts = text.slice(0, -`--${boundary}--\r\n`.length).split(`--${boundary}\r\n`).slice(1)
  if (parts.length !== 1) return `${parts.length} parts`
  const [head = '', ...rest] = (parts[0] ?? '').split('\r\n\r\n')
  const name = /^Content-Disposition: form-data; name="file"; filename="([^"]+)"\r\n/.exec(`${head}\r\n`)?.[1]
  if (!name?.endsWith('.ndjson')) return `Invalid file extension ${name}`
  return {content: rest.join('\r\n\r\n').slice(0, -2)}
}

function keyOf({type, id}: {readonly type: string; readonly id: string}): string {
  return `${type}:${id}`
}

function bad(message: string): Answer {
  return {status: 400, json: {statusCode: 400, error: 'Bad Request', message}}
}

function answer(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(json))
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
