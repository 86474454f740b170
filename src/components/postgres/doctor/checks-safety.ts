/** Who may come in as what, whether data is whole, and whether copies follow. */
import {type Check, defineCheck, failure, healthy, type Outcome, warning} from '../../../doctor/check.js'
import {formatMoment} from '../../../figures.js'
import {roles as ownRoles} from '../roles.js'
import {runSql} from './fixes.js'
import {damageInLogs} from './look.js'
import {counters, loginRoles, loginRules} from './sql-server.js'
import {asked, eachOf} from './words.js'

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

export const safetyChecks: readonly Check[] = [checksumFailures, hba, superuserApp]
