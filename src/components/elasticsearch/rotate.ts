/** What a new password needs beyond a restart: nothing before it, and a proof after it that the old one is refused. */
import {OpsError} from '../../errors.js'
import type {Access} from '../component.js'
import {HOST, PORT} from './names.js'
import {formatToken} from './service-token.js'

/** The server reads its users only at its start, which follows from the changed file. */
export async function rotateNothing(): Promise<void> {}

/** Proves that a user can't log in with the previous password. */
export function settleUser(user: string): (access: Access, previous: string) => Promise<void> {
  return (access, password) => {
    const credentials = Buffer.from(`${user}:${password}`).toString('base64')
    return expectRefusal(access, user, `Basic ${credentials}`)
  }
}

/** Proves that Kibana can't log in with the token of the previous secret. */
export function settleKibana(access: Access, previous: string): Promise<void> {
  return expectRefusal(access, 'elastic/kibana', `Bearer ${formatToken(previous)}`)
}

async function expectRefusal(access: Access, who: string, authorization: string): Promise<void> {
  const request = {port: PORT, path: '/_security/_authenticate', tls: true, timeoutMs: 10_000}
  const {status} = await access.instance('elasticsearch').http({...request, headers: {host: HOST, authorization}})
  if (status !== 401) throw notRefused(who, status)
}

function notRefused(who: string, status: number): OpsError {
  return new OpsError({
    code: 'OPS_ELASTICSEARCH_ROTATE',
    kind: 'external',
    message: {
      en: `Elasticsearch answered ${status} to the old secret of ${who}; 401 was expected`,
      zh: `Elasticsearch 对 ${who} 的旧凭据应答 ${status}，预期为 401`,
    },
    suggestions: [
      {
        en: 'Check that it runs (opsctl status elasticsearch), then run the same command again.',
        zh: '确认其正在运行（opsctl status elasticsearch），然后重新运行同一命令。',
      },
    ],
  })
}
