/** Whether PostgreSQL answers, lets the app in, and has room for it. */
import {type Check, defineCheck, failure, gradeHigh, healthy, warning} from '../../../doctor/check.js'
import {formatUs} from '../../../figures.js'
import type {Text} from '../../component.js'
import {passwordOf} from '../roles.js'
import {door, type Refusal} from './door.js'
import {endSessions} from './fixes.js'
import {connections, idleTransactions} from './sql-activity.js'
import {asked, becauseOfLocks, listed, manual, ops, running, service} from './words.js'

const up = defineCheck({
  id: 'pg.up',
  title: {en: 'PostgreSQL answers', zh: 'PostgreSQL 有应答'},
  impact: {en: 'Every app that uses the database fails.', zh: '所有使用该数据库的应用都会失败。'},
  runs: {
    en: 'pg_isready in the container, then a log-in over the network as role app, timed.',
    zh: '在容器中运行 pg_isready，再以角色 app 通过网络登录并计时。',
  },
  remedy: {
    text: {en: 'The log says why it does not start or answer.', zh: '日志会说明为何未启动或无应答。'},
    commands: ['opsctl logs postgres --tail 50', 'opsctl up'],
  },
  service,
  tiers: ['runtime'],
  after: running,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/app-pg-isready.html'],
  thresholds: {login: {warn: 1000, unit: 'ms', origin: ops}},
  needs: {door},
  judge({door: {isReady, loginMs, refusal}}, {limits}) {
    const more = {observed: {isReady, loginMs}, evidence: [{kind: 'exec', ref: 'pg_isready -h 127.0.0.1'}]} as const
    if (isReady !== 'accepts') return failure(notReady[isReady], more)
    if (loginMs === null || refusal !== null) return healthy({en: 'it accepts connections', zh: '正在接受连接'}, more)
    const took = formatUs(loginMs * 1000)
    if (gradeHigh(loginMs, limits.login) === 'pass')
      return healthy({en: `it accepts connections; a log-in takes ${took}`, zh: `正在接受连接；登录耗时 ${took}`}, more)
    const detail = {en: `a log-in takes ${took}, three times in a row`, zh: `登录连续三次耗时 ${took}`}
    const remedy = {
      text: {
        en: 'The host or the container lacks CPU, or a name server is slow: look at both.',
        zh: '主机或容器 CPU 不足，或 DNS 缓慢：请检查两者。',
      },
      commands: ['opsctl doctor host.load compose.cpu-throttle host.dns'],
    }
    return warning(detail, {...more, remedy, limit: 'login', because: becauseOfLocks})
  },
  fix: {
    level: 'guarded',
    plan: (_, {status}) =>
      status === 'fail'
        ? {
            effect: {
              en: 'Starts what is not running and waits until it is healthy.',
              zh: '启动未运行的服务并等待其恢复健康。',
            },
            back: {en: 'opsctl down', zh: 'opsctl down'},
            steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
          }
        : undefined,
  },
})

const notReady = {
  rejects: {
    en: 'it runs, but rejects connections: it starts, recovers or stops',
    zh: '正在运行但拒绝连接：可能正在启动、恢复或停止',
  },
  silent: {en: 'nothing answers on port 5432 of the container', zh: '容器的 5432 端口无应答'},
  unknown: {en: 'pg_isready could not be run in the container', zh: '无法在容器中运行 pg_isready'},
} as const satisfies Record<string, Text>

const slotsExhausted = defineCheck({
  id: 'pg.slots-exhausted',
  title: {en: 'An app can still connect', zh: '应用仍可建立连接'},
  impact: {
    en: 'Every new connection of an app is refused at once (53300); only the superuser gets in, through the socket.',
    zh: '应用的每个新连接都会立即被拒绝（53300）；仅超级用户可通过套接字登录。',
  },
  runs: {
    en: 'A log-in as role app; when it is refused for want of a slot, the sessions are counted through the reserved ones.',
    zh: '以角色 app 登录；若因连接数耗尽被拒，则通过保留连接统计会话。',
  },
  remedy: {
    text: {
      en: 'Free slots now by ending idle sessions or restarting the app that has the most; then make its pool smaller, or raise postgres.maxConnections together with the memory.',
      zh: '先结束空闲会话或重启占用最多的应用以释放连接；然后减小其连接池，或连同内存一起提高 postgres.maxConnections。',
    },
    commands: ['opsctl db connections', 'opsctl doctor --fix pg.slots-exhausted'],
  },
  service,
  tiers: ['runtime'],
  after: [...running, 'pg.up'],
  outcomes: ['pass', 'fail'],
  links: ['https://www.postgresql.org/docs/current/runtime-config-connection.html'],
  needs: {door},
  wants: {connections, idleTransactions},
  judge({door: {refusal, said, role}, connections: seen}) {
    if (refusal !== 'slots') return healthy({en: `role ${role} finds a free slot`, zh: `角色 ${role} 有可用连接`})
    const [top] = seen?.byApp ?? []
    const of = seen
      ? {en: `, ${seen.used} sessions of ${seen.max}`, zh: `，共 ${seen.used}/${seen.max} 个会话`}
      : noText
    const most = top ? {en: `; most by ${nameOf(top)}`, zh: `；最多的是 ${nameOf(top)}`} : noText
    return failure(
      {
        en: `role ${role} is refused: no connection slot is left${of.en}${most.en}`,
        zh: `角色 ${role} 被拒绝：连接数已耗尽${of.zh}${most.zh}`,
      },
      {
        observed: {used: seen?.used, max: seen?.max, top},
        evidence: [{kind: 'exec', ref: 'psql -h postgres', excerpt: said}],
      },
    )
  },
  fix: {
    level: 'guarded',
    plan: ({idleTransactions: idle}) =>
      endSessions(
        (idle ?? []).filter(({idleS}) => idleS > 60),
        'pg_terminate_backend',
      ),
  },
})

const noText = {en: '', zh: ''}

function nameOf({
  app,
  role,
  client,
  sessions,
  idle,
}: {
  app: string
  role: string
  client: string
  sessions: number
  idle: number
}) {
  return `app=${app} role=${role} from ${client}: ${sessions}, ${idle} idle`
}

const auth = defineCheck({
  id: 'pg.auth',
  title: {en: 'The app’s password is the one the database knows', zh: '应用的密码与数据库一致'},
  impact: {en: 'The apps can’t log in, however healthy the server is.', zh: '无论服务器多健康，应用都无法登录。'},
  runs: {
    en: 'A log-in over the network as role app, with the password of secrets/, to the app’s database.',
    zh: '用 secrets/ 中的密码以角色 app 通过网络登录应用数据库。',
  },
  remedy: {
    text: {
      en: 'A password counts at the first start of the volume only. Give role and secret a new one together.',
      zh: '密码仅在数据卷首次启动时生效。请同时为角色和密钥更换新密码。',
    },
    commands: [`opsctl secrets rotate ${passwordOf('app')}`],
  },
  service,
  tiers: ['runtime'],
  after: [...running, 'pg.up', 'pg.slots-exhausted'],
  outcomes: ['pass', 'fail'],
  tags: ['security'],
  links: ['https://www.postgresql.org/docs/current/client-authentication-problems.html'],
  needs: {door},
  judge({door: {refusal, said, role}}, {stack}) {
    const place = stack.postgres.database
    if (refusal === null || refusal === 'slots')
      return healthy({en: `role ${role} logs in to database ${place}`, zh: `角色 ${role} 可登录数据库 ${place}`})
    const {detail, remedy} = refused(refusal, role, place)
    return failure(detail, {
      ...(remedy ? {remedy} : {}),
      observed: {refusal},
      evidence: [{kind: 'exec', ref: `psql -h postgres -U ${role} -d ${place}`, excerpt: said}],
    })
  },
  fix: {
    level: 'guarded',
    plan: (facts) =>
      facts.door.refusal === 'password'
        ? {
            effect: {
              en: 'Makes a new password, gives it to the role, and restarts the apps that read it.',
              zh: '生成新密码并设置给角色，然后重启读取它的应用。',
            },
            back: {en: 'The command itself goes back when a step fails.', zh: '某步失败时命令会自行回退。'},
            downtimeS: 30,
            steps: [{kind: 'opsctl', argv: ['secrets', 'rotate', passwordOf('app'), '--yes']}],
          }
        : undefined,
  },
})

function refused(refusal: Exclude<Refusal, 'slots'>, role: string, database: string) {
  const logs = {
    text: {en: 'The server’s log names the reason.', zh: '服务器日志会说明原因。'},
    commands: ['opsctl logs postgres --tail 50'],
  }
  const details = {
    password: {
      en: `the password of role ${role} is refused: the database was created with another one`,
      zh: `角色 ${role} 的密码被拒绝：数据库创建时使用的是另一密码`,
    },
    database: {
      en: `role ${role} may not use database ${database}, or it does not exist`,
      zh: `角色 ${role} 无权使用数据库 ${database}，或该数据库不存在`,
    },
    role: {en: `role ${role} does not exist or may not log in`, zh: `角色 ${role} 不存在或无权登录`},
    rules: {en: `pg_hba.conf does not let role ${role} in`, zh: `pg_hba.conf 不允许角色 ${role} 登录`},
    starting: {en: 'the server starts or stops', zh: '服务器正在启动或停止'},
    network: {
      en: 'the server is there, but not under the name postgres on the stack’s network',
      zh: '服务器正在运行，但在栈的网络中无法通过名称 postgres 访问',
    },
    other: {en: `role ${role} can’t log in`, zh: `角色 ${role} 无法登录`},
  } as const satisfies Record<string, Text>
  const again = {
    text: {
      en: 'The first start did not end, or somebody changed the role since: opsctl status tells which.',
      zh: '首次启动未完成，或之后有人改动了角色：opsctl status 可查明。',
    },
    commands: ['opsctl status postgres', 'opsctl logs postgres --tail 50'],
  }
  const remedies = {
    password: undefined,
    database: again,
    role: again,
    rules: {text: {en: 'Write the file anew.', zh: '重新生成该文件。'}, commands: ['opsctl up']},
    starting: logs,
    network: {
      text: {en: 'The container lost its network.', zh: '容器失去了网络。'},
      commands: ['opsctl doctor compose.network', 'opsctl up'],
    },
    other: logs,
  } as const
  return {detail: details[refusal ?? 'other'], remedy: remedies[refusal ?? 'other']}
}

const connectionsUsed = defineCheck({
  id: 'pg.connections',
  title: {en: 'Connections are left for a rush', zh: '连接数留有余量'},
  impact: {en: 'When the last slot is used, apps are refused.', zh: '连接用尽后，应用将被拒绝。'},
  runs: {
    en: 'Client sessions in pg_stat_activity against max_connections without the reserved ones.',
    zh: 'pg_stat_activity 中的客户端会话数，与扣除保留连接后的 max_connections 比较。',
  },
  remedy: {
    text: {
      en: 'Make the pools of the apps smaller, put a pooler between, or raise postgres.maxConnections together with the memory.',
      zh: '减小应用的连接池，加入连接池代理，或连同内存一起提高 postgres.maxConnections。',
    },
    commands: ['opsctl db connections', 'opsctl doctor pg.idle-in-tx'],
  },
  ...asked,
  because: ['pg.slots-exhausted'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: manual}},
  needs: {connections},
  judge({connections: {used, usable, idleInTransaction, byApp}}, {limits}) {
    const percent = usable > 0 ? Math.round((used / usable) * 100) : 100
    const top = listed(byApp.map(({app, role, sessions}) => `${app} (${role}) ${sessions}`))
    const seen = {
      en: `${used} of ${usable} used (${percent} %), ${idleInTransaction} idle in transaction`,
      zh: `已用 ${used}/${usable}（${percent} %），其中 ${idleInTransaction} 个事务空闲`,
    }
    const more = {
      observed: {used, usable, percent, idleInTransaction},
      limit: 'used',
      evidence: [{kind: 'sql', ref: 'pg_stat_activity', excerpt: top.en}],
    } as const
    const grade = gradeHigh(percent, limits.used)
    if (grade === 'pass') return healthy(seen, more)
    const detail = {en: `${seen.en}: ${top.en}`, zh: `${seen.zh}：${top.zh}`}
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

export const doorChecks: readonly Check[] = [up, slotsExhausted, auth, connectionsUsed]
