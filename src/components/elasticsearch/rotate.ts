/** What a new password needs beyond a restart: nothing before it, and a proof after it that the old one is refused. */
import {OpsError} from '../../errors.js'
import type {Access} from '../component.js'
import {HOST, PORT} from './names.js'

/** The server reads its users only at its start, which follows from the changed file. */
export async function rotateNothing(): Promise<void> {}

/** Proves that a user can't log in with the previous password. */
export function settleUser(user: string): (access: Access, previous: string) => Promise<void> {
  return async (access, password) => {
    const answer = await access.instance('elasticsearch').http({
      port: PORT,
      path: '/_security/_authenticate',
      tls: true,
      headers: {host: HOST},
      basicAuth: {user, password},
      timeoutMs: 10_000,
    })
    if (answer.status !== 401) throw notRefused(user, answer.status)
  }
}

function notRefused(user: string, status: number): OpsError {
  return new OpsError({
    code: 'OPS_ELASTICSEARCH_ROTATE',
    kind: 'external',
    message: {
      en: `Elasticsearch answered ${status} to the old password of ${user}; 401 was expected`,
      zh: `Elasticsearch 对 ${user} 的旧密码应答 ${status}，预期为 401`,
    },
    suggestions: [
      {
        en: 'Check that it runs (opsctl status elasticsearch), then run the same command again.',
        zh: '确认其正在运行（opsctl status elasticsearch），然后重新运行同一命令。',
      },
    ],
  })
}
