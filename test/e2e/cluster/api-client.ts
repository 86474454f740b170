/** JSON over the API server's HTTPS, as one user. For what the harness itself needs; tests use kubectl and Helm. */
import {Agent, request} from 'node:https'

import type {Identities, Identity} from './identities.js'

export interface ApiAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind.
  readonly body: any
}

/** Sends one request. A body is sent as JSON, or as a merge patch with PATCH. */
export type ApiClient = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<ApiAnswer>

/** A client that shows a certificate. Close ends its connections. */
export function openApi(url: string, ca: Identities, identity: Identity): {readonly call: ApiClient; close(): void} {
  const agent = new Agent({
    ca: ca.authority.certificate,
    cert: identity.certificate,
    key: identity.key,
    keepAlive: true,
    timeout: 10_000,
  })
  const call: ApiClient = (method, path, body) =>
    new Promise((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      const headers = body === undefined ? {} : {'Content-Type': type}
      const sent = request(new URL(path, url), {agent, method, headers}, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => resolve({status: answer.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString())}))
      })
      sent.on('error', reject)
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} took too long`)))
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  return {call, close: () => agent.destroy()}
}

/** Creates an object, or throws what the API server said. One that is there already is left as it is. */
export async function createObject(api: ApiClient, path: string, object: unknown): Promise<void> {
  const {status, body} = await api('POST', path, object)
  if (status >= 300 && status !== 409) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
