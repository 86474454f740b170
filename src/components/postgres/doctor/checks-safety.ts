/** Who may come in as what, whether data is whole, and whether copies follow. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  type Outcome,
  skipped,
  warning,
} from '../../../doctor/check.js'
import {formatBytes, formatMoment, formatSpan} from '../../../figures.js'
import {roles as ownRoles} from '../roles.js'
import {runSql} from './fixes.js'
import {damageInLogs} from './look.js'
import {archiver, counters, loginRoles, loginRules, replay, replicas, settings, slots} from './sql-server.js'
import {asked, eachOf, ops, sqlText} from './words.js'

type Rule = ReturnType<typeof loginRules.schema.parse>[number]

/** From the container itself nobody comes who could not read the files anyway. */
function isLocal({type, address, mask}: Rule): boolean {
  if (type === 'local') return true
  return (
    (address === '127.0.0.1' && mask === '255.255.255.255') ||
    (address === '::1' && /^(ffff:){7}ffff$/.test(mask ?? ''))
  )
}

const hba = defineCheck({
  id: 'pg.hba',
  title: {en: 'Nobody gets in without a good password', zh: '没有好密码就无法登录'},
  impact: {en: 'Whoever reaches the port reads and changes all data.', zh: '能访问该端口的人可读取并修改所有数据。'},
  runs: {
    en: 'pg_hba_file_rules for the network, and whether a role’s password is one that anyone tries first.',
    zh: '检查面向网络的 pg_hba_file_rules，以及角色密码是否为常见弱密码。',
  },
  remedy: {
    text: {
      en: 'opsctl writes pg_hba.conf with scram-sha-256 for all; write it anew. A role of your own gets a random password.',
      zh: 'opsctl 生成的 pg_hba.conf 全部使用 scram-sha-256；请重新生成。自建角色请使用随机密码。',
    },
    commands: ['opsctl plan', 'opsctl up', 'opsctl secrets list'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  links: ['https://www.postgresql.org/docs/current/auth-pg-hba-conf.html'],
  needs: {rules: loginRules, roles: loginRoles},
  judge({rules, roles}) {
    const open = rules.filter((rule) => !isLocal(rule) && rule.error === null)
    const byMethod = (methods: readonly string[]) => open.filter(({method}) => methods.includes(method ?? ''))
    const ruleOutcome = (rule: Rule, tell: typeof failure): Outcome => {
      const words = [rule.type, rule.databases, rule.roles, rule.address, rule.method].flat().join(' ')
      return tell(
        {en: `line ${rule.line} of pg_hba.conf: ${words}`, zh: `pg_hba.conf 第 ${rule.line} 行：${words}`},
        {instance: `line ${rule.line}`, observed: {method: rule.method}},
      )
    }
    const roleOutcome = (role: string, en: string, zh: string, tell: typeof failure): Outcome =>
      tell({en: `role ${role}: ${en}`, zh: `角色 ${role}：${zh}`}, {instance: `role ${role}`, observed: {role}})
    const guessed = roles.filter(({password}) => password === 'guessed')
    const found = [
      ...byMethod(['trust']).map((rule) => ruleOutcome(rule, failure)),
      ...guessed.map(({role}) =>
        roleOutcome(role, 'its password is one that anyone tries first', '密码为常见弱密码', failure),
      ),
      ...byMethod(['password', 'md5']).map((rule) => ruleOutcome(rule, warning)),
      ...roles
        .filter(({password}) => password === 'md5')
        .map(({role}) => roleOutcome(role, 'its password is kept as MD5', '密码以 MD5 保存', warning)),
    ]
    return eachOf(
      found,
      (one) => one,
      healthy({en: 'every rule for the network wants SCRAM', zh: '面向网络的规则均要求 SCRAM'}),
    )
  },
  fix: {
    level: 'guarded',
    plan: (_, {instance}) =>
      instance?.startsWith('line')
        ? {
            effect: {
              en: 'Writes pg_hba.conf anew and restarts PostgreSQL.',
              zh: '重新生成 pg_hba.conf 并重启 PostgreSQL。',
            },
            back: {en: 'Edit the file again.', zh: '再次编辑该文件。'},
            downtimeS: 30,
            steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
          }
        : undefined,
  },
})

const superuserApp = defineCheck({
  id: 'pg.superuser-app',
  title: {en: 'Apps are no superusers', zh: '应用不是超级用户'},
  impact: {
    en: 'A hole in the app is a hole in the whole server: files, other databases, commands of the system.',
    zh: '应用的漏洞即整个服务器的漏洞：文件、其他数据库、系统命令。',
  },
  runs: {
    en: 'Privileges of the roles that log in, and from where superusers have sessions.',
    zh: '可登录角色的权限，以及超级用户会话的来源。',
  },
  remedy: {
    text: {
      en: 'Use role app, which opsctl makes, or take the privilege from the role: ALTER ROLE … NOSUPERUSER NOCREATEROLE NOBYPASSRLS.',
      zh: '使用 opsctl 创建的角色 app，或收回权限：ALTER ROLE … NOSUPERUSER NOCREATEROLE NOBYPASSRLS。',
    },
    commands: ['opsctl db connections'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  needs: {roles: loginRoles},
  judge({roles}) {
    const own = new Set<string>(Object.values(ownRoles).map(({role}) => role))
    const found = roles.filter(
      ({role, isSuperuser, canCreateRoles, bypassesPolicies, remoteSessions}) =>
        (own.has(role) && (isSuperuser || canCreateRoles || bypassesPolicies)) || (isSuperuser && remoteSessions > 0),
    )
    const toOutcome = ({role, isSuperuser, remoteSessions}: (typeof roles)[number]): Outcome =>
      warning(
        isSuperuser
          ? {
              en: `role ${role} is superuser and has ${remoteSessions} sessions over the network`,
              zh: `角色 ${role} 是超级用户，有 ${remoteSessions} 个网络会话`,
            }
          : {en: `role ${role} may make roles or pass over row policies`, zh: `角色 ${role} 可创建角色或绕过行策略`},
        {instance: `role ${role}`, observed: {role, isSuperuser, remoteSessions}},
      )
    return eachOf(found, toOutcome, healthy({en: 'no role that apps use is privileged', zh: '应用所用角色均无特权'}))
  },
  fix: {
    level: 'guarded',
    plan({roles}, {instance}, {stack}) {
      const one = roles.find(({role}) => `role ${role}` === instance)
      if (!one || one.role === 'postgres') return undefined
      const off = [
        one.isSuperuser ? 'SUPERUSER' : '',
        one.canCreateRoles ? 'CREATEROLE' : '',
        one.bypassesPolicies ? 'BYPASSRLS' : '',
      ].filter((word) => word !== '')
      const name = `"${one.role.replaceAll('"', '""')}"`
      const effect = {
        en: `Takes ${off.join(', ')} from role ${one.role}; new sessions have only what was granted.`,
        zh: `收回角色 ${one.role} 的 ${off.join(', ')}；新会话仅有已授予的权限。`,
      }
      const words = (prefix: string) => off.map((word) => `${prefix}${word}`).join(' ')
      return runSql(stack, `ALTER ROLE ${name} ${words('NO')};`, `ALTER ROLE ${name} ${words('')};`, effect)
    },
  },
})

const checksumFailures = defineCheck({
  id: 'pg.checksum-failures',
  title: {en: 'No page of data is damaged', zh: '数据页没有损坏'},
  impact: {
    en: 'Damaged data is returned, or lost; backups may hold it too.',
    zh: '会返回损坏的数据或丢失数据；备份也可能已受影响。',
  },
  runs: {
    en: 'checksum_failures of all databases, and signs of damage in the log of the last day.',
    zh: '所有数据库的 checksum_failures，以及最近一天日志中的损坏迹象。',
  },
  remedy: {
    text: {
      en: 'Stop the apps that write, keep a copy of the volume as it is, then restore the last good backup. Look at the disk and the memory of the machine.',
      zh: '停止写入的应用，原样保留数据卷副本，再恢复最近的完好备份。检查机器的磁盘与内存。',
    },
    commands: ['opsctl logs postgres --since 24h --grep "PANIC|could not read block|invalid page"'],
  },
  ...asked,
  outcomes: ['pass', 'fail'],
  links: ['https://www.postgresql.org/docs/current/checksums.html'],
  needs: {counters, damage: damageInLogs},
  judge({counters: {checksumFailures: count, lastChecksumFailure}, damage}) {
    const first = damage[0]
    const more = {observed: {checksumFailures: count, signs: damage.map(({sign}) => sign)}}
    if (count !== null && count > 0) {
      const last = lastChecksumFailure === null ? '' : formatMoment(lastChecksumFailure)
      return failure(
        {en: `${count} checksum failures, the last at ${last}`, zh: `${count} 次校验和失败，最近一次 ${last}`},
        more,
      )
    }

    if (first)
      return failure(
        {
          en: `the log speaks of damage: ${first.sign}, ${first.lines} lines, the last at ${first.lastAt ?? '-'}`,
          zh: `日志显示损坏：${first.sign}，${first.lines} 行，最近一次 ${first.lastAt ?? '-'}`,
        },
        more,
      )
    return healthy(
      {en: 'no checksum failed, and the log speaks of no damage', zh: '没有校验和失败，日志中也没有损坏迹象'},
      more,
    )
  },
})

const lag = defineCheck({
  id: 'pg.replication-lag',
  title: {en: 'Replicas are up to date', zh: '副本与主库同步'},
  impact: {
    en: 'Reads from the replica are old; after a failover the last writes are missing.',
    zh: '从副本读到旧数据；故障切换后会丢失最后的写入。',
  },
  runs: {
    en: 'replay_lag in pg_stat_replication; on a replica the age of what it replayed last.',
    zh: 'pg_stat_replication 的 replay_lag；副本上为最近重放事务的时长。',
  },
  remedy: {
    text: {
      en: 'Look at the network and at the load of the replica; a long statement there holds back replay.',
      zh: '检查网络与副本负载；副本上的长查询会阻碍重放。',
    },
    commands: ['opsctl logs postgres --since 1h'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {
    lag: {warn: 5, fail: 30, unit: 's', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  needs: {replicas, replay},
  judge({replicas: all, replay: {lagS: ownLagS}}, {limits}) {
    const copies = [
      ...all.map(({name, lagS, lagBytes}) => ({name, lagS: lagS ?? 0, lagBytes})),
      ...(ownLagS === null ? [] : [{name: 'postgres', lagS: ownLagS, lagBytes: null}]),
    ]
    if (copies.length === 0) return skipped('not-applicable', {en: 'there is no replica', zh: '没有副本'})
    const found = copies.filter(({lagS}) => gradeHigh(lagS, limits.lag) !== 'pass')
    const toOutcome = ({name, lagS, lagBytes}: (typeof copies)[number]): Outcome => {
      const behind = lagBytes === null ? '' : ` (${formatBytes(lagBytes)})`
      const detail = {
        en: `replica ${name} is ${formatSpan(lagS)} behind${behind}`,
        zh: `副本 ${name} 落后 ${formatSpan(lagS)}${behind}`,
      }
      const more = {instance: name, observed: {lagS, lagBytes}, limit: 'lag'}
      return gradeHigh(lagS, limits.lag) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    return eachOf(
      found,
      toOutcome,
      healthy({en: `${copies.length} follow closely`, zh: `${copies.length} 个副本紧随主库`}),
    )
  },
})

const inactiveSlots = defineCheck({
  id: 'pg.slots-inactive',
  title: {en: 'Every replication slot is read', zh: '所有复制槽都在被读取'},
  impact: {
    en: 'A slot that nobody reads keeps write-ahead log until the disk is full.',
    zh: '无人读取的复制槽会一直保留 WAL，直到磁盘占满。',
  },
  runs: {
    en: 'active, wal_status and restart_lsn in pg_replication_slots.',
    zh: 'pg_replication_slots 的 active、wal_status 与 restart_lsn。',
  },
  remedy: {
    text: {
      en: 'Start its reader again; drop the slot only if the replica or subscriber is gone for good.',
      zh: '重新启动读取者；仅在副本或订阅者永久移除后才删除复制槽。',
    },
    commands: ['opsctl doctor --fix pg.slots-inactive'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/view-pg-replication-slots.html'],
  thresholds: {retained: {fail: 5 * 1024 ** 3, unit: 'bytes', origin: ops}},
  needs: {slots},
  judge({slots: all}, {limits}) {
    const found = all.filter(({isActive, walStatus}) => !isActive || walStatus === 'lost')
    const toOutcome = ({slot, walStatus, retainedBytes}: (typeof all)[number]): Outcome => {
      const isLost = walStatus === 'lost'
      const kept = formatBytes(retainedBytes ?? 0)
      const detail = isLost
        ? {
            en: `slot ${slot} lost the log it needs: its reader must begin anew`,
            zh: `复制槽 ${slot} 所需的 WAL 已丢失：读取者须重新开始`,
          }
        : {
            en: `nobody reads slot ${slot}; it keeps ${kept} of write-ahead log`,
            zh: `复制槽 ${slot} 无人读取，保留了 ${kept} WAL`,
          }
      const more = {instance: slot, observed: {slot, walStatus, retainedBytes}, limit: 'retained'}
      return isLost || gradeHigh(retainedBytes ?? 0, limits.retained) === 'fail'
        ? failure(detail, more)
        : warning(detail, more)
    }
    const well =
      all.length === 0
        ? {en: 'there is no slot', zh: '没有复制槽'}
        : {en: `${all.length} are read`, zh: `${all.length} 个复制槽均在使用`}
    return eachOf(found, toOutcome, healthy(well))
  },
  fix: {
    level: 'guarded',
    plan({slots: all}, {instance}, {stack}) {
      const one = all.find(({slot, isActive}) => slot === instance && !isActive)
      if (!one) return undefined
      const name = sqlText(one.slot)
      const effect = {
        en: `Drops slot ${one.slot} if still nobody reads it; its write-ahead log is removed at the next checkpoint.`,
        zh: `若仍无人读取，则删除复制槽 ${one.slot}；其 WAL 会在下次检查点清除。`,
      }
      const back = {
        en: 'There is none: a replica that comes back must be made anew.',
        zh: '无法撤销：恢复的副本须重新构建。',
      }
      const sql = `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${name} AND NOT active;`
      return runSql(stack, sql, undefined, effect, back)
    },
  },
})

const archiving = defineCheck({
  id: 'pg.archiver',
  title: {en: 'The write-ahead log is archived', zh: 'WAL 归档正常'},
  impact: {
    en: 'Recovery to a moment ends where archiving failed, and the disk fills with what waits.',
    zh: '时间点恢复只能到归档失败之处，待归档的 WAL 会占满磁盘。',
  },
  runs: {en: 'Last success and last failure in pg_stat_archiver.', zh: 'pg_stat_archiver 中最近的成功与失败。'},
  remedy: {
    text: {
      en: 'The log has the message of archive_command; look at its target and its rights.',
      zh: '日志中有 archive_command 的输出；请检查目标及其权限。',
    },
    commands: ['opsctl logs postgres --since 1h --grep archive'],
  },
  ...asked,
  outcomes: ['pass', 'fail'],
  needs: {archiver, settings},
  judge({archiver: {lastArchivedAt, lastFailedAt, failed, archived}, settings: all}) {
    const mode = all.find(({name}) => name === 'archive_mode')?.value
    if (mode === 'off') return skipped('not-applicable', {en: 'archive_mode is off', zh: 'archive_mode 为 off'})
    const more = {observed: {failed, archived}}
    const isFailing =
      lastFailedAt !== null && (lastArchivedAt === null || Date.parse(lastFailedAt) > Date.parse(lastArchivedAt))
    if (!isFailing) return healthy({en: `${archived} files archived`, zh: `已归档 ${archived} 个文件`}, more)
    const last =
      lastArchivedAt === null
        ? {en: 'never worked', zh: '从未成功'}
        : {en: `last worked at ${formatMoment(lastArchivedAt)}`, zh: `上次成功于 ${formatMoment(lastArchivedAt)}`}
    return failure(
      {
        en: `archiving fails, the last time at ${formatMoment(lastFailedAt)}; it ${last.en}`,
        zh: `归档失败，最近一次 ${formatMoment(lastFailedAt)}；${last.zh}`,
      },
      more,
    )
  },
})

export const safetyChecks: readonly Check[] = [checksumFailures, hba, superuserApp]
export const replicationChecks: readonly Check[] = [inactiveSlots, lag, archiving]
