/** Whether doors are shut: firewall, log-ins, TLS. */
import type {Text} from '../../../text.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  note,
  type Outcome,
  skipped,
  warning,
} from '../../check.js'
import {onThisMachine, rowsOr} from '../docker/rows.js'
import {servicesFact} from '../project/facts.js'
import {ours} from '../project/words.js'
import {auditLogFact, containersFact, endpointsFact, firewallFact} from './facts.js'

const HOUR_MS = 3_600_000

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
  isFor: onThisMachine,
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
    const names = listFew(open.map(({service, host}) => `${host} (${service})`))
    return failure({
      en: `ufw denies ${names.en}, and Docker’s rules still open it`,
      zh: `ufw 拒绝 ${names.zh}，但 Docker 的规则仍将其开放`,
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
  isFor: onThisMachine,
  needs: {firewall: firewallFact},
  judge({firewall: {kind, allowed, publicAddresses}}, {stack}) {
    if (kind === 'none') {
      const detail =
        publicAddresses > 0
          ? {en: 'no firewall, and this host has a public address', zh: '没有防火墙，且本机有公网地址'}
          : {en: 'no firewall; this host has private addresses only', zh: '没有防火墙；本机仅有私有地址'}
      return publicAddresses > 0 && stack.environment === 'production' ? failure(detail) : note(detail)
    }
    const meant = new Set([22, 80, 443, stack.gateway.httpPort, stack.gateway.httpsPort])
    const others = allowed.filter((port) => !meant.has(port))
    if (others.length === 0) return healthy({en: `${kind} is on`, zh: `${kind} 已启用`})
    const ports = listFew(others.map(String))
    return warning(
      {en: `${kind} also lets in ${ports.en}`, zh: `${kind} 还放行 ${ports.zh}`},
      {observed: {ports: others}},
    )
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
    const asked = endpoints.filter(({needsLogin}) => needsLogin)
    const open = asked.filter(({status}) => status >= 200 && status < 300)
    return rowsOr(
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
        en: `${asked.length} asked without a log-in, none answered`,
        zh: `未登录访问 ${asked.length} 处，均被拒绝`,
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
export const doorChecks: readonly Check[] = [bypass, firewall, authRequired, tls, auditLog]
