/** Whether timeouts, pools and versions go together. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  note,
  type Outcome,
  warning,
} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {imagesFact, scrapesFact, servicesFact} from './facts.js'
import {manual, ours} from './words.js'

const DAY_MS = 86_400_000

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
    return rowsOr(found, healthy({en: `${looked} jobs and services looked at`, zh: `已检查 ${looked} 个任务与服务`}))
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
    const names = listFew(other.map(({service, running, wanted}) => `${service} (${running} → ${wanted})`))
    const old = {
      en: `other images run than this opsctl starts: ${names.en}`,
      zh: `运行中的镜像与此版 opsctl 不同：${names.zh}`,
    }
    return rowsOr(
      [...ends, ...(other.length > 0 ? [warning(old, {observed: {services: other.length}})] : [])],
      healthy({
        en: `${services.length} services run the images of this opsctl`,
        zh: `${services.length} 个服务使用此版 opsctl 的镜像`,
      }),
    )
  },
})

/** In the order of causes. */
export const budgetChecks: readonly Check[] = [timeouts, pools, current]
