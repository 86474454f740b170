/** Whether containers have limits, and room below them. */
import {formatBytes, formatShare} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, healthy, type Outcome, unknown, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {listed, rowsOr} from '../docker/rows.js'
import {containersFact, pastFact, usesFact} from './facts.js'
import {limitsPath} from './words.js'

const MIB = 1024 ** 2

export const memoryUsage = defineCheck({
  id: 'compose.memory-usage',
  title: {en: 'Containers stay below their memory limits', zh: '容器内存低于上限'},
  impact: {
    en: 'At the limit the kernel ends a process of it, without a word in its log.',
    zh: '达到上限时内核会终止其进程，日志中没有任何说明。',
  },
  runs: {
    en: 'The engine’s statistics, once: usage without caches that can be dropped',
    zh: '引擎统计（一次）：不含可回收缓存的用量',
  },
  remedy: {
    text: {
      en: 'Raise limits.memory in opsctl.yaml, or find what grows (app.memory-leak, redis.memory, es.heap).',
      zh: '在 opsctl.yaml 中调高 limits.memory，或找出增长原因（app.memory-leak、redis.memory、es.heap）。',
    },
    commands: ['docker stats --no-stream'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {uses: usesFact, containers: containersFact},
  thresholds: {share: {warn: 80, fail: 95, unit: '%', origin: {en: 'popeye: 80 %', zh: 'popeye：80 %'}}},
  judge: ({uses: {uses}, containers: {containers}}, {limits}) => {
    const limited = uses.flatMap((use) => {
      const limitBytes = containers.find(({id}) => id === use.id)?.limits.memoryBytes ?? 0
      return limitBytes > 0 ? [{...use, limitBytes, share: use.memoryBytes / limitBytes}] : []
    })
    const [fullest] = limited.toSorted((a, b) => b.share - a.share)
    if (!fullest)
      return unknown('no-data', {en: 'no running container has a memory limit', zh: '没有运行中的容器设有内存上限'})
    const rows = limited.flatMap(({service, id, memoryBytes, limitBytes, share}): readonly Outcome[] => {
      const status = gradeHigh(share * 100, limits.share)
      if (status === 'pass') return []
      const component = containers.find((one) => one.id === id)?.component ?? ''
      const [used, most, part] = [formatBytes(memoryBytes), formatBytes(limitBytes), formatShare(share)]
      const text = {
        en: `${service} uses ${part} of its limit: ${used} of ${most}`,
        zh: `${service} 已用上限的 ${part}：${used}/${most}`,
      }
      const observed = {service, component, bytes: memoryBytes, limitMiB: Math.round(limitBytes / MIB)}
      return [(status === 'fail' ? failure : warning)(text, {instance: service, limit: 'share', observed})]
    })
    const [name, part] = [fullest.service, formatShare(fullest.share)]
    return rowsOr(
      rows,
      healthy({en: `${name} is the fullest, with ${part} of its limit`, zh: `占用最高的是 ${name}：上限的 ${part}`}),
    )
  },
  fix: {level: 'guarded', plan: (_facts, outcome) => raise(outcome, 'memory')},
})

/** Half as much again, in the part of opsctl.yaml that sets it. */
function raise({observed}: Outcome, what: 'memory' | 'cpus'): FixPlan | undefined {
  const {service, component, limitMiB, cpus} = (observed ?? {}) as Readonly<Record<string, unknown>>
  const path = limitsPath(String(service), String(component))
  const was = what === 'memory' ? limitMiB : cpus
  if (!path || typeof was !== 'number' || was <= 0) return undefined
  const more = what === 'memory' ? Math.ceil((was * 1.5) / 64) * 64 : Math.round(was * 15) / 10
  const [before, after] = what === 'memory' ? [`${was} MiB`, `${more} MiB`] : [`${was} CPU`, `${more} CPU`]
  return {
    effect: {
      en: `Raises the limit of ${service} from ${before} to ${after} and creates its container anew.`,
      zh: `将 ${service} 的上限从 ${before} 调至 ${after} 并重建其容器。`,
    },
    back: {en: 'Undo puts the former limit back; then run opsctl up.', zh: '撤销会恢复原上限；之后运行 opsctl up。'},
    downtimeS: 30,
    steps: [
      what === 'memory'
        ? {kind: 'spec', path: [...path, 'memory'], value: `${more}MiB`, was: `${was}MiB`}
        : {kind: 'spec', path: [...path, 'cpus'], value: more, was},
      {kind: 'opsctl', argv: ['up', '--yes']},
    ],
  }
}

/** Fewer periods than this tell nothing: ten make a second of work. */
const LEAST_PERIODS = 300
/** A start takes all that it gets: a count since then is judged later. */
const LEAST_AGE_MS = 600_000

export const cpuThrottle = defineCheck({
  id: 'compose.cpu-throttle',
  title: {en: 'Containers are not held back by their CPU limits', zh: '容器未受 CPU 上限限制'},
  impact: {
    en: 'Requests wait although the machine is idle, and healthchecks run out of time.',
    zh: '机器空闲时请求仍在等待，健康检查超时。',
  },
  runs: {
    en: 'Throttled scheduling periods: 5 minutes in Prometheus, since the last run, or since the container started',
    zh: '被限流的调度周期：Prometheus 最近 5 分钟、自上次运行，或自容器启动',
  },
  remedy: {
    text: {
      en: 'Raise limits.cpus in opsctl.yaml, then run opsctl up.',
      zh: '在 opsctl.yaml 中调高 limits.cpus，再运行 opsctl up。',
    },
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {uses: usesFact, containers: containersFact},
  wants: {past: pastFact},
  thresholds: {
    share: {warn: 25, fail: 75, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge: ({uses: {uses}, containers: {containers}, past}, {limits, now, before}) => {
    const earlier = before(usesFact)
    const rows = uses.flatMap((use): readonly Outcome[] => {
      const one = containers.find(({id}) => id === use.id)
      const then = earlier?.value.uses.find(({id}) => id === use.id)
      const age = now - Date.parse(one?.startedAt ?? '')
      const [periods, throttled] = then
        ? [use.periods - then.periods, use.throttled - then.throttled]
        : [age > LEAST_AGE_MS ? use.periods : 0, use.throttled]
      const counted = periods >= LEAST_PERIODS ? throttled / periods : 0
      const share = past?.throttled[use.service] ?? counted
      const status = gradeHigh(share * 100, limits.share)
      if (status === 'pass' || !one) return []
      const {service, component, limits: own} = one
      const part = formatShare(share)
      const text = {
        en: `${service} was held back in ${part} of its periods by its limit of ${own.cpus} CPU`,
        zh: `${service} 在 ${part} 的周期中受 ${own.cpus} CPU 上限限制`,
      }
      const observed = {service, component, cpus: own.cpus, share}
      return [(status === 'fail' ? failure : warning)(text, {instance: service, limit: 'share', observed})]
    })
    return rowsOr(rows, healthy({en: 'No container is held back for long', zh: '没有容器长期受限'}))
  },
  fix: {level: 'guarded', plan: (_facts, outcome) => raise(outcome, 'cpus')},
})

export const limitsSet = defineCheck({
  id: 'compose.limits',
  title: {en: 'Every container has limits', zh: '每个容器都有资源上限'},
  impact: {
    en: 'One container that grows takes the memory of all, and the kernel picks whom to end.',
    zh: '一个容器增长会耗尽所有内存，由内核决定终止谁。',
  },
  runs: {en: 'docker inspect: memory, CPU and process limits', zh: 'docker inspect：内存、CPU 与进程数上限'},
  remedy: {
    text: {
      en: 'The generated files set all three: take what overrides them out of overlay/compose.override.yaml, then run opsctl up.',
      zh: '生成的文件三者均有设置：从 overlay/compose.override.yaml 移除覆盖项，再运行 opsctl up。',
    },
    commands: ['opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  because: ['compose.orphans'],
  after: ['docker.daemon'],
  needs: {containers: containersFact},
  judge: ({containers: {containers}}) => {
    const rows = containers.flatMap(({service, name, limits}): readonly Outcome[] => {
      const lacking = [
        ...(limits.memoryBytes > 0 ? [] : [{en: 'memory', zh: '内存'}]),
        ...(limits.cpus > 0 ? [] : [{en: 'CPU', zh: 'CPU'}]),
        ...(limits.pids > 0 ? [] : [{en: 'process', zh: '进程数'}]),
      ]
      if (lacking.length === 0) return []
      const [en, zh] = [listed(lacking.map((one) => one.en)).en, listed(lacking.map((one) => one.zh)).zh]
      const observed = {container: name, lacking: lacking.map((one) => one.en)}
      return [
        warning({en: `${service} has no ${en} limit`, zh: `${service} 没有${zh}上限`}, {instance: service, observed}),
      ]
    })
    return rowsOr(
      rows,
      healthy({en: `${containers.length} containers have limits`, zh: `${containers.length} 个容器均有上限`}),
    )
  },
})
