/** A server on this host that speaks Kibana's import and export, and plays the failures that a test asks for. */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

import type {Access, InstanceRequest} from '../../../src/components/component.js'
import {callHttp} from '../../../src/system/http.js'
import {answerKibana, type Held, MISSING} from './saved-objects-api.js'

const PASSWORD = 'a-password-of-the-test'

export interface FakeKibana extends Held {
  readonly access: Access
  /** Answers given before any other, in turn; a number is a status. */
  readonly first: (number | 'hang-up')[]
  /** What was wrong with requests. */
  readonly wrongs: string[]
  password: string
}

/** Starts one on a free port of 127.0.0.1; it ends with the test. */
export async function startFakeKibana(): Promise<FakeKibana> {
  const state: State = {held: new Map(), refused: new Map(), taken: [], first: [], wrongs: [], password: PASSWORD}
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
      http: async ({basicAuth, ...request}: InstanceRequest) => {
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
  const {method = '', url = '', headers} = request
  const expected = `Basic ${Buffer.from(`opsctl:${state.password}`).toString('base64')}`
  const {status, json, text} = answerKibana(state, {method, url, headers}, body, headers.authorization === expected)
  if (status === 400 && (json as {message: string}).message !== MISSING) state.wrongs.push(JSON.stringify(json))
  if (text !== undefined) return void response.writeHead(status, {'content-type': 'application/ndjson'}).end(text)
  answer(response, status, json)
}

function answer(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(json))
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
