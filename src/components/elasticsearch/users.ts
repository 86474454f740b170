/**
 * Who may do what. The file realm needs no bootstrapping that could be cut short: the server reads these files at its
 * start, and there is no other user, not even the built-in ones.
 */
import {dump} from 'js-yaml'

import type {SecretSpec, Stack, Text} from '../component.js'
import {findHashes, hashPassword} from '../password-hash.js'
import {streamsOf, USERS} from './names.js'
import {rotateNothing, settleUser} from './rotate.js'

/** A role in the words of roles.yml. */
interface Role {
  readonly cluster: readonly string[]
  readonly indices: readonly {readonly names: readonly string[]; readonly privileges: readonly string[]}[]
}

interface User {
  /** What it may do; `streams` are the project's own. */
  readonly role: (streams: string) => Role
  /** Roles that the server brings along. */
  readonly builtIn?: readonly string[]
  readonly purpose: Text
}

const users = {
  opsctl: {
    builtIn: ['kibana_admin'],
    role: (streams) => ({
      cluster: ['monitor'],
      indices: [{names: [streams], privileges: ['read', 'view_index_metadata', 'monitor']}],
    }),
    purpose: {
      en: 'User opsctl of Elasticsearch and Kibana, for people and opsctl: reads lines, keeps dashboards.',
      zh: 'Elasticsearch 与 Kibana 的用户 opsctl，供人员与 opsctl 使用：读取日志，管理仪表盘。',
    },
  },
  keeper: {
    role: (streams) => ({
      cluster: ['monitor', 'manage_index_templates', 'cluster:admin/settings/update'],
      indices: [
        {
          // The indices behind a data stream are named after it.
          names: [streams, `.ds-${streams}`],
          privileges: [
            'read',
            'monitor',
            'view_index_metadata',
            'delete_index',
            'manage_data_stream_lifecycle',
            'indices:admin/rollover',
          ],
        },
      ],
    }),
    purpose: {
      en: 'User keeper: keeps templates, counts lines, deletes the oldest. For log-keeper only.',
      zh: '用户 keeper：维护模板、统计日志、删除最旧的数据。仅供 log-keeper 使用。',
    },
  },
  writer: {
    role: (streams) => ({
      cluster: ['monitor'],
      indices: [{names: [streams], privileges: ['create_doc', 'auto_configure']}],
    }),
    purpose: {
      en: 'User log_writer: adds lines. It can neither read, change nor delete one.',
      zh: '用户 log_writer：仅可写入日志，不可读取、修改或删除。',
    },
  },
  exporter: {
    role: () => ({
      // Statistics of snapshot policies are in no privilege that only reads.
      cluster: ['monitor', 'monitor_snapshot', 'read_ilm', 'read_slm', 'cluster:admin/slm/stats'],
      indices: [{names: ['*'], privileges: ['monitor', 'view_index_metadata']}],
    }),
    purpose: {en: 'User exporter: reads statistics, no line.', zh: '用户 exporter：仅读取统计信息，不可读取日志。'},
  },
} as const satisfies Record<string, User>

/** Users that have a password. */
export type UserId = keyof typeof users

const userIds = Object.keys(users) as UserId[]

/**
 * Cost of bcrypt. Passwords are drawn with more than 190 bits, so a slow hash protects nothing more; the server pays for
 * it at the first request of each client.
 */
const BCRYPT_COST = 5

/** Secret with the password of a user. */
export const passwordOf = (id: UserId) => `elasticsearch-${id}-password`

/** The name that a user logs in with. */
export const loginOf = (id: UserId) => (id === 'writer' ? 'log_writer' : id)

const roleOf = (id: UserId) => (id === 'opsctl' ? 'opsctl_reader' : `opsctl_${id}`)

/** The file of roles. */
export function renderRoles(stack: Stack): string {
  const roles = userIds.map((id) => [roleOf(id), users[id].role(streamsOf(stack))])
  return dump(Object.fromEntries(roles), {lineWidth: -1, noRefs: true})
}

/** The file that gives each role its users. */
export function renderUsersRoles(): string {
  const given = userIds.flatMap((id) => {
    const {builtIn = []}: User = users[id]
    return [roleOf(id), ...builtIn].map((role) => `${role}:${loginOf(id)}\n`)
  })
  return given.toSorted().join('')
}

/** Passwords of the users, and the file that holds their hashes. */
export function listUserSecrets(stack: Stack): readonly SecretSpec[] {
  const readers: Record<UserId, readonly string[]> = {
    opsctl: [],
    keeper: ['log-keeper'],
    writer: [stack.logs.path === 'full' ? 'logstash' : 'filebeat'],
    exporter: ['elasticsearch', 'elasticsearch-exporter', 'kibana-exporter'],
  }
  return [
    ...userIds.map((id) => ({
      name: passwordOf(id),
      purpose: users[id].purpose,
      readers: readers[id],
      rotate: rotateNothing,
      settle: settleUser(loginOf(id)),
    })),
    {
      name: USERS,
      purpose: {en: 'Users of Elasticsearch with hashed passwords.', zh: 'Elasticsearch 用户及其密码哈希。'},
      readers: ['elasticsearch'],
      derive: renderUsers,
    },
  ]
}

async function renderUsers(value: (name: string) => string, previous: string | undefined): Promise<string> {
  const lines = userIds.map(async (id) => {
    const kept = previous?.split('\n').find((line) => line.startsWith(`${loginOf(id)}:`))
    const hash = await hashPassword(value(passwordOf(id)), findHashes(kept)[0], BCRYPT_COST)
    // The same algorithm under the one name that every version of the server knows.
    return `${loginOf(id)}:${hash.replace(/^\$2[by]\$/, '$2a$')}\n`
  })
  return (await Promise.all(lines)).join('')
}
