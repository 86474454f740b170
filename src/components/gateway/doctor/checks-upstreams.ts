/** Whether what lies behind the gateway can be reached, and who of the two is slow. */
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {checkSpec} from '../check-spec.js'
import {type PlannedRoute, planRoutes} from '../route-plan.js'
import {detour, upstreams} from './facts.js'
import {manual, onContainer, onGateway, ours} from './grounds.js'

interface Knock {
  readonly host: string
  readonly port: number
  readonly address: string
  readonly result: 'ok' | 'refused' | 'timeout' | 'unresolved' | 'unreachable'
}

const words = {
  refused: {en: 'refused', zh: '被拒绝'},
  timeout: {en: 'no answer in 2 s', zh: '2 秒内没有应答'},
  unresolved: {en: 'no such name', zh: '名称无法解析'},
  unreachable: {en: 'unreachable', zh: '不可达'},
}

const backends = defineCheck({
  id: 'gw.backends',
  title: {en: 'Every upstream of every route takes connections', zh: '各路由的上游均可连接'},
  impact: {
    en: 'Requests of a route without any are answered with 502 or 503; with some down, the others carry all.',
    zh: '上游全部不可用的路由返回 502 或 503；部分不可用时由其余承担。',
  },
  runs: {
    en: 'Looks up each upstream within the gateway and connects to every address of it.',
    zh: '在网关中解析每个上游并连接其每个地址。',
  },
  remedy: {
    text: {en: 'Start the instance, or see why it does not listen.', zh: '启动该实例，或查明未监听的原因。'},
    commands: ['opsctl status', 'opsctl doctor app gw.backend-url'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onContainer,
  because: ['compose.running', 'app.port'],
  needs: {upstreams},
  judge({upstreams}, {stack}) {
    const [first, ...others] = planRoutes(stack).routes.flatMap((route) => judgeRoute(route, upstreams))
    if (first) return [first, ...others]
    const ok = upstreams.filter(({result}) => result === 'ok').length
    return healthy({
      en: `${ok} of ${upstreams.length} addresses take connections`,
      zh: `${upstreams.length} 个地址中 ${ok} 个可连接`,
    })
  },
  fix: {
    level: 'guarded',
    plan(_, {observed}, {stack}) {
      const apps = ((observed?.hosts ?? []) as readonly string[]).filter((host) => Object.hasOwn(stack.apps, host))
      const [app] = apps
      if (app === undefined) return undefined
      return {
        effect: {en: `${app} is restarted: its open requests end.`, zh: `重启 ${app}：其进行中的请求会中断。`},
        back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
        downtimeS: 30,
        steps: [{kind: 'opsctl', argv: ['restart', app]}],
      }
    },
  },
})

function judgeRoute(route: PlannedRoute, knocks: readonly Knock[]): readonly Outcome[] {
  const own = knocks.filter(({host, port}) => route.targets.some((one) => one.host === host && one.port === port))
  const bad = own.filter(({result}) => result !== 'ok')
  const [first] = bad
  if (!first || first.result === 'ok') return []
  const ok = own.length - bad.length
  const where = `${first.host}:${first.port}${first.address === '' ? '' : ` (${first.address})`}`
  const why = words[first.result]
  const detail = {
    en: `route ${route.name}: ${ok} of ${own.length} up, ${where} ${why.en}`,
    zh: `路由 ${route.name}：${own.length} 个中 ${ok} 个可用，${where} ${why.zh}`,
  }
  const hosts = [...new Set(bad.map(({host}) => host))]
  const because = hosts.flatMap((instance) => [
    {id: 'compose.running', instance},
    {id: 'compose.health', instance},
    {id: 'app.port', instance},
  ])
  const more = {instance: route.name, observed: {up: ok, of: own.length, hosts, bad}, because}
  return [ok === 0 ? failure(detail, more) : warning(detail, more)]
}

const backendUrl = defineCheck({
  id: 'gw.backend-url',
  title: {en: 'Addresses of upstreams are valid and known', zh: '上游地址有效且可解析'},
  impact: {en: 'A route that leads nowhere answers 502 to everyone.', zh: '指向无效地址的路由会对所有请求返回 502。'},
  runs: {
    en: 'The upstreams of opsctl.yaml; on a running stack, their names as the gateway looks them up.',
    zh: 'opsctl.yaml 中的上游；栈运行时还检查网关对其名称的解析。',
  },
  remedy: {
    text: {en: 'Correct gateway.routes in opsctl.yaml.', zh: '更正 opsctl.yaml 中的 gateway.routes。'},
    commands: ['opsctl validate', 'opsctl explain gateway.routes'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  needs: {},
  wants: {upstreams},
  judge({upstreams = []}, {stack}) {
    const problems = checkSpec(stack).filter(({path, level}) => path.includes('upstreams') && level !== 'warning')
    const [problem] = problems
    if (problem) {
      const at = problem.path.join('.')
      return failure({en: `${at}: ${problem.message.en}`, zh: `${at}：${problem.message.zh}`}, {observed: {path: at}})
    }

    const routes = planRoutes(stack).routes
    const urls = routes.flatMap(({name, targets}) =>
      targets.filter(({kind}) => kind === 'url').map(({host}) => ({name, host})),
    )
    const unknown = urls.find(({host}) => upstreams.some((one) => one.host === host && one.result === 'unresolved'))
    if (unknown) {
      const {name, host} = unknown
      const detail = {
        en: `route ${name}: the gateway finds no address of ${host}`,
        zh: `路由 ${name}：网关无法解析 ${host}`,
      }
      return failure(detail, {instance: name, observed: {host}})
    }
    const count = routes.reduce((sum, {targets}) => sum + targets.length, 0)
    return healthy({
      en: `${count} upstreams of ${routes.length} routes`,
      zh: `${routes.length} 个路由，${count} 个上游`,
    })
  },
})

const backendLatency = defineCheck({
  id: 'gw.backend-latency',
  title: {en: 'The gateway adds little to the time of its upstream', zh: '网关带来的延迟很小'},
  impact: {
    en: 'It says whom to look at when requests are slow: the gateway, or what lies behind it.',
    zh: '请求缓慢时，指明应检查网关还是其后的服务。',
  },
  runs: {
    en: 'Five GETs of the path where an app says whether it is ready, directly and through the gateway in turn; the quickest of each.',
    zh: '对应用就绪路径直接与经网关交替各 GET 五次，取各自最快值。',
  },
  remedy: {
    text: {
      en: 'Give the gateway more CPU, or look what else runs on this machine.',
      zh: '为网关分配更多 CPU，或查看本机其他负载。',
    },
    commands: ['opsctl doctor compose.cpu-throttle host.load', 'opsctl explain gateway.limits'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  ...onGateway,
  needs: {detour},
  thresholds: {
    // Up to here a busy machine explains it: doctor itself looks at much at once.
    added: {warn: 250, unit: 'ms', origin: ours},
    noticed: {warn: 20, unit: 'ms', origin: manual},
    share: {warn: 20, unit: '%', origin: manual},
  },
  judge({detour: {route, directMs, throughMs}}, {limits}) {
    const added = throughMs - directMs
    const who = added * 2 > throughMs ? {en: 'the gateway', zh: '网关'} : {en: 'the upstream', zh: '上游'}
    const detail = {
      en: `route ${route}: ${directMs} ms directly, ${throughMs} ms through the gateway; ${who.en} takes the most`,
      zh: `路由 ${route}：直接 ${directMs} 毫秒，经网关 ${throughMs} 毫秒；${who.zh}占多数`,
    }
    const more = {instance: 'gateway', limit: 'added', observed: {directMs, throughMs}}
    const isShare = gradeHigh((added / directMs) * 100, limits.share) === 'warn'
    if (!isShare || gradeHigh(added, limits.noticed) === 'pass') return healthy(detail)
    return gradeHigh(added, limits.added) === 'warn' ? warning(detail, more) : note(detail, more)
  },
})

const failover = defineCheck({
  id: 'gw.failover',
  title: {en: 'A failing upstream is left out, and another takes over', zh: '故障上游会被摘除并由其他上游接管'},
  impact: {
    en: 'With a single instance a route is down whenever that is.',
    zh: '只有一个实例时，实例停止即路由不可用。',
  },
  runs: {
    en: 'passiveHealth, activeHealth, upstreams and replicas of gateway.routes and apps.',
    zh: 'gateway.routes 与 apps 的 passiveHealth、activeHealth、upstreams 与 replicas。',
  },
  remedy: {
    text: {
      en: 'Set replicas: 2 for the app, or name a second upstream.',
      zh: '为应用设置 replicas: 2，或再声明一个上游。',
    },
    commands: ['opsctl explain apps.*.replicas', 'opsctl explain gateway.routes'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info'],
  needs: {},
  judge(_, {stack}) {
    const {routes} = planRoutes(stack)
    if (routes.length === 0) return skipped('no-data', {en: 'there is no route', zh: '没有路由'})
    const single = routes.filter(({targets}) => targets.reduce((sum, {replicas}) => sum + replicas, 0) < 2)
    const [first] = single
    if (!first) {
      const {failCount, failTimeout} = routes[0]?.passiveHealth ?? {failCount: 0, failTimeout: 0}
      return healthy({
        en: `left out for ${failTimeout} s after ${failCount} failures`,
        zh: `失败 ${failCount} 次后摘除 ${failTimeout} 秒`,
      })
    }
    const names = single.map(({name}) => name).join(', ')
    const detail = {en: `one instance only: route ${names}`, zh: `仅有一个实例：路由 ${names}`}
    return note(detail, {observed: {routes: single.map(({name}) => name)}})
  },
})

export const upstreamChecks = [backends, backendUrl, backendLatency, failover]
