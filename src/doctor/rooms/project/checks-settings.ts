/** Settings that are valid one by one and wrong together, or wrong for where the stack runs. */
import type {Stack} from '../../../spec/stack.js'
import {type Check, defineCheck, failure, gradeHigh, healthy, note, type Outcome, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {eachOr} from './checks-files.js'
import {imagesFact, scrapesFact, servicesFact} from './facts.js'
import {listed, manual, ours} from './words.js'

const DAY_MS = 86_400_000

const ports = defineCheck({
  id: 'config.ports',
  title: {en: 'Each port of the host is given to one service', zh: '主机端口各属一个服务'},
  impact: {en: 'The second service that wants the port does not start.', zh: '第二个使用该端口的服务无法启动。'},
  runs: {
    en: 'compares the published ports of all services, those of overlay/compose.override.yaml among them',
    zh: '比较所有服务发布的端口，包括 overlay/compose.override.yaml 中的',
  },
  remedy: {
    text: {en: 'Give one of them another port.', zh: '为其中之一换一个端口。'},
    commands: ['opsctl validate'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  after: ['config.schema', 'compose.valid'],
  isFor: (stack) => onCompose(stack),
  needs: {model: servicesFact},
  judge({model: {services}}) {
    const all = services.flatMap(({service, ports: own}) => own.map((port) => ({service, ...port})))
    const wrong = all
      .filter(({host}) => host < 1 || host > 65_535)
      .map(({service, host}) =>
        failure(
          {en: `${service} wants port ${host}, which is none`, zh: `${service} 的端口 ${host} 无效`},
          {instance: service},
        ),
      )
    const doubled = all.flatMap((one, index) => {
      const other = all.slice(0, index).find((two) => two.host === one.host && overlap(two.bind, one.bind))
      if (!other) return []
      const detail = {
        en: `port ${one.host} is declared by ${other.service} and ${one.service}`,
        zh: `端口 ${one.host} 同时由 ${other.service} 与 ${one.service} 声明`,
      }
      return [
        failure(detail, {instance: one.service, observed: {port: one.host, services: [other.service, one.service]}}),
      ]
    })
    return eachOr(
      [...wrong, ...doubled],
      healthy({en: `${all.length} ports, none twice`, zh: `${all.length} 个端口，无重复`}),
    )
  },
})

function overlap(a: string, b: string): boolean {
  return a === b || a === '0.0.0.0' || b === '0.0.0.0' || a === '::' || b === '::'
}

function onCompose({target}: Stack) {
  const text = {en: 'the target is a cluster, which publishes no ports of a host', zh: '目标为集群，不发布主机端口'}
  return target === 'compose' ? (true as const) : text
}

const cors = defineCheck({
  id: 'config.cors',
  title: {en: 'No app of a production stack answers every origin', zh: '生产环境的应用不接受任意来源'},
  impact: {
    en: 'Any web page can read answers of the API with the log-in of whoever visits it.',
    zh: '任何网页都能以访问者的身份读取 API 应答。',
  },
  runs: {en: 'reads settings of apps whose name says CORS or ORIGIN', zh: '读取应用中名称含 CORS 或 ORIGIN 的设置'},
  remedy: {text: {en: 'List the origins that are meant.', zh: '列出实际来源。'}, commands: ['opsctl explain apps']},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  needs: {},
  judge(_, {stack}) {
    const open = settings(stack).filter(
      ({name, value}) => /CORS|ALLOWED_ORIGIN/.test(name) && value.split(/[\s,]+/).includes('*'),
    )
    if (stack.environment !== 'production' || open.length === 0) {
      return healthy({
        en: `${settings(stack).length} settings of apps looked at`,
        zh: `已检查 ${settings(stack).length} 项应用设置`,
      })
    }
    return eachOr(
      open.map(({app, name}) => warning({en: `${name} of ${app} is *`, zh: `${app} 的 ${name} 为 *`}, {instance: app})),
      healthy({en: '', zh: ''}),
    )
  },
})

interface Setting {
  readonly app: string
  readonly name: string
  readonly value: string
}

function settings({apps}: Stack): readonly Setting[] {
  return Object.entries(apps).flatMap(([app, {env}]) =>
    Object.entries(env).map(([name, value]) => ({app, name, value})),
  )
}

const logLevel = defineCheck({
  id: 'config.log-level',
  title: {en: 'Nothing logs at debug level in production', zh: '生产环境无调试级日志'},
  impact: {
    en: 'Debug lines cost disk and processors, and often hold what no log should hold.',
    zh: '调试日志消耗磁盘与 CPU，且常含不应记录的内容。',
  },
  runs: {
    en: 'reads LOG_LEVEL and its like of every app, and log settings of postgres',
    zh: '读取各应用的 LOG_LEVEL 类设置及 postgres 的日志设置',
  },
  remedy: {text: {en: 'Set info or warn.', zh: '设为 info 或 warn。'}, commands: ['opsctl explain apps']},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  needs: {},
  judge(_, {stack}) {
    const ofApps = settings(stack)
      .filter(({name, value}) => isDebug(name, value))
      .map(({app, name, value}) => ({instance: app, path: ['apps', app, 'env', name], what: `${name}=${value}`}))
    const written = stack.postgres.enabled ? Object.entries(stack.postgres.settings) : []
    const ofPostgres = written
      .filter(
        ([name, value]) =>
          (/^log_min_/.test(name) && /^debug/.test(String(value))) || (name === 'log_statement' && value === 'all'),
      )
      .map(([name, value]) => ({instance: 'postgres', path: ['postgres', 'settings', name], what: `${name}=${value}`}))
    const found = stack.environment === 'production' ? [...ofApps, ...ofPostgres] : []
    return eachOr(
      found.map(({instance, path, what}) =>
        warning(
          {en: `${instance} logs at ${what} in production`, zh: `生产环境中 ${instance} 的日志设置为 ${what}`},
          {instance, observed: {path}},
        ),
      ),
      healthy({en: 'no debug level', zh: '无调试级别'}),
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed, instance}, {stack}): FixPlan | undefined {
      const path = observed?.path as readonly string[] | undefined
      const name = path?.at(-1)
      if (!path || name === undefined || path[0] !== 'apps' || !/LEVEL$/.test(name)) return undefined
      return {
        effect: {
          en: `sets ${name} of ${instance} to info, and starts it anew`,
          zh: `将 ${instance} 的 ${name} 设为 info 并重启`,
        },
        back: {en: 'undo sets the former value', zh: '撤销可恢复原值'},
        downtimeS: 30,
        steps: [
          {kind: 'spec', path, value: 'info', was: stack.apps[instance ?? '']?.env[name]},
          {kind: 'opsctl', argv: ['up', '--yes'], undo: ['up', '--yes']},
        ],
      }
    },
  },
})

function isDebug(name: string, value: string): boolean {
  const word = value.toLowerCase()
  if (/LOG(GING)?_?LEVEL$|^LEVEL$/.test(name)) return ['debug', 'trace', 'silly', 'all', 'verbose'].includes(word)
  return /^DEBUG$/.test(name) && !['', '0', 'false', 'off', 'no'].includes(word)
}

const sslmode = defineCheck({
  id: 'config.db-sslmode',
  title: {en: 'Databases elsewhere are spoken to over TLS', zh: '与外部数据库的连接使用 TLS'},
  impact: {en: 'Passwords and rows cross the network in clear.', zh: '密码与数据在网络上以明文传输。'},
  runs: {
    en: 'reads sslmode in settings of apps whose database is no service of this stack',
    zh: '读取应用设置中指向栈外数据库的 sslmode',
  },
  remedy: {
    text: {en: 'Set sslmode to require, or better verify-full.', zh: '将 sslmode 设为 require，最好 verify-full。'},
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  needs: {},
  judge(_, {stack}) {
    const open = Object.entries(stack.apps).flatMap(([app, {env}]) => {
      const host = env.PGHOST ?? env.DB_HOST ?? env.DATABASE_HOST ?? env.POSTGRES_HOST ?? ''
      const mode = env.PGSSLMODE ?? env.DB_SSL_MODE ?? env.DB_SSLMODE ?? ''
      const isHere = host === '' || host === 'postgres' || /^(localhost|127\.|::1)/.test(host)
      return isHere || !['disable', 'allow', 'prefer'].includes(mode) ? [] : [{app, host, mode}]
    })
    return eachOr(
      open.map(({app, host, mode}) =>
        warning(
          {en: `${app} speaks to ${host} with sslmode=${mode}`, zh: `${app} 以 sslmode=${mode} 连接 ${host}`},
          {instance: app},
        ),
      ),
      healthy({en: 'no database elsewhere without TLS', zh: '无未加密的外部数据库连接'}),
    )
  },
})

const timeouts = defineCheck({
  id: 'config.timeouts',
  title: {en: 'Who waits gives up after whom it waits for', zh: '各级超时顺序合理'},
  impact: {
    en: 'A scrape that may last longer than its interval is refused; a health check that overlaps itself says nothing.',
    zh: '抓取超时大于间隔会被拒绝；与自身重叠的健康检查没有意义。',
  },
  runs: {
    en: 'compares scrape_timeout with scrape_interval of each job, and timeout with interval of each health check and route',
    zh: '比较各抓取任务的 scrape_timeout 与 scrape_interval，以及各健康检查和路由的超时与间隔',
  },
  remedy: {
    text: {en: 'Make the timeout shorter than the interval.', zh: '使超时短于间隔。'},
    commands: ['opsctl render'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['config.schema'],
  needs: {},
  wants: {scrapes: scrapesFact, model: servicesFact},
  judge({scrapes, model}, {stack}) {
    const jobs = (scrapes?.jobs ?? []).filter(({intervalS, timeoutS}) => timeoutS > intervalS)
    const checks = (model?.services ?? []).filter(
      ({healthcheck}) => healthcheck && healthcheck.timeoutS > healthcheck.intervalS,
    )
    const routes = Object.entries(stack.gateway.enabled ? stack.gateway.routes : {}).filter(
      ([, {activeHealth}]) => activeHealth && activeHealth.timeout > activeHealth.interval,
    )
    const found: Outcome[] = [
      ...jobs.map(({job, file, intervalS, timeoutS}) =>
        failure(
          {
            en: `job ${job} (${file}): scrape_timeout ${timeoutS} s is longer than scrape_interval ${intervalS} s; Prometheus refuses it`,
            zh: `任务 ${job}（${file}）：scrape_timeout ${timeoutS} 秒大于 scrape_interval ${intervalS} 秒，Prometheus 会拒绝`,
          },
          {instance: job},
        ),
      ),
      ...checks.map(({service, healthcheck}) =>
        warning(
          {
            en: `the health check of ${service} may last ${healthcheck?.timeoutS} s, and is asked every ${healthcheck?.intervalS} s`,
            zh: `${service} 的健康检查超时 ${healthcheck?.timeoutS} 秒，间隔 ${healthcheck?.intervalS} 秒`,
          },
          {instance: service},
        ),
      ),
      ...routes.map(([name, {activeHealth}]) =>
        warning(
          {
            en: `route ${name} probes its upstreams every ${activeHealth?.interval} s and waits ${activeHealth?.timeout} s`,
            zh: `路由 ${name} 每 ${activeHealth?.interval} 秒探测上游，超时 ${activeHealth?.timeout} 秒`,
          },
          {instance: name},
        ),
      ),
    ]
    const looked = (scrapes?.jobs.length ?? 0) + (model?.services.length ?? 0)
    return eachOr(found, healthy({en: `${looked} jobs and services looked at`, zh: `已检查 ${looked} 个任务与服务`}))
  },
})

/** Names under which libraries and frameworks take the size of a pool. */
const POOL_NAME = /POOL_?(MAX|SIZE|LIMIT)|MAX_?(OPEN_?CONN|POOL|CONN)|CONNECTION_?LIMIT|DB_?CONNECTIONS/
/** Kept by PostgreSQL for superusers where nothing else is set. */
const SUPERUSER_RESERVED = 3

const pools = defineCheck({
  id: 'config.pool-budget',
  title: {en: 'Pools of the apps fit max_connections', zh: '应用连接池与 max_connections 匹配'},
  impact: {
    en: 'At the peak apps get “remaining connection slots are reserved”, and requests fail.',
    zh: '高峰时应用会收到 “remaining connection slots are reserved”，请求失败。',
  },
  runs: {
    en: 'adds pool size × replicas of the apps that use postgres, and compares it with max_connections without the reserved ones',
    zh: '将使用 postgres 的应用的“连接池 × 副本数”相加，与扣除保留后的 max_connections 比较',
  },
  remedy: {
    text: {
      en: 'Make the pools smaller, or raise postgres.maxConnections with its memory; beyond 200 put a pooler in between.',
      zh: '减小连接池，或提高 postgres.maxConnections 及其内存；超过 200 时应加入连接池中间件。',
    },
    commands: ['opsctl explain postgres.maxConnections'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['capacity'],
  isFor: ({postgres}) => postgres.enabled || {en: 'there is no postgres in this stack', zh: '此栈中没有 postgres'},
  needs: {},
  thresholds: {share: {warn: 80, fail: 100.001, unit: '%', origin: manual}},
  judge(_, {stack, limits}) {
    const {maxConnections, version, settings: own} = stack.postgres
    const reserved =
      Number(own.superuser_reserved_connections ?? SUPERUSER_RESERVED) +
      (Number(version) >= 16 ? Number(own.reserved_connections ?? SUPERUSER_RESERVED) : 0)
    const usable = maxConnections - reserved
    const users = Object.entries(stack.apps).filter(([, {uses}]) => uses.includes('postgres'))
    const stated = users.flatMap(([name, {env, replicas, autoscale}]) => {
      const pool = Object.entries(env).find(([key, value]) => POOL_NAME.test(key) && /^\d+$/.test(value))
      return pool ? [{name, size: Number(pool[1]), count: Math.max(replicas, autoscale?.max ?? 0)}] : []
    })
    const sum = stated.reduce((total, {size, count}) => total + size * count, 0)
    if (stated.length === 0) {
      const detail = {
        en: `no app states its pool (as DB_POOL_MAX in env); postgres lets ${usable} connections in`,
        zh: `没有应用声明连接池大小（如 env 中的 DB_POOL_MAX）；postgres 允许 ${usable} 个连接`,
      }
      return note(detail)
    }
    const share = (sum / usable) * 100
    const detail = {
      en: `pools may open ${sum} connections (${stated.map(({name, size, count}) => `${name} ${size} × ${count}`).join(', ')}); postgres lets ${usable} in`,
      zh: `连接池最多打开 ${sum} 个连接（${stated.map(({name, size, count}) => `${name} ${size} × ${count}`).join('，')}）；postgres 允许 ${usable} 个`,
    }
    const more = {limit: 'share', observed: {sum, usable, share}}
    const grade = gradeHigh(share, limits.share)
    return grade === 'fail' ? failure(detail, more) : grade === 'warn' ? warning(detail, more) : healthy(detail, more)
  },
})

/** Last day of support, by the makers' own calendars. */
const ENDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgres: {15: '2027-11-11', 16: '2028-11-09', 17: '2029-11-08', 18: '2030-11-14'},
  elasticsearch: {6: '2022-02-10', 7: '2026-01-15', 8: '2027-07-15'},
}

const current = defineCheck({
  id: 'config.templates-current',
  title: {en: 'Images are those of this opsctl, and supported', zh: '镜像与此版 opsctl 一致且仍受支持'},
  impact: {en: 'Holes that are mended elsewhere stay open here.', zh: '已在新版修复的漏洞在此仍然存在。'},
  runs: {
    en: 'compares the images that run with those that opsctl would start, and majors with the makers’ calendars',
    zh: '将运行中的镜像与 opsctl 应启动的镜像比较，并将主版本与厂商支持日历比较',
  },
  remedy: {
    text: {en: 'Bring the stack up with the new images.', zh: '用新镜像启动栈。'},
    commands: ['opsctl plan', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  after: ['docker.daemon'],
  links: ['https://www.postgresql.org/support/versioning/', 'https://www.elastic.co/support/eol'],
  needs: {images: imagesFact},
  thresholds: {support: {warn: 180, unit: 'd', origin: ours}},
  judge({images: {services, majors}}, {now, limits}) {
    const other = services.filter(
      ({wanted, running}) => running !== '' && running !== wanted && !running.startsWith('sha256:'),
    )
    const ends = Object.entries(majors).flatMap(([store, major]): Outcome[] => {
      const end = ENDS[store]?.[major]
      const days = end === undefined ? Number.POSITIVE_INFINITY : Math.floor((Date.parse(end) + DAY_MS - now) / DAY_MS)
      const more = {instance: store, limit: 'support', observed: {days}}
      if (days < 0)
        return [
          failure(
            {en: `${store} ${major} is past its end of support, ${end}`, zh: `${store} ${major} 已于 ${end} 停止支持`},
            more,
          ),
        ]
      if (days >= (limits.support.warn ?? 0)) return []
      return [
        warning(
          {
            en: `support of ${store} ${major} ends in ${days} days, ${end}`,
            zh: `${store} ${major} 将在 ${days} 天后（${end}）停止支持`,
          },
          more,
        ),
      ]
    })
    const names = listed(other.map(({service, running, wanted}) => `${service} (${running} → ${wanted})`))
    const old = {
      en: `other images run than this opsctl starts: ${names}`,
      zh: `运行中的镜像与此版 opsctl 不同：${names}`,
    }
    return eachOr(
      [...ends, ...(other.length > 0 ? [warning(old, {observed: {services: other.length}})] : [])],
      healthy({
        en: `${services.length} services run the images of this opsctl`,
        zh: `${services.length} 个服务使用此版 opsctl 的镜像`,
      }),
    )
  },
})

/** In the order of causes. */
export const settingChecks: readonly Check[] = [ports, cors, logLevel, sslmode, timeouts, pools, current]
