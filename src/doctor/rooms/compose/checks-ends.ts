/** Why containers ended. */
import {defineCheck, failure, gradeHigh, healthy, type Outcome, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {oomFact, processesFact} from '../host/facts.js'
import {type Container, causesFact, containersFact, pastFact} from './facts.js'
import {limitsPath, since, span} from './words.js'

const DAY_S = 86_400
const MIB = 1024 ** 2

export const oomKilled = defineCheck({
  id: 'compose.oom-killed',
  title: {en: 'No container was killed for memory', zh: '没有容器因内存不足被杀'},
  impact: {
    en: 'What it was doing is lost, and it happens again as soon as it needs as much.',
    zh: '正在处理的工作已丢失；一旦再次需要同样多的内存，还会发生。',
  },
  runs: {
    en: 'docker inspect, the kernel’s log of the last day and the counters of control groups',
    zh: 'docker inspect、内核最近一天的日志与控制组计数器',
  },
  remedy: {
    text: {
      en: 'Raise its limits.memory in opsctl.yaml, or let it use less (heap, maxmemory, work_mem), then run opsctl up.',
      zh: '在 opsctl.yaml 中调高 limits.memory，或降低其用量（堆、maxmemory、work_mem），再运行 opsctl up。',
    },
    commands: ['opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  needs: {containers: containersFact},
  wants: {oom: oomFact, processes: processesFact},
  judge: ({containers: {containers}, oom, processes}) => {
    const rows = containers.flatMap((one): readonly Outcome[] => {
      const kills = (oom?.kills ?? []).filter(({container, agoS}) => container === one.id && agoS < DAY_S)
      const counted = processes?.processes.find(({name}) => name === one.name)?.oomKills ?? 0
      const count = Math.max(kills.length, counted, one.oomKilled ? 1 : 0)
      return count === 0 ? [] : [failure(...tell(one, count, kills[0]))]
    })
    return rowsOr(rows, healthy({en: 'No container was killed for memory', zh: '没有容器因内存不足被杀'}))
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {observed}): FixPlan | undefined => {
      const {service, component, limitMiB} = observed as Readonly<Record<string, unknown>>
      const path = limitsPath(String(service), String(component))
      if (!path || typeof limitMiB !== 'number' || limitMiB <= 0) return undefined
      const more = Math.ceil((limitMiB * 1.5) / 64) * 64
      return {
        effect: {
          en: `Raises the memory limit of ${service} from ${limitMiB} to ${more} MiB and creates its container anew.`,
          zh: `将 ${service} 的内存上限从 ${limitMiB} 调至 ${more} MiB 并重建其容器。`,
        },
        back: {
          en: 'Undo puts the former limit back; then run opsctl up.',
          zh: '撤销会恢复原上限；之后运行 opsctl up。',
        },
        downtimeS: 30,
        steps: [
          {kind: 'spec', path: [...path, 'memory'], value: `${more}MiB`, was: `${limitMiB}MiB`},
          {kind: 'opsctl', argv: ['up', '--yes']},
        ],
      }
    },
  },
})

function tell(
  {service, component, name, limits}: Container,
  count: number,
  last: {readonly agoS: number; readonly process: string} | undefined,
): [{en: string; zh: string}, Omit<Outcome, 'status' | 'detail'>] {
  const limitMiB = Math.round(limits.memoryBytes / MIB)
  const ago = last === undefined ? undefined : span(last.agoS)
  const when =
    ago && last
      ? {en: `, last ${last.process} ${ago.en} ago`, zh: `，最近一次：${ago.zh}前的 ${last.process}`}
      : {en: '', zh: ''}
  const limit = limitMiB > 0 ? {en: ` of ${limitMiB} MiB`, zh: ` ${limitMiB} MiB`} : {en: '', zh: ''}
  return [
    {
      en: `${service} reached its memory limit${limit.en} and was killed ${times(count)}${when.en}`,
      zh: `${service} 达到内存上限${limit.zh}，被杀 ${count} 次${when.zh}`,
    },
    {
      instance: service,
      observed: {service, component, limitMiB, kills: count},
      evidence: [
        {kind: 'docker', ref: `docker inspect ${name} --format '{{.State.OOMKilled}}'`},
        {kind: 'host', ref: 'dmesg'},
      ],
    },
  ]
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

/** What a stop from outside leaves behind: that it does not run is all there is to say. */
const PLAIN = ['stopped', 'killed', 'missing', 'health', 'oom-killed']
/** Nothing more exact than that it ended is known. */
const VAGUE = ['ended', 'other']

export const exitReason = defineCheck({
  id: 'compose.exit-reason',
  title: {en: 'No container ended for a reason of its own', zh: '没有容器因自身原因退出'},
  impact: {
    en: 'It ends again as often as it is started, until the reason is gone.',
    zh: '原因不消除，每次启动都会再次退出。',
  },
  runs: {
    en: 'docker inspect: exit code and the engine’s words; the last 50 lines of containers that are not well',
    zh: 'docker inspect：退出码与引擎信息；异常容器的最后 50 行日志',
  },
  remedy: {text: {en: 'See what it logged last.', zh: '查看它最后的日志。'}},
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.oom-killed'],
  needs: {containers: containersFact, causes: causesFact},
  judge: ({containers: {containers}, causes: {causes}}, {now}) => {
    const rows = containers.flatMap((one): readonly Outcome[] => {
      const found = causes.find(({name}) => name === one.name)
      const loops = isLooping(one, now)
      if (!found || (one.state === 'running' && !loops) || PLAIN.includes(found.kind)) return []
      // A loop whose reason is unknown is told as a loop.
      if (loops && VAGUE.includes(found.kind)) return []
      const {service, exitCode, name} = one
      const code =
        one.state === 'created'
          ? {en: 'could not be started', zh: '无法启动'}
          : {en: `ended with code ${exitCode}`, zh: `退出码 ${exitCode}`}
      const text = {en: `${service} ${code.en}: ${found.cause.en}`, zh: `${service} ${code.zh}：${found.cause.zh}`}
      const excerpt = found.line ?? one.error
      return [
        failure(text, {
          instance: service,
          observed: {kind: found.kind, exitCode, state: one.state},
          remedy: {text: found.fix, commands: [`opsctl logs ${service} --tail 50`]},
          evidence: [{kind: 'log', ref: `docker logs --tail 50 ${name}`, ...(excerpt === '' ? {} : {excerpt})}],
          because: OTHERS[found.kind] ?? [],
        }),
      ]
    })
    return rowsOr(rows, healthy({en: 'No container ended by itself', zh: '没有容器自行退出'}))
  },
})

/** One that ends again and again is caught running as often as not. */
function isLooping({state, restarts, startedAt}: Container, now: number): boolean {
  return state === 'restarting' || (state === 'running' && restarts >= 3 && (since(startedAt, now) ?? 60) < 60)
}

/** Checks that know more of a kind of cause. */
const OTHERS: Readonly<Record<string, readonly {readonly id: string}[]>> = {
  'port-taken': [{id: 'host.port-free'}],
  'disk-full': [{id: 'host.disk-used'}, {id: 'host.disk-inodes'}],
  permission: [{id: 'compose.volume-perms'}],
  architecture: [{id: 'compose.images'}],
}

const RECENT_S = 900
/** The engine waits for a minute at most before it starts one again: who runs for longer has stayed. */
const CALM_S = 120

export const restartLoop = defineCheck({
  id: 'compose.restart-loop',
  title: {en: 'No container restarts again and again', zh: '没有容器反复重启'},
  impact: {
    en: 'The service is away most of the time, and each start costs the machine work.',
    zh: '服务大部分时间不可用，每次启动还消耗主机资源。',
  },
  runs: {
    en: 'docker inspect: restarts and the last start; the count of 15 minutes ago from Prometheus or the last run',
    zh: 'docker inspect：重启次数与最近启动时间；15 分钟前的次数取自 Prometheus 或上次运行',
  },
  remedy: {text: {en: 'See why it ends.', zh: '查看它为何退出。'}},
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.oom-killed', 'compose.exit-reason'],
  needs: {containers: containersFact},
  wants: {past: pastFact, causes: causesFact},
  thresholds: {
    restarts: {warn: 3, fail: 5, unit: 'count', origin: {en: 'popeye: 3 restarts', zh: 'popeye：3 次重启'}},
  },
  judge: ({containers: {containers}, past, causes}, {limits, now, before}) => {
    const earlier = before(containersFact)
    const rows = containers.flatMap((one): readonly Outcome[] => {
      const then = earlier?.value.containers.find(({id}) => id === one.id)
      const isFresh = earlier !== undefined && now - earlier.at <= RECENT_S * 1000
      const recent = (since(one.startedAt, now) ?? Number.POSITIVE_INFINITY) < RECENT_S
      const seen = isFresh && then ? one.restarts - then.restarts : recent ? one.restarts : 0
      const count = Math.max(Math.round(past?.restarts[one.service] ?? 0), seen)
      const graded = one.state === 'restarting' ? 'fail' : gradeHigh(count, limits.restarts)
      if (graded === 'pass') return []
      const isCalm = one.state === 'running' && (since(one.startedAt, now) ?? 0) > CALM_S
      const status = isCalm ? 'warn' : graded
      const cause = causes?.causes.find(({name}) => name === one.name)
      const text = tellLoop(one, Math.max(count, one.restarts), cause?.cause)
      const more = {
        instance: one.service,
        limit: 'restarts',
        observed: {restarts: count, state: one.state, exitCode: one.exitCode},
        remedy: {
          text: cause?.fix ?? {en: 'See why it ends.', zh: '查看它为何退出。'},
          commands: [`opsctl logs ${one.service} --tail 50`],
        },
        ...(cause?.line === undefined
          ? {}
          : {evidence: [{kind: 'log' as const, ref: `docker logs ${one.name}`, excerpt: cause.line}]}),
      }
      return [status === 'fail' ? failure(text, more) : warning(text, more)]
    })
    return rowsOr(rows, healthy({en: 'No container restarts again and again', zh: '没有容器反复重启'}))
  },
})

function tellLoop(one: Container, count: number, cause: {readonly en: string; readonly zh: string} | undefined) {
  const why = cause ? {en: `: ${cause.en}`, zh: `：${cause.zh}`} : {en: '', zh: ''}
  return {
    en: `${one.service} was restarted ${times(count)} within 15 min, exit code ${one.exitCode}${why.en}`,
    zh: `${one.service} 在 15 分钟内重启 ${count} 次，退出码 ${one.exitCode}${why.zh}`,
  }
}
