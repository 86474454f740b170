/** Asks Elasticsearch over HTTP, as one of its users. */
import type {Access, HttpAnswer, InstanceRequest} from '../component.js'
import {HOST, PORT} from './names.js'
import {loginOf, passwordOf, type UserId} from './users.js'

const TIMEOUT_MS = 10_000

type More = Partial<Omit<InstanceRequest, 'port' | 'path' | 'tls'>>

/** Asks as nobody. */
export function ask(access: Access, path: string, more: More = {}): Promise<HttpAnswer> {
  const headers = {host: HOST, 'content-type': 'application/json'}
  return access.instance('elasticsearch').http({timeoutMs: TIMEOUT_MS, ...more, path, headers, port: PORT, tls: true})
}

/** Asks as a user of the stack, with a password from the secret store. */
export async function askAs(access: Access, id: UserId, path: string, more: More = {}): Promise<HttpAnswer> {
  const password = await access.secret(passwordOf(id))
  return ask(access, path, {...more, basicAuth: {user: loginOf(id), password}})
}
