/** The roles of the database, their secrets, and what an app is given. */
import type {Binding, SecretSpec, Stack, Text} from '../component.js'
import {ADMIN} from './psql.js'
import {rotateRole} from './rotate.js'
import {fitsScramVerifier, toScramVerifier} from './scram.js'

/** Roles that log in over the network, by the suffix of their secret. None is a superuser. */
export const roles = {
  owner: {
    role: 'app_owner',
    purpose: {
      en: 'Role app_owner: owns the database and its schema; for migrations you run yourself.',
      zh: '角色 app_owner：拥有数据库及其模式，用于自行执行的迁移。',
    },
  },
  app: {
    role: 'app',
    purpose: {
      en: 'Role app: reads and writes the data and creates its own tables.',
      zh: '角色 app：读写数据并创建自己的表。',
    },
  },
  exporter: {
    role: 'exporter',
    purpose: {
      en: 'Role exporter: reads statistics only (pg_monitor).',
      zh: '角色 exporter：仅读取统计信息（pg_monitor）。',
    },
  },
  backup: {
    role: 'backup',
    purpose: {
      en: 'Role backup: reads all data and the write-ahead log.',
      zh: '角色 backup：读取全部数据与预写日志。',
    },
  },
} as const satisfies Record<string, {role: string; purpose: Text}>

type RoleId = keyof typeof roles

const roleIds = Object.keys(roles) as RoleId[]

/** Secret with the password of a role. */
export const passwordOf = (id: RoleId) => `postgres-${id}-password`
export const ADMIN_PASSWORD = 'postgres-admin-password'
/** Secret with the SCRAM verifiers from which the roles are made at the first start. */
export const VERIFIERS = 'postgres-roles'
export const APP_URL = 'postgres-app-url'

/** Names of the apps that use the database. */
export function appsUsing(stack: Stack): readonly string[] {
  return Object.entries(stack.apps)
    .filter(([, app]) => app.uses.includes('postgres'))
    .map(([name]) => name)
}

/** The secrets of this room. */
export function listPostgresSecrets(stack: Stack): readonly SecretSpec[] {
  const readers: Record<RoleId, readonly string[]> = {
    owner: [],
    app: appsUsing(stack),
    exporter: ['postgres-exporter'],
    backup: [],
  }
  return [
    {
      name: ADMIN_PASSWORD,
      purpose: {
        en: 'Superuser postgres, who can log in from inside the container only.',
        zh: '超级用户 postgres，只能从容器内部登录。',
      },
      readers: ['postgres'],
      rotate: (access, next) => rotateRole(access, ADMIN, ADMIN_PASSWORD, next),
    },
    ...roleIds.map((id) => ({
      name: passwordOf(id),
      purpose: roles[id].purpose,
      readers: readers[id],
      rotate: (access: Parameters<NonNullable<SecretSpec['rotate']>>[0], next: string) =>
        rotateRole(access, roles[id].role, passwordOf(id), next),
    })),
    {
      name: VERIFIERS,
      purpose: {
        en: 'SCRAM verifiers of the roles, for the first start.',
        zh: '各角色的 SCRAM 校验值，用于首次启动。',
      },
      readers: ['postgres'],
      derive: deriveVerifiers,
    },
    {
      name: APP_URL,
      purpose: {en: 'Connection URL of role app.', zh: '角色 app 的连接 URL。'},
      readers: appsUsing(stack),
      derive: (value) => `postgres://app:${value(passwordOf('app'))}@postgres:5432/${stack.postgres.database}`,
    },
  ]
}

/** One line `role verifier` per role. A line stays as it is while it fits, because each new one has another salt. */
export function deriveVerifiers(value: (name: string) => string, previous: string | undefined): string {
  const kept = new Map((previous ?? '').split('\n').map((line) => line.split(' ') as [string, string | undefined]))
  const lines = roleIds.map((id) => {
    const password = value(passwordOf(id))
    const old = kept.get(roles[id].role)
    return `${roles[id].role} ${old && fitsScramVerifier(old, password) ? old : toScramVerifier(password)}`
  })
  return `${lines.join('\n')}\n`
}

/** What an app that uses the database receives. */
export function bindPostgres(stack: Stack): Binding {
  return {
    env: {PGHOST: 'postgres', PGPORT: '5432', PGDATABASE: stack.postgres.database, PGUSER: roles.app.role},
    secretEnv: {DATABASE_URL: APP_URL, PGPASSWORD: passwordOf('app')},
    networks: ['data'],
    call: {service: 'postgres', port: 5432},
  }
}
