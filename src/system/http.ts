/** One HTTP request to an address of this host or of a container. Certificates are not checked: the peer is known by its address. */
import {request as httpRequest, type IncomingMessage, type RequestOptions} from 'node:http'
import {request as httpsRequest, type RequestOptions as SecureOptions} from 'node:https'

import type {HttpAnswer, InstanceRequest} from '../components/component.js'

/** What is asked of which address. */
export type HttpCall = InstanceRequest & {
  readonly host: string
  /** Asks what listens on this Unix socket; host and port are then only what the request says. */
  readonly socketPath?: string
  readonly signal?: AbortSignal
}

const DEFAULT_TIMEOUT_MS = 5000
const MAX_BODY_BYTES = 32 * 1024 ** 2

/** Sends the request and reads the whole answer. Rejects when nothing answers in time. */
export async function callHttp(call: HttpCall): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  const options: RequestOptions = {
    ...(call.socketPath === undefined ? {} : {socketPath: call.socketPath}),
    host: call.host,
    port: call.port,
    path: call.path,
    method: call.method ?? 'GET',
    headers: {
      ...(call.body === undefined ? {} : {'content-length': String(Buffer.byteLength(call.body))}),
      ...call.headers,
      ...logIn(call),
      connection: 'close',
    },
    signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
  }
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage) => void readAnswer(answer).then(resolve, reject)
    const request = call.tls
      ? httpsRequest({...options, ...secureOptions(call)}, onAnswer)
      : httpRequest(options, onAnswer)
    request.on('error', reject)
    request.end(call.body)
  })
}

function logIn({basicAuth}: HttpCall): {readonly authorization?: string} {
  if (!basicAuth) return {}
  const credentials = Buffer.from(`${basicAuth.user}:${basicAuth.password}`).toString('base64')
  return {authorization: `Basic ${credentials}`}
}

/** The name that the gateway chooses its certificate by is the Host header, not the container's address. */
function secureOptions({headers = {}}: HttpCall): SecureOptions {
  const host = Object.entries(headers).find(([key]) => key.toLowerCase() === 'host')?.[1]
  const servername = host?.split(':')[0]
  return {rejectUnauthorized: false, ...(servername ? {servername} : {})}
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
