/** Whether somebody tries the doors, and whether they are shut. */
import type {Text} from '../../../text.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  note,
  type Outcome,
  skipped,
  warning,
} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {eachOr} from '../project/checks-files.js'
import {servicesFact} from '../project/facts.js'
import {listed, manual, ours} from '../project/words.js'
import {auditLogFact, containersFact, endpointsFact, firewallFact, loginsFact, requestsFact} from './facts.js'

const HOUR_MS = 3_600_000
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
    return eachOr(
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
    return eachOr(
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

const bypass = defineCheck({
  id: 'sec.ufw-bypass',
  title: {en: 'The firewall covers what containers publish', zh: '防火墙覆盖容器发布的端口'},
  impact: {
    en: 'ufw says that a port is shut, and Docker has opened it to everybody.',
    zh: 'ufw 显示端口关闭，而 Docker 已对所有人开放。',
  },
  runs: {
    en: 'compares published ports with ufw status and with the chain DOCKER-USER',
    zh: '将发布的端口与 ufw status 及 DOCKER-USER 链比较',
  },
  remedy: {
    text: {
      en: 'Publish on 127.0.0.1, or put rules into DOCKER-USER: that is the chain Docker leaves to you.',
      zh: '仅在 127.0.0.1 上发布，或在 DOCKER-USER 链中写规则：该链由 Docker 留给用户。',
    },
    commands: ['sudo iptables -S DOCKER-USER', 'opsctl plan'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  tags: ['security'],
  because: ['sec.published-ports'],
  links: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/'],
  needs: {firewall: firewallFact},
  wants: {containers: containersFact, model: servicesFact},
  judge({firewall: {kind, allowed, dockerUser}, containers, model}) {
    if (kind !== 'ufw') {
      const none = {en: 'ufw is not active here', zh: '此处未启用 ufw'}
      return skipped('not-applicable', none)
    }
    const services = containers ?? model
    const open = (services?.services ?? []).flatMap(({service, ports}) =>
      ports
        .filter(({bind, host}) => !/^(127\.|::1$)/.test(bind) && !allowed.includes(host))
        .map(({host}) => ({service, host})),
    )
    if (open.length === 0)
      return healthy({en: 'every published port is one that ufw lets in', zh: '发布的端口均为 ufw 允许的端口'})
    if ((dockerUser ?? 0) > 0)
      return healthy({en: `${dockerUser} rules in DOCKER-USER`, zh: `DOCKER-USER 中有 ${dockerUser} 条规则`})
    const names = listed(open.map(({service, host}) => `${host} (${service})`))
    return failure({
      en: `ufw denies ${names}, and Docker’s rules still open it`,
      zh: `ufw 拒绝 ${names}，但 Docker 的规则仍将其开放`,
    })
  },
})

const firewall = defineCheck({
  id: 'sec.firewall',
  title: {en: 'A firewall lets in what is meant, and nothing else', zh: '防火墙仅放行所需端口'},
  impact: {en: 'Whatever listens on this host is reached from everywhere.', zh: '本机监听的一切均可从任何地方访问。'},
  runs: {
    en: 'reads ufw status, firewall-cmd --list-ports or iptables -S, as root',
    zh: '以 root 读取 ufw status、firewall-cmd --list-ports 或 iptables -S',
  },
  remedy: {
    text: {
      en: 'Let in ssh and the ports of the gateway, then switch the firewall on.',
      zh: '放行 ssh 与网关端口，然后启用防火墙。',
    },
    commands: ['sudo ufw allow 22/tcp', 'sudo ufw allow 80,443/tcp', 'sudo ufw enable'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['security'],
  needs: {firewall: firewallFact},
  judge({firewall: {kind, allowed, publicAddresses}}, {stack}) {
    if (kind === 'none') {
      if (publicAddresses > 0)
        return failure({en: 'no firewall, and this host has a public address', zh: '没有防火墙，且本机有公网地址'})
      return note({en: 'no firewall; this host has private addresses only', zh: '没有防火墙；本机仅有私有地址'})
    }
    const meant = new Set([22, 80, 443, stack.gateway.httpPort, stack.gateway.httpsPort])
    const others = allowed.filter((port) => !meant.has(port))
    if (others.length === 0) return healthy({en: `${kind} is on`, zh: `${kind} 已启用`})
    const ports = listed(others.map(String))
    return warning({en: `${kind} also lets in ${ports}`, zh: `${kind} 还放行 ${ports}`}, {observed: {ports: others}})
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
      const names = listed(fresh.map(({user}) => user))
      return warning({en: `new in sudo: ${names}`, zh: `新的 sudo 用户：${names}`}, {observed: {users: fresh}})
    }
    const names = listed(sudo.map(({user, count}) => `${user} (${count})`))
    return note({en: `sudo in 24 hours: ${names}`, zh: `24 小时内的 sudo：${names}`})
  },
})

const authRequired = defineCheck({
  id: 'sec.auth-required',
  title: {en: 'Nothing internal answers without a log-in', zh: '内部接口均需登录'},
  impact: {
    en: 'Whoever reaches the port reads metrics, configuration and data.',
    zh: '能到达端口者即可读取指标、配置与数据。',
  },
  runs: {
    en: 'asks Prometheus, Alertmanager, Grafana, Kibana and every route with basicAuth without a log-in',
    zh: '不登录访问 Prometheus、Alertmanager、Grafana、Kibana 以及启用 basicAuth 的路由',
  },
  remedy: {
    text: {en: 'Bring the stack up with its own configuration.', zh: '用其自身配置启动栈。'},
    commands: ['opsctl diff', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  tags: ['security'],
  after: ['docker.daemon'],
  needs: {endpoints: endpointsFact},
  judge({endpoints: {endpoints}}) {
    const open = endpoints.filter(
      ({status, path, service}) => status >= 200 && status < 300 && !(service === 'gateway' && path === '/'),
    )
    return eachOr(
      open.map(({service, path, status}) =>
        failure(
          {
            en: `${service} answers ${status} to ${path} without a log-in`,
            zh: `${service} 未登录即对 ${path} 返回 ${status}`,
          },
          {instance: service},
        ),
      ),
      healthy({
        en: `${endpoints.length} asked without a log-in, none answered`,
        zh: `未登录访问 ${endpoints.length} 处，均被拒绝`,
      }),
    )
  },
})

const tls = defineCheck({
  id: 'sec.tls-internal',
  title: {en: 'What is reached from outside speaks TLS', zh: '对外服务使用 TLS'},
  impact: {en: 'Passwords and sessions cross the network in clear.', zh: '密码与会话在网络上以明文传输。'},
  runs: {
    en: 'reads gateway.tls, and asks the gateway for Strict-Transport-Security',
    zh: '读取 gateway.tls，并检查网关的 Strict-Transport-Security',
  },
  remedy: {
    text: {
      en: 'Set gateway.tls.mode to files with your certificate, or to internal.',
      zh: '将 gateway.tls.mode 设为 files（自有证书）或 internal。',
    },
    commands: ['opsctl explain gateway.tls'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['security'],
  isFor: ({gateway}) => gateway.enabled || {en: 'there is no gateway in this stack', zh: '此栈中没有网关'},
  needs: {},
  wants: {firewall: firewallFact, endpoints: endpointsFact},
  judge({firewall: seen, endpoints}, {stack}) {
    const {gateway, environment} = stack
    const isLocal = /^(127\.|::1$)/.test(gateway.bind)
    const well: Text = {en: `gateway.tls.mode is ${gateway.tls.mode}`, zh: `gateway.tls.mode 为 ${gateway.tls.mode}`}
    if (gateway.tls.mode === 'off') {
      const plain = {
        en: `the gateway speaks plain http on ${gateway.bind}:${gateway.httpPort}`,
        zh: `网关在 ${gateway.bind}:${gateway.httpPort} 使用明文 http`,
      }
      if (isLocal) return healthy({en: 'the gateway listens on this host only', zh: '网关仅在本机监听'})
      if (environment === 'development') return note(plain)
      return (seen?.publicAddresses ?? 0) > 0 ? failure(plain) : warning(plain)
    }
    const answer = endpoints?.endpoints.find(({service}) => service === 'gateway')
    if (answer && !answer.hsts)
      return note({
        en: `${well.en}; without Strict-Transport-Security`,
        zh: `${well.zh}；未设置 Strict-Transport-Security`,
      })
    return healthy(well)
  },
})

const auditLog = defineCheck({
  id: 'sec.audit-log-review',
  title: {en: 'The audit log is written', zh: '审计日志持续写入'},
  impact: {en: 'After a break-in nobody can say who did what.', zh: '入侵之后无法得知谁做了什么。'},
  runs: {
    en: 'looks for a table of audit events in the app’s database, and for its newest row',
    zh: '在应用数据库中查找审计表及其最新一行',
  },
  remedy: {
    text: {en: 'Look into the part of the app that writes it.', zh: '检查应用中写入审计日志的部分。'},
    commands: ['opsctl logs'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service: 'postgres',
  tags: ['security'],
  after: ['docker.daemon', 'compose.running', 'pg.up'],
  isFor: ({postgres}) => postgres.enabled || {en: 'there is no postgres in this stack', zh: '此栈中没有 postgres'},
  needs: {audit: auditLogFact},
  thresholds: {age: {warn: 24, unit: 'h', origin: ours}},
  judge({audit: {table, newest}}, {now, limits}): Outcome {
    if (table === '')
      return skipped('not-applicable', {en: 'the app keeps no table of audit events', zh: '应用没有审计表'})
    if (newest === undefined) return failure({en: `${table} holds no event`, zh: `${table} 中没有事件`})
    const hours = Math.max(0, (now - Date.parse(newest)) / HOUR_MS)
    const detail = {
      en: `the newest event in ${table} is ${hours.toFixed(1)} h old`,
      zh: `${table} 中最新事件距今 ${hours.toFixed(1)} 小时`,
    }
    const more = {limit: 'age', observed: {table, hours}}
    return gradeHigh(hours, limits.age) === 'pass' ? healthy(detail, more) : warning(detail, more)
  },
})

/** In the order of causes. */
export const trafficChecks: readonly Check[] = [
  failedLogins,
  suspicious,
  bypass,
  firewall,
  privilege,
  authRequired,
  tls,
  auditLog,
]
