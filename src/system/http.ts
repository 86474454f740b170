/** One HTTP request to an address of this host or of a container. Certificates are not checked: the peer is known by its address. */
import {type IncomingMessage, type RequestOptions, request as httpRequest} from 'node:http'

import type {HttpAnswer} from '../components/component.js'

export interface HttpCall {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly tls?: boolean
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 5000
const MAX_BODY_BYTES = 32 * 1024 ** 2

/** Sends the request and reads the whole answer. Rejects when nothing answers in time. */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const timeoutMs = call.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const options: RequestOptions = {
    host: call.host,
    port: call.port,
    path: call.path,
    method: call.method ?? 'GET',
    headers: {
      ...(call.body === undefined ? {} : {'content-length': String(Buffer.byteLength(call.body))}),
      ...call.headers,
      connection: 'close',
    },
    signal: AbortSignal.timeout(timeoutMs),
  }
  const send = call.tls ? await secureSender(call) : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(options, (answer) => {
      readAnswer(answer).then(resolve, reject)
    })
    request.on('error', reject)
    request.end(call.body)
  })
}

async function secureSender(call: HttpCall): Promise<typeof httpRequest> {
  const {request} = await import('node:https')
  // The name that the gateway chooses its certificate by is the Host header, not the container's address.
  const host = Object.entries(call.headers ?? {}).find(([key]) => key.toLowerCase() === 'host')?.[1]
  const servername = host?.split(':')[0]
  const secure = {rejectUnauthorized: false, ...(servername ? {servername} : {})}
  return ((options: RequestOptions, onAnswer: (answer: IncomingMessage) => void) =>
    request({...options, ...secure}, onAnswer)) as typeof httpRequest
}

async function readAnswer(answer: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new Error(`the answer is larger than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }

  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  }

  return {status: answer.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString('utf8')}
}
