/** Gives a user a new password in two steps: both are good while the readers change over, then the old one is refused. */
import {createHash} from 'node:crypto'

import {OpsError} from '../../errors.js'
import type {Access} from '../component.js'
import {errorOf, sendAs} from './client.js'

const hash = (password: string) => createHash('sha256').update(password).digest('hex')

/** Adds the new password beside the old one, and logs in with it. */
export async function rotateUser(access: Access, user: string, next: string): Promise<void> {
  const admin = await access.secret('redis-admin-password').catch(() => undefined)
  // A lost password can't be used to add another; the restart with the new ACL file does it.
  if (admin === undefined) return
  const added = await sendAs(access, {user: 'admin', password: admin}, [`ACL SETUSER ${user} #${hash(next)}`])
  const failure = errorOf(added)
  // A rotation that was cut short may have made the next value the only one that works.
  if (failure !== '' && user !== 'admin') throw refused(user, failure)
  const fresh = errorOf(await sendAs(access, {user, password: next}, ['PING']))
  if (fresh !== '') throw refused(user, `${failure} ${fresh}`.trim())
}

/** Takes the old password away and proves it. After a restart with the new ACL file it is gone already. */
export async function settleUser(access: Access, user: string, previous: string): Promise<void> {
  const admin = await access.secret('redis-admin-password')
  const login = {user: 'admin', password: admin}
  const listed = await sendAs(access, login, [`ACL GETUSER ${user}`])
  if (listed.stdout.includes(hash(previous))) {
    const failure = errorOf(await sendAs(access, login, [`ACL SETUSER ${user} !${hash(previous)}`]))
    if (failure !== '') throw refused(user, failure)
  }

  const stale = errorOf(await sendAs(access, {user, password: previous}, ['PING']))
  if (stale === '') throw refused(user, 'the old password still logs in')
}

function refused(user: string, detail: string): OpsError {
  return new OpsError({
    code: 'OPS_REDIS_ROTATE',
    kind: 'external',
    message: {en: `Redis did not take the new password of ${user}`, zh: `Redis 未接受 ${user} 的新密码`},
    detail,
    suggestions: [
      {
        en: 'Check that it runs (opsctl status redis), then run the same command again: it continues with the same value.',
        zh: '确认其正在运行（opsctl status redis），然后重新运行同一命令：将以同一新值继续。',
      },
    ],
  })
}
