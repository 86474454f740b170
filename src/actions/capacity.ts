import type {BenchResult} from '../bench/result.js'
import {givenResources} from '../capacity/given.js'
import {dayAfter, LEAST_DAYS} from '../capacity/growth.js'
import {
  foresee,
  type Growths,
  needPerQuarter,
  type Outlook,
  type QuarterNeed,
  type Resource,
  soonestFirst,
} from '../capacity/outlook.js'
import {judgeTriggers, type Trigger} from '../capacity/triggers.js'
import {OpsError} from '../errors.js'
import {capacityMessages as say} from '../messages/capacity.js'
import type {Project} from '../project.js'
import {loadStack} from '../spec/load-stack.js'
import {nowMs} from '../system/clock.js'
import {type Text, verbatim} from '../text.js'
import {openPrometheus} from './alerts/prometheus.js'
import {askHistory, askPeak, askResources, askTriggers} from './capacity/ask-stack.js'
import {chooseGrowths, type GrowthOptions} from './capacity/growth-options.js'
import {readGiven} from './capacity/read-given.js'

export interface CapacityOptions extends GrowthOptions {
  readonly quarters: number
  /** Share of the measured capacity that stays free. */
  readonly headroom: number
  /** File with what there is and what is used, in place of asking the stack. */
  readonly given?: string | undefined
  /** The capacity search to take the highest rate from: a result's id, `last:capacity` when absent. */
  readonly bench?: string | undefined
}

export interface CapacityForecast {
  /** UTC day of today. */
  readonly today: string
  /** Whether the running stack or a file told what there is. */
  readonly source: 'stack' | 'file'
  readonly growths: Growths
  readonly outlooks: readonly Outlook[]
  readonly quarters: readonly QuarterNeed[]
  readonly triggers: readonly Trigger[]
  /** Requests in flight at the peak by Little's law, where rate and latency are known. */
  readonly inFlight?: number
  /** What would make the answer better. */
  readonly hints: readonly Text[]
  /** Nothing is full and no trigger says to scale. */
  readonly ok: boolean
}

/** Says when each resource is used up and what is needed until then. Changes nothing. Throws OPS_CAPACITY_*, OPS_PROMETHEUS_UNREACHABLE. */
export async function forecastCapacity(project: Project, options: CapacityOptions): Promise<CapacityForecast> {
  const now = nowMs()
  return options.given === undefined ? forecastStack(project, options, now) : forecastFile(options.given, options, now)
}

async function forecastStack(project: Project, options: CapacityOptions, now: number): Promise<CapacityForecast> {
  const {stack} = await loadStack(project)
  const api = await openPrometheus(project, stack)
  const [resources, peak, history, triggers, bench] = await Promise.all([
    askResources(api),
    askPeak(api),
    askHistory(api, now),
    askTriggers(api),
    loadCapacity(project, options.bench),
  ])
  const carried = bench && carriedRequests(bench, peak, options.headroom)
  return answer({
    options,
    now,
    source: 'stack',
    growths: chooseGrowths(options, history),
    resources: [...(carried ? [carried] : []), ...resources],
    triggers: judgeTriggers(triggers),
    hints: [
      ...(carried ? [] : [say.noBench]),
      ...(options.requests === undefined && history.requests.length < LEAST_DAYS
        ? [say.shortHistory(history.requests.length, LEAST_DAYS)]
        : []),
    ],
  })
}

async function forecastFile(path: string, options: CapacityOptions, now: number): Promise<CapacityForecast> {
  const given = await readGiven(path)
  const {current_metrics: load, growth_projection: growth} = given
  const inFlight =
    load.peak_requests_per_second !== undefined && load.average_response_time !== undefined
      ? load.peak_requests_per_second * load.average_response_time
      : undefined
  return {
    ...answer({
      options,
      now,
      source: 'file',
      growths: chooseGrowths({
        ...options,
        users: options.users ?? growth.user_growth_rate,
        requests: options.requests ?? growth.request_growth_rate,
        data: options.data ?? growth.data_growth_rate,
      }),
      resources: givenResources(given).map((one) =>
        one.id === 'requests' ? {...one, limit: 1 - options.headroom} : one,
      ),
      triggers: [],
      hints: [],
    }),
    ...(inFlight === undefined ? {} : {inFlight}),
  }
}

interface Answer {
  readonly options: CapacityOptions
  readonly now: number
  readonly source: CapacityForecast['source']
  readonly growths: Growths
  readonly resources: readonly Resource[]
  readonly triggers: readonly Trigger[]
  readonly hints: readonly Text[]
}

function answer({options, now, source, growths, resources, triggers, hints}: Answer): CapacityForecast {
  const outlooks = soonestFirst(resources.map((resource) => foresee(resource, growths, now)))
  const unknown = outlooks.filter(({state}) => state === 'unknown').map(({id}) => id)
  return {
    today: dayAfter(now, 0),
    source,
    growths,
    outlooks,
    quarters: needPerQuarter(resources, growths, {now, quarters: options.quarters}),
    triggers,
    hints: [...hints, ...(unknown.length === 0 ? [] : [say.useUnknown(unknown)])],
    ok: outlooks.every(({state}) => state !== 'full') && triggers.every(({state}) => state !== 'scale'),
  }
}

/** The capacity search that was named, or the last one there is. */
async function loadCapacity(project: Project, ref: string | undefined): Promise<BenchResult | undefined> {
  const {listResults, loadResult} = await import('./bench/store.js')
  if (ref !== undefined) return loadResult(project, ref)
  return (await listResults(project)).find(({result}) => result?.search?.capacity.kind === 'found')?.result
}

/** What the stack was seen to carry. A search that says "at least" gives no end, so none is reckoned from it. */
function carriedRequests({id, search}: BenchResult, peak: number | undefined, headroom: number): Resource | undefined {
  if (search === undefined) throw notSearch(id)
  if (search.capacity.kind !== 'found') return undefined
  const {rate, low, high} = search.capacity
  return {
    id: 'requests',
    unit: 'requests/s',
    total: rate,
    totalLow: low,
    totalHigh: high,
    ...(peak === undefined ? {} : {used: peak}),
    limit: 1 - headroom,
    source: 'bench',
  }
}

function notSearch(id: string): OpsError {
  return new OpsError({
    code: 'OPS_CAPACITY_NO_SEARCH',
    kind: 'usage',
    message: say.notSearch(id),
    suggestions: [verbatim('opsctl bench list'), verbatim('opsctl bench capacity --slo p99=200ms')],
  })
}
