/** The users of Redis: the ACL file, the exporter's password map and the app's URL, all derived. */
import {createHash} from 'node:crypto'

import type {Access, Binding, SecretSpec, Stack, Text} from '../component.js'
import {rotateUser, settleUser} from './rotate.js'

/** What each user may do, in the words of an ACL file. */
const users = {
  admin: {
    rules: '~* &* +@all',
    purpose: {en: 'User admin: everything; for opsctl only.', zh: '用户 admin：全部权限，仅供 opsctl 使用。'},
  },
  app: {
    // Clients ask for INFO when they connect; the rest of @dangerous would let one app stop or empty the server.
    rules: '~* &* +@all -@admin -@dangerous +info +sort +sort_ro',
    purpose: {
      en: 'User app: all data commands, none that administer the server.',
      zh: '用户 app：所有数据命令，不含管理命令。',
    },
  },
  exporter: {
    rules:
      'resetkeys resetchannels -@all +ping +info +client|setname +slowlog|len +slowlog|get +latency|latest +latency|histogram',
    purpose: {en: 'User exporter: reads statistics, no key.', zh: '用户 exporter：仅读取统计信息，不可访问键。'},
  },
} as const satisfies Record<string, {rules: string; purpose: Text}>

/** Users that have a password. */
export type UserId = keyof typeof users

const userIds = Object.keys(users) as UserId[]

/** Secret with the password of a user. */
export const passwordOf = (id: UserId) => `redis-${id}-password`
export const USERS_ACL = 'redis-users-acl'
export const EXPORTER_PASSWORDS = 'redis-exporter-passwords'
export const APP_URL = 'redis-app-url'
/** The address the exporter connects to; in its password map the user is part of the key. */
export const REDIS_ADDRESS = 'redis://redis:6379'
const PASSWORD_MAP_KEY = 'redis://exporter@redis:6379'

/** The hash an ACL file holds in place of a password. */
export function toAclHash(password: string): string {
  return `#${createHash('sha256').update(password).digest('hex')}`
}

/** The ACL file. `health` needs no password, because all it can do is ping. */
export function renderAcl(value: (name: string) => string): string {
  const lines = [
    'user default off resetpass resetkeys resetchannels -@all',
    'user health on nopass resetkeys resetchannels -@all +ping',
    ...userIds.map((id) => `user ${id} on resetpass ${toAclHash(value(passwordOf(id)))} ${users[id].rules}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Names of the apps that use Redis. */
export function appsUsing(stack: Stack): readonly string[] {
  return Object.entries(stack.apps)
    .filter(([, app]) => app.uses.includes('redis'))
    .map(([name]) => name)
}

/** The secrets of this room. */
export function listRedisSecrets(stack: Stack): readonly SecretSpec[] {
  const readers: Record<UserId, readonly string[]> = {admin: [], app: appsUsing(stack), exporter: []}
  return [
    ...userIds.map((id) => ({
      name: passwordOf(id),
      purpose: users[id].purpose,
      readers: readers[id],
      rotate: (access: Access, next: string) => rotateUser(access, id, next),
      settle: (access: Access, previous: string) => settleUser(access, id, previous),
    })),
    {
      name: USERS_ACL,
      purpose: {en: 'Users of Redis with hashed passwords.', zh: 'Redis 用户及其密码哈希。'},
      readers: ['redis'],
      derive: renderAcl,
    },
    {
      name: EXPORTER_PASSWORDS,
      purpose: {en: 'Password of user exporter, as the exporter reads it.', zh: '用户 exporter 的密码（导出器格式）。'},
      readers: ['redis-exporter'],
      derive: (value) => `${JSON.stringify({[PASSWORD_MAP_KEY]: value(passwordOf('exporter'))})}\n`,
    },
    {
      name: APP_URL,
      purpose: {en: 'Connection URL of user app.', zh: '用户 app 的连接 URL。'},
      readers: appsUsing(stack),
      derive: (value) => `redis://app:${value(passwordOf('app'))}@redis:6379/0`,
    },
  ]
}

/** What an app that uses Redis receives. */
export function bindRedis(): Binding {
  return {
    env: {REDIS_HOST: 'redis', REDIS_PORT: '6379', REDIS_USER: 'app'},
    secretEnv: {REDIS_URL: APP_URL, REDIS_PASSWORD: passwordOf('app')},
    networks: ['data'],
    call: {service: 'redis', port: 6379},
  }
}
