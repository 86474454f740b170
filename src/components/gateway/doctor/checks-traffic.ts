/** What clients got in the last minutes, by the series that are recorded under one name for every driver. */
import {
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  type Outcome,
  type RowRef,
  skipped,
  warning,
} from '../../../doctor/check.js'
import {formatCount, formatRate, formatShare} from '../../../figures.js'
import {checkSpec} from '../check-spec.js'
import {traffic} from './facts.js'
import {caches, manual, onRecords, ours} from './grounds.js'

const few = (count: number): Outcome =>
  skipped('no-data', {
    en: `only ${formatCount(Math.round(count))} requests`,
    zh: `仅 ${formatCount(Math.round(count))} 个请求`,
  })

/** What makes requests fail or wait. */
const causes: readonly RowRef[] = [
  {id: 'compose.running'},
  {id: 'gw.backends'},
  {id: 'app.port'},
  {id: 'app.deps'},
  {id: 'app.health'},
  {id: 'pg.up'},
  {id: 'redis.up'},
]
const causeIds = causes.map(({id}) => id)

const errors = defineCheck({
  id: 'gw.errors-5xx',
  title: {en: 'Few requests fail with 5xx', zh: '5xx 失败请求很少'},
  impact: {en: 'Each is a user who did not get what was asked for.', zh: '每个都是未得到结果的用户。'},
  runs: {
    en: 'gateway:errors:ratio5m and gateway:requests:rate5m of Prometheus, from 100 requests on.',
    zh: '查询 Prometheus 的 gateway:errors:ratio5m 与 gateway:requests:rate5m，请求达 100 个时判断。',
  },
  remedy: {
    text: {en: 'Look at the log of the app that the route leads to.', zh: '查看该路由所指应用的日志。'},
    commands: ['opsctl logs gateway --grep \'"status":5\' --tail 20', 'opsctl logs analyze'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onRecords,
  because: causeIds,
  needs: {traffic},
  thresholds: {
    ratio: {warn: 1, fail: 5, unit: '%', origin: manual},
    requests: {warn: 100, unit: 'count', origin: ours},
  },
  judge({traffic: {requests5m = 0, errorRatio = 0, routes}}, {limits}) {
    if (gradeHigh(requests5m, limits.requests) === 'pass') return few(requests5m)
    const of = formatCount(Math.round(requests5m))
    const detail = {
      en: `${formatShare(errorRatio)} of ${of} requests in 5 minutes`,
      zh: `5 分钟内 ${of} 个请求的 ${formatShare(errorRatio)}`,
    }
    const grade = gradeHigh(errorRatio * 100, limits.ratio)
    if (grade === 'pass') return healthy(detail)
    const [worst] = routes.toSorted((a, b) => (b.errorsPerS ?? 0) - (a.errorsPerS ?? 0))
    const most = worst ? {en: `, most on route ${worst.name}`, zh: `，多数在路由 ${worst.name}`} : {en: '', zh: ''}
    const words = {en: `${detail.en} failed with 5xx${most.en}`, zh: `${detail.zh}以 5xx 失败${most.zh}`}
    const more = {
      limit: 'ratio',
      observed: {ratio: errorRatio, requests: requests5m, route: worst?.name},
      because: causes,
    }
    return grade === 'fail' ? failure(words, more) : warning(words, more)
  },
})

const latency = defineCheck({
  id: 'gw.latency',
  title: {en: 'Nineteen of twenty requests are answered soon', zh: '95 % 的请求很快得到应答'},
  impact: {en: 'Users wait, and connections pile up.', zh: '用户等待，连接堆积。'},
  runs: {
    en: 'gateway:latency_seconds:p95_5m of Prometheus for each route, from 100 requests on.',
    zh: '查询 Prometheus 中各路由的 gateway:latency_seconds:p95_5m，请求达 100 个时判断。',
  },
  remedy: {
    text: {
      en: 'See who takes the time: the gateway, the app, or the database.',
      zh: '查明耗时方：网关、应用还是数据库。',
    },
    commands: ['opsctl doctor gw.backend-latency pg.slow-queries redis.slowlog compose.cpu-throttle'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onRecords,
  because: causeIds,
  needs: {traffic},
  thresholds: {
    p95: {warn: 0.5, fail: 1, unit: 's', origin: manual},
    requests: {warn: 100, unit: 'count', origin: ours},
  },
  judge({traffic: {routes}}, {limits}) {
    const busy = routes.filter(({perS = 0}) => gradeHigh(perS * 300, limits.requests) === 'warn')
    const slow = busy
      .filter(({p95S = 0}) => gradeHigh(p95S, limits.p95) !== 'pass')
      .toSorted((a, b) => (b.p95S ?? 0) - (a.p95S ?? 0))
    const [worst] = slow
    if (busy.length === 0) return few(routes.reduce((sum, {perS = 0}) => sum + perS * 300, 0))
    if (!worst) {
      const most = Math.max(...busy.map(({p95S = 0}) => p95S))
      return healthy({en: `p95 ${most.toFixed(3)} s at most`, zh: `p95 最高 ${most.toFixed(3)} 秒`})
    }
    const {name, p95S = 0} = worst
    const detail = {en: `route ${name}: p95 ${p95S.toFixed(2)} s`, zh: `路由 ${name}：p95 ${p95S.toFixed(2)} 秒`}
    const more = {instance: name, limit: 'p95', observed: {p95S, routes: slow}, because: causes}
    return gradeHigh(p95S, limits.p95) === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

const qpsDrop = defineCheck({
  id: 'gw.qps-drop',
  title: {en: 'As many requests come as at this time yesterday', zh: '请求量与昨日同时段相当'},
  impact: {
    en: 'When requests stay away, something in front of the gateway is broken, and nothing here looks wrong.',
    zh: '请求消失说明网关之前的环节出了问题，而此处一切看似正常。',
  },
  runs: {
    en: 'gateway:requests:rate5m of Prometheus now and a day ago.',
    zh: '查询 Prometheus 中当前与一天前的 gateway:requests:rate5m。',
  },
  remedy: {
    text: {
      en: 'Look at DNS, certificates, firewalls and load balancers in front.',
      zh: '检查前方的 DNS、证书、防火墙与负载均衡。',
    },
    commands: ['opsctl doctor gw.up gw.tls gw.cert-expiry sec.firewall'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onRecords,
  because: ['gw.up', 'gw.tls', 'gw.cert-expiry'],
  needs: {traffic},
  thresholds: {
    share: {warn: 50, unit: '%', origin: ours},
    yesterday: {warn: 0.5, unit: '1/s', origin: ours},
  },
  judge({traffic: {perS = 0, perSYesterday}}, {limits}) {
    if (perSYesterday === undefined || gradeHigh(perSYesterday, limits.yesterday) === 'pass') {
      return skipped('no-data', {en: 'there was too little traffic a day ago', zh: '一天前的流量过少'})
    }
    const detail = {
      en: `${formatRate(perS)} now, ${formatRate(perSYesterday)} a day ago`,
      zh: `现在 ${formatRate(perS)}，一天前 ${formatRate(perSYesterday)}`,
    }
    const more = {limit: 'share', observed: {perS, perSYesterday}}
    if (perS === 0) return failure(detail, more)
    return gradeLow((perS / perSYesterday) * 100, limits.share) === 'warn' ? warning(detail, more) : healthy(detail)
  },
})

const cacheConfig = defineCheck({
  id: 'gw.cache-config',
  title: {en: 'The cache of the gateway can be effective', zh: '网关缓存可生效'},
  impact: {en: 'A cache that no request meets only looks like one.', zh: '没有请求命中的缓存形同虚设。'},
  runs: {
    en: 'cache of gateway.routes: paths within the route, a driver that caches; the look-ups of 15 minutes.',
    zh: 'gateway.routes 的 cache：路径在路由之内、驱动支持缓存；以及 15 分钟内的查询数。',
  },
  remedy: {
    text: {en: 'Correct the paths of the cache.', zh: '更正缓存路径。'},
    commands: ['opsctl validate', 'opsctl explain gateway.routes', 'opsctl logs gateway --tail 50'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  isFor: caches,
  needs: {},
  wants: {traffic},
  thresholds: {requests: {warn: 1000, unit: 'count', origin: ours}},
  judge({traffic}, {stack, limits}) {
    const [problem] = checkSpec(stack).filter(({path}) => path.includes('cache'))
    if (problem) {
      const at = problem.path.join('.')
      return warning({en: `${at}: ${problem.message.en}`, zh: `${at}：${problem.message.zh}`}, {observed: {path: at}})
    }
    const paths = Object.values(stack.gateway.routes).flatMap(({cache}) => cache.map(({path}) => path))
    const requests = (traffic?.perS ?? 0) * 900
    if (traffic && (traffic.lookups ?? 0) === 0 && gradeHigh(requests, limits.requests) === 'warn') {
      const detail = {
        en: `none of ${formatCount(Math.round(requests))} requests met ${paths.join(', ')}`,
        zh: `${formatCount(Math.round(requests))} 个请求均未落在 ${paths.join('、')}`,
      }
      return warning(detail, {limit: 'requests', observed: {requests, paths}})
    }
    return healthy({en: `cached: ${paths.join(', ')}`, zh: `缓存路径：${paths.join('、')}`})
  },
})

const cacheHit = defineCheck({
  id: 'gw.cache-hit',
  title: {en: 'The cache of the gateway answers most of what it may', zh: '网关缓存命中率高'},
  impact: {en: 'Each miss is work for the app.', zh: '每次未命中都由应用处理。'},
  runs: {
    en: 'gateway:cache_hit:ratio5m of Prometheus over 15 minutes, from 1,000 look-ups on.',
    zh: '查询 Prometheus 中 15 分钟的 gateway:cache_hit:ratio5m，查询达 1,000 次时判断。',
  },
  remedy: {
    text: {
      en: 'Look whether answers forbid it (Cache-Control, Set-Cookie), the ttl is short, or each request differs.',
      zh: '检查应答是否禁止缓存（Cache-Control、Set-Cookie）、ttl 是否过短、请求是否各不相同。',
    },
    commands: ['opsctl doctor gw.cache-config', 'opsctl explain gateway.routes'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: caches,
  ...onRecords,
  because: ['gw.cache-config'],
  needs: {traffic},
  thresholds: {
    ratio: {warn: 80, fail: 50, unit: '%', origin: manual},
    lookups: {warn: 1000, unit: 'count', origin: ours},
  },
  judge({traffic: {hitRatio, lookups = 0}}, {limits}) {
    const of = formatCount(Math.round(lookups))
    if (hitRatio === undefined || gradeHigh(lookups, limits.lookups) === 'pass') {
      return skipped('no-data', {en: `only ${of} look-ups`, zh: `仅 ${of} 次查询`})
    }
    const detail = {
      en: `${formatShare(hitRatio)} of ${of} look-ups were hits`,
      zh: `${of} 次查询中 ${formatShare(hitRatio)} 命中`,
    }
    const more = {limit: 'ratio', observed: {hitRatio, lookups}}
    const grade = gradeLow(hitRatio * 100, limits.ratio)
    if (grade === 'pass') return healthy(detail)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

export const trafficChecks = [errors, latency, qpsDrop, cacheConfig, cacheHit]
