/** Asks the stack's Prometheus how much is used, and the project when it was last measured. */
import {readdir} from 'node:fs/promises'
import {cpus} from 'node:os'
import {join} from 'node:path'

import {measureGrowth} from '../../../capacity/growth.js'
import {DISKS, historyQueries, triggerQueries} from '../../../capacity/queries.js'
import {triggerIds} from '../../../capacity/triggers.js'
import type {Stack} from '../../../spec/stack.js'
import {lstatIfThere} from '../../../system/files.js'
import {type CollectContext, defineCollector} from '../../collect.js'
import {benchFact, poolerFact, resourcesFact, triggersFact} from './facts.js'

const DAY_MS = 86_400_000
/** A fit over less says more about the season than about the year; more costs time that a look has not. */
const HISTORY_DAYS = 60
const STEP_DAYS = 4

const measured = ({prometheus}: Stack) => prometheus.enabled

/** The value of an expression that gives one series. */
async function number({promql}: CollectContext, expression: string): Promise<number | undefined> {
  const value = (await promql(expression))[0]?.value
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

export const triggersCollector = defineCollector({
  key: triggersFact,
  isFor: measured,
  async collect(context) {
    const values = await Promise.all(
      triggerIds.map(async (id) => [id, await number(context, triggerQueries[id])] as const),
    )
    return Object.fromEntries(values.filter((pair): pair is [(typeof pair)[0], number] => pair[1] !== undefined))
  },
})

/** Of the hours of a week the fifth busiest in a hundred: one build or backup says nothing. Nothing in the first day. */
const lasting = (share: string) =>
  `quantile_over_time(0.95, (${share})[7d:1h]) and on () (count_over_time((${share})[7d:1h]) > 24)`

/** Shares of what there is. */
const SHARES = {
  cpu: lasting(triggerQueries.cpu),
  memory: lasting(triggerQueries.memory),
  connections: lasting(triggerQueries.connections),
  cache: lasting('sum(redis_memory_used_bytes) / sum(redis_memory_max_bytes > 0)'),
  // The fullest file system, now: what is on it stays.
  disk: `max(1 - node_filesystem_avail_bytes{${DISKS}} / (node_filesystem_size_bytes{${DISKS}} > 0))`,
} as const

export const resourcesCollector = defineCollector({
  key: resourcesFact,
  isFor: measured,
  async collect(context) {
    const ids = Object.keys(SHARES) as (keyof typeof SHARES)[]
    const [shares, growth] = await Promise.all([
      Promise.all(ids.map(async (id) => [id, await number(context, SHARES[id])] as const)),
      growthOf(context),
    ])
    return {resources: shares.flatMap(([id, share]) => (share === undefined ? [] : [{id, share}])), growth}
  },
})

/** Yearly growth, from one value in four days as far back as the samples go. */
async function growthOf(context: CollectContext) {
  const now = Date.now()
  const at = (query: string, ago: number) =>
    number(context, query.replaceAll(/\[1d:(\w+)\]/g, `[1d:$1] offset ${ago}d`))
  const ask = async (query: string) => {
    // Most stacks are young: they are asked once.
    if ((await at(query, HISTORY_DAYS)) === undefined) return undefined
    const days = Array.from({length: HISTORY_DAYS / STEP_DAYS}, (_, index) => index * STEP_DAYS)
    const values = await Promise.all(
      days.map(async (ago) => {
        const value = await at(query, ago)
        return value === undefined ? [] : [{at: now - ago * DAY_MS, value}]
      }),
    )
    return measureGrowth(values.flat())?.rate
  }
  const [requests, data] = await Promise.all([ask(historyQueries.requests), ask(historyQueries.data)])
  return {...(requests === undefined ? {} : {requests}), ...(data === undefined ? {} : {data})}
}

export const benchCollector = defineCollector({
  key: benchFact,
  isFor: () => true,
  async collect({project}) {
    const folder = join(project.state, 'bench')
    const names = (await readdir(folder).catch(() => [])).filter(
      (name) => name.endsWith('.json') && name !== 'baselines.json',
    )
    const times = await Promise.all(
      names.map(async (name) => (await lstatIfThere(join(folder, name)))?.mtime.toISOString() ?? ''),
    )
    const newest = times.toSorted().at(-1)
    const rendered = (await lstatIfThere(project.manifest))?.mtime.toISOString()
    return {count: names.length, ...(newest ? {newest} : {}), ...(rendered ? {renderedAt: rendered} : {})}
  },
})

export const poolerCollector = defineCollector({
  key: poolerFact,
  isFor: ({prometheus, postgres}) => prometheus.enabled && postgres.enabled,
  async collect(context) {
    const connections = (await number(context, 'sum(pg_stat_activity_count)')) ?? 0
    return {connections, maxConnections: context.stack.postgres.maxConnections, cores: cpus().length}
  },
})
