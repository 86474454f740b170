/** Gives a role a new password, and proves it: the new one logs in and the old one is refused. */
import {OpsError} from '../../errors.js'
import type {Access} from '../component.js'
import {ADMIN, queryAs, queryAsAdmin} from './psql.js'
import {toScramVerifier} from './scram.js'

/** Sends the server a verifier, never the password, so that no log of statements can hold it. */
export async function rotateRole(access: Access, role: string, secret: string, next: string): Promise<void> {
  const old = await access.secret(secret).catch(() => undefined)
  const answer = await queryAsAdmin(access, `ALTER ROLE "${role}" PASSWORD '${toScramVerifier(next)}';`)
  if (answer.exitCode !== 0) throw refused(role, answer.stderr)
  const host = role === ADMIN ? '127.0.0.1' : 'postgres'
  const fresh = await queryAs(access, {role, password: next, host}, 'SELECT 1;')
  if (fresh.stdout.trim() !== '1') throw refused(role, fresh.stderr)
  if (old === undefined || old === next) return
  const stale = await queryAs(access, {role, password: old, host}, 'SELECT 1;')
  if (stale.exitCode === 0) throw refused(role, 'the old password still logs in')
}

function refused(role: string, detail: string): OpsError {
  return new OpsError({
    code: 'OPS_POSTGRES_ROTATE',
    kind: 'external',
    message: {en: `PostgreSQL did not take the new password of ${role}`, zh: `PostgreSQL 未接受 ${role} 的新密码`},
    detail: detail.trim().split('\n').slice(-5).join('\n'),
    suggestions: [
      {
        en: 'Check that it runs (opsctl status postgres), then run the same command again: it continues with the same value.',
        zh: '确认其正在运行（opsctl status postgres），然后重新运行同一命令：将以同一新值继续。',
      },
    ],
  })
}
