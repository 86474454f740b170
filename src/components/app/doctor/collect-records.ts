/** What Prometheus knows of apps: memory, processes, slow requests, what the business does. */
import type {z} from 'zod'

import {type CollectContext, defineCollector, type Sample} from '../../../doctor/collect.js'
import type {Stack} from '../../component.js'
import {business, memory, process} from './facts.js'

const SIX_HOURS_S = 6 * 3600
const isRecorded = (stack: Stack) => stack.prometheus.enabled && Object.keys(stack.apps).length > 0

export const recordCollectors = [
  defineCollector({key: memory, isFor: isRecorded, collect: askMemory}),
  defineCollector({key: process, isFor: isRecorded, collect: askProcess}),
  defineCollector({key: business, isFor: isRecorded, collect: askBusiness}),
]

type Ask = CollectContext['promql']

/** Several expressions in one request: each answer carries the name of its own. */
async function askAll(promql: Ask, expressions: Readonly<Record<string, string>>): Promise<readonly Sample[]> {
  const named = Object.entries(expressions).map(([name, text]) => `label_replace(${text}, "is", "${name}", "", "")`)
  return (await promql(named.join(' or '))).filter(({value}) => Number.isFinite(value))
}

/** Working sets of containers. Replicas are summed: that is what leaks. */
async function askMemory({promql, stack}: CollectContext): Promise<z.infer<typeof memory.schema>> {
  const service = 'container_label_com_docker_compose_service'
  const set = `container_memory_working_set_bytes{${service}=~"${Object.keys(stack.apps).join('|')}"}`
  const by = (text: string) => `sum by (${service}) (${text})`
  const samples = await askAll(promql, {
    bytes: by(set),
    limitBytes: by(set.replace('memory_working_set_bytes', 'spec_memory_limit_bytes')),
    perHour: by(`deriv(${set}[6h]) * 3600`),
    perHourLately: by(`deriv(${set}[90m]) * 3600`),
    mostBytes: by(`max_over_time(${set}[6h])`),
    covered: `max by (${service}) (count_over_time(${set}[6h]))`,
    inTenMinutes: `max by (${service}) (count_over_time(${set}[10m]))`,
  })
  return Object.keys(stack.apps).flatMap((app) => {
    const value = (is: string) => samples.find(({labels}) => labels.is === is && labels[service] === app)?.value
    const bytes = value('bytes')
    if (bytes === undefined) return []
    // How many samples six hours should have follows from the last ten minutes.
    const expected = ((value('inTenMinutes') ?? 0) * SIX_HOURS_S) / 600
    return [
      {
        app,
        bytes,
        limitBytes: value('limitBytes') ?? 0,
        perHour: value('perHour') ?? 0,
        perHourLately: value('perHourLately') ?? 0,
        mostBytes: value('mostBytes') ?? bytes,
        covered: expected === 0 ? 0 : Math.min(1, (value('covered') ?? 0) / expected),
      },
    ]
  })
}

async function askProcess({promql, stack}: CollectContext): Promise<z.infer<typeof process.schema>> {
  const of = (name: string, more = '') => `max by (app) (${name}{job=~"app-.+"}${more})`
  const rate = (name: string, labels = '') => `sum by (app) (rate(${name}{job=~"app-.+"${labels}}[5m]))`
  const samples = await askAll(promql, {
    goroutines: of('go_goroutines'),
    goroutinesBefore: of('go_goroutines', ' offset 1h'),
    goroutinesLeast: 'min by (app) (min_over_time(go_goroutines{job=~"app-.+"}[1h]))',
    eventLoopS: of('nodejs_eventloop_lag_p99_seconds'),
    openFiles: of('process_open_fds'),
    maxFiles: of('process_max_fds'),
    slowShare: `1 - ${rate('http_request_duration_seconds_bucket', ', le=~"1|1.0"')} / (${rate('http_request_duration_seconds_count')} > 0)`,
    requests5m: `${rate('http_request_duration_seconds_count')} * 300`,
  })
  return Object.keys(stack.apps).flatMap((app) => {
    const own = samples.filter(({labels}) => labels.app === app)
    if (own.length === 0) return []
    return [{app, ...Object.fromEntries(own.map(({labels, value}) => [labels.is ?? '', value]))}]
  })
}

/** Counters that are named as business counters are: things that were created, completed, processed. */
async function askBusiness({promql}: CollectContext): Promise<z.infer<typeof business.schema>> {
  const counters = '{job=~"app-.+", __name__=~".+_(created|completed|processed|sent|placed|paid)_total"}'
  // rate() drops the name, so it is kept as a label before.
  const kept = (offset: string) =>
    `sum by (app, name) (increase(label_replace(${counters}, "name", "$1", "__name__", "(.+)")[1h:5m]${offset}))`
  const samples = await askAll(promql, {now: kept(''), usual: kept(' offset 1w')})
  const nows = samples.filter(({labels}) => labels.is === 'now')
  return nows.flatMap(({labels, value}) => {
    const same = (one: Sample) => one.labels.app === labels.app && one.labels.name === labels.name
    const usual = samples.find((one) => one.labels.is === 'usual' && same(one))?.value
    return usual === undefined ? [] : [{app: labels.app ?? '', name: labels.name ?? '', perHour: value, usual}]
  })
}
