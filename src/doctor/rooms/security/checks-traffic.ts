/** Whether somebody tries the doors. */
import {type Check, defineCheck, failure, gradeHigh, healthy, listFew, note, skipped, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {manual} from '../project/words.js'
import {loginsFact, requestsFact} from './facts.js'

const MOST_ROWS = 5

const failedLogins: Check = defineCheck({
  id: 'sec.failed-logins',
  title: {en: 'Nobody guesses passwords', zh: '无人猜测密码'},
  impact: {
    en: 'A password that is guessed opens this host or an app to strangers.',
    zh: '密码一旦被猜中，主机或应用即对陌生人敞开。',
  },
  runs: {
    en: 'counts failed log-ins of sshd (journal or /var/log/auth.log) and answers 401 and 403 of the gateway, by address, in five minutes',
    zh: '按地址统计五分钟内 sshd 登录失败（journal 或 /var/log/auth.log）以及网关返回的 401 与 403',
  },
  remedy: {
    text: {
      en: 'Keep the address out at the firewall, or let fail2ban do it; log in to this host with keys only.',
      zh: '在防火墙上封禁该地址，或交给 fail2ban；主机仅用密钥登录。',
    },
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  needs: {},
  wants: {logins: loginsFact, requests: requestsFact},
  thresholds: {failures: {warn: 5, fail: 50, unit: 'in 5 min', origin: manual}},
  judge({logins, requests}, {limits}) {
    if (!logins && !requests)
      return skipped('no-data', {en: 'neither sshd nor a gateway leaves a log here', zh: '此处没有 sshd 或网关日志'})
    const all = [
      ...(logins?.sshd ?? []).map(({from, in5m}) => ({from, in5m, where: 'sshd'})),
      ...(requests?.clients ?? []).map(({client, refusedIn5m}) => ({
        from: client,
        in5m: refusedIn5m,
        where: 'gateway',
      })),
    ]
    const found = all
      .filter(({in5m}) => gradeHigh(in5m, limits.failures) !== 'pass')
      .toSorted((a, b) => b.in5m - a.in5m)
      .slice(0, MOST_ROWS)
    const looked = [...(logins ? [logins.source] : []), ...(requests ? ['gateway'] : [])].join(', ')
    return rowsOr(
      found.map((one) => {
        const detail = {
          en: `${one.from}: ${one.in5m} failed log-ins at ${one.where} in 5 minutes`,
          zh: `${one.from}：5 分钟内在 ${one.where} 登录失败 ${one.in5m} 次`,
        }
        const remedy = {text: failedLogins.remedy.text, commands: [blockCommand(one.from, one.where)]}
        const more = {instance: one.from, limit: 'failures', observed: {...one}, remedy}
        return gradeHigh(one.in5m, limits.failures) === 'fail' ? failure(detail, more) : warning(detail, more)
      }),
      healthy({en: `none at ${looked}`, zh: `${looked} 无异常`}, {limit: 'failures'}),
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed}): FixPlan | undefined {
      const {from, where} = (observed ?? {}) as {from?: string; where?: string}
      return from === undefined ? undefined : blockPlan(from, where ?? 'sshd')
    },
  },
})

/** Containers are reached through DOCKER-USER, the host itself through INPUT. */
function blockArgv(address: string, where: string, verb: '-I' | '-D'): readonly string[] {
  const program = address.includes(':') ? 'ip6tables' : 'iptables'
  return [program, verb, where === 'sshd' ? 'INPUT' : 'DOCKER-USER', '-s', address, '-j', 'DROP']
}

function blockCommand(address: string, where: string): string {
  return `sudo ${blockArgv(address, where, '-I').join(' ')}`
}

function blockPlan(address: string, where: string): FixPlan {
  return {
    effect: {
      en: `drops every packet of ${address} until this host starts anew`,
      zh: `丢弃 ${address} 的所有数据包，直至主机重启`,
    },
    back: {en: 'undo takes the rule away', zh: '撤销可删除该规则'},
    steps: [{kind: 'host', argv: blockArgv(address, where, '-I'), root: true, undo: blockArgv(address, where, '-D')}],
  }
}

const suspicious = defineCheck({
  id: 'sec.suspicious-api',
  title: {en: 'No client hammers log-ins or looks for holes', zh: '无客户端猛烈请求登录或探测漏洞'},
  impact: {
    en: 'Passwords are tried, holes are looked for, and the app is slowed down for all others.',
    zh: '密码被尝试、漏洞被探测，应用对其他人变慢。',
  },
  runs: {
    en: 'counts by client, in the busiest minute of the last five: requests to paths of log-ins and administration, and those answered 401, 403 or 404',
    zh: '按客户端统计最近五分钟内最繁忙一分钟：登录与管理路径的请求，以及返回 401、403、404 的请求',
  },
  remedy: {
    text: {
      en: 'Limit the rate of the route (nginx and haproxy can), or keep the address out.',
      zh: '为该路由限流（nginx 与 haproxy 支持），或封禁该地址。',
    },
    commands: ['opsctl logs gateway --since 5m', 'opsctl explain gateway.routes'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service: 'gateway',
  tags: ['security'],
  after: ['docker.daemon', 'compose.running'],
  isFor: ({gateway}) => gateway.enabled || {en: 'there is no gateway in this stack', zh: '此栈中没有网关'},
  needs: {requests: requestsFact},
  thresholds: {calls: {warn: 100, fail: 1000, unit: '1/min', origin: manual}},
  judge({requests: {lines, clients}}, {limits}) {
    const found = clients.filter(({suspectPerMinute}) => gradeHigh(suspectPerMinute, limits.calls) !== 'pass')
    return rowsOr(
      found.slice(0, MOST_ROWS).map(({client, suspectPerMinute, route}) => {
        const detail = {
          en: `${client}: ${suspectPerMinute} suspicious requests in one minute, most on route ${route}`,
          zh: `${client}：一分钟内 ${suspectPerMinute} 次可疑请求，主要在路由 ${route}`,
        }
        const more = {instance: client, limit: 'calls', observed: {client, suspectPerMinute, route}}
        return gradeHigh(suspectPerMinute, limits.calls) === 'fail' ? failure(detail, more) : warning(detail, more)
      }),
      healthy(
        {en: `${lines} requests of the last five minutes looked at`, zh: `已查看最近五分钟的 ${lines} 个请求`},
        {limit: 'calls'},
      ),
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed}, {stack}): FixPlan | undefined {
      const name = String(observed?.route ?? '')
      const route = stack.gateway.routes[name]
      if (!route || stack.gateway.driver === 'caddy' || route.rateLimit !== undefined) return undefined
      return {
        effect: {
          en: `lets each client send 100 requests a minute to route ${name}`,
          zh: `限制每个客户端每分钟向路由 ${name} 发送 100 个请求`,
        },
        back: {en: 'undo takes the limit away', zh: '撤销可取消限制'},
        steps: [
          {
            kind: 'spec',
            path: ['gateway', 'routes', name, 'rateLimit'],
            value: {requests: 100, per: '1m', burst: 20},
            was: undefined,
          },
          {kind: 'opsctl', argv: ['up', '--yes'], undo: ['up', '--yes']},
        ],
      }
    },
  },
})

const privilege = defineCheck({
  id: 'sec.privilege-events',
  title: {en: 'Only known people use sudo', zh: '仅已知人员使用 sudo'},
  impact: {
    en: 'A new name with the rights of root may be an intruder’s.',
    zh: '新出现的 root 权限使用者可能是入侵者。',
  },
  runs: {
    en: 'lists who used sudo in 24 hours, and compares with the look before',
    zh: '列出 24 小时内使用 sudo 的人，并与上次比较',
  },
  remedy: {
    text: {en: 'Ask the person whether it was them.', zh: '向本人确认。'},
    commands: ['journalctl --identifier sudo --since -24h'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  tags: ['security'],
  needs: {logins: loginsFact},
  judge({logins: {sudo}}, {before}) {
    if (sudo.length === 0) return healthy({en: 'nobody used sudo in 24 hours', zh: '24 小时内无人使用 sudo'})
    const earlier = before(loginsFact)
    const known = new Set(earlier?.value.sudo.map(({user}) => user))
    const fresh = earlier ? sudo.filter(({user}) => !known.has(user)) : []
    if (fresh.length > 0) {
      const names = listFew(fresh.map(({user}) => user))
      return warning({en: `new in sudo: ${names.en}`, zh: `新的 sudo 用户：${names.zh}`}, {observed: {users: fresh}})
    }
    const names = listFew(sudo.map(({user, count}) => `${user} (${count})`))
    return note({en: `sudo in 24 hours: ${names.en}`, zh: `24 小时内的 sudo：${names.zh}`})
  },
})

/** In the order of causes. */
export const trafficChecks: readonly Check[] = [failedLogins, suspicious, privilege]
