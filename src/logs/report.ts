/** The aggregate → what is told of it. Everything is sorted, so that equal data make equal reports. */
import {type Aggregate, collapseKeys, MOST_TRACE, topOf} from './aggregate.js'
import {
  type Analysis,
  type ErrorClass,
  type LevelCount,
  levels,
  type PathReport,
  type SlowRequest,
  type StackGroup,
  type TableReport,
  type Top,
  type TraceSession,
} from './analysis.js'
import {ERROR} from './level.js'
import {maskText} from './mask.js'
import {toPercentiles} from './sketch.js'
import {type SourceState, toSourceReport, unparsedOf} from './source.js'
import {ByteTable, sortedPlaces, type TableState} from './table.js'
import {toHistogram} from './timeline.js'

const NS_PER_MS = 1e6

export function toAnalysis(aggregate: Aggregate, sources: readonly SourceState[]): Analysis {
  const {options} = aggregate
  const latency = toPercentiles(aggregate.latency)
  const histogram = toHistogram(aggregate.timeline)
  return {
    version: 1,
    filter: {
      ...(options.sinceMs === undefined ? {} : {since: toTime(options.sinceMs)}),
      ...(options.untilMs === undefined ? {} : {until: toTime(options.untilMs)}),
      ...(options.layout === undefined ? {} : {layout: options.layout}),
      ...(options.trace === undefined ? {} : {trace: options.trace}),
    },
    totals: totalsOf(aggregate, sources),
    ...(Number.isNaN(aggregate.firstMs)
      ? {}
      : {range: {first: toTime(aggregate.firstMs), last: toTime(aggregate.lastMs)}}),
    sources: sources.map(toSourceReport),
    levels: levelsOf(aggregate),
    errors: errorsOf(aggregate),
    ...(latency ? {latency} : {}),
    status: statusOf(aggregate),
    paths: pathsOf(aggregate),
    clients: topNames(aggregate, aggregate.clients),
    agents: topNames(aggregate, aggregate.agents),
    ...(histogram ? {histogram} : {}),
    slowest: slowestOf(aggregate),
    stacks: stacksOf(aggregate),
    ...(options.trace === undefined ? {} : {trace: traceOf(aggregate, options.trace)}),
  }
}

function totalsOf(aggregate: Aggregate, sources: readonly SourceState[]): Analysis['totals'] {
  const sum = (of: (source: SourceState) => number) => sources.reduce((total, source) => total + of(source), 0)
  return {
    sources: sources.length,
    bytes: sum(({bytes}) => bytes),
    lines: sum(({lines}) => lines),
    events: aggregate.events,
    outside: aggregate.outside,
    unparsed: sum(unparsedOf),
    damaged: sum(({damaged}) => damaged),
    timeless: aggregate.timeless,
    backwards: sum(({backwards}) => backwards),
  }
}

function levelsOf(aggregate: Aggregate): readonly LevelCount[] {
  return [...levels, 'none' as const]
    .map((level, place) => ({level, ...counted(aggregate.levels[place] ?? 0, aggregate.events)}))
    .filter(({count}) => count > 0)
}

function statusOf(aggregate: Aggregate): Analysis['status'] {
  const codes = [...aggregate.status.entries()].filter(([, count]) => count > 0)
  const total = codes.reduce((sum, [, count]) => sum + count, 0)
  const classes = [1, 2, 3, 4, 5].map((digit) => ({
    class: `${digit}xx`,
    ...counted(
      codes.reduce((sum, [status, count]) => (Math.floor(status / 100) === digit ? sum + count : sum), 0),
      total,
    ),
  }))
  return {
    classes: classes.filter(({count}) => count > 0),
    codes: codes.map(([status, count]) => ({status, count})),
  }
}

function errorsOf(aggregate: Aggregate): Analysis['errors'] {
  const total = (aggregate.levels[ERROR] ?? 0) + (aggregate.levels[ERROR + 1] ?? 0)
  const table = new ByteTable<NonNullable<(typeof aggregate.errors.values)[number]>>(aggregate.errors.rules)
  const state = aggregate.errors.state()
  table.merge({...state, keys: collapseKeys(state.keys)})
  const classes = topEntries(table.state(), topOf(aggregate.options)).flatMap(({key, count, value}): ErrorClass[] => {
    if (!value) return []
    const {level, first, last, example, source} = value
    const times = timesOf(first, last)
    return [{template: key, level: levels[level] ?? 'error', ...counted(count, total), ...times, example, source}]
  })
  return {...counted(total, aggregate.events), classes, table: tableOf(table)}
}

function pathsOf(aggregate: Aggregate): Analysis['paths'] {
  const state = aggregate.paths.state()
  const total = sumOf(state.counts)
  const top = topEntries(state, topOf(aggregate.options)).map(({key, count, value}): PathReport => {
    const latency = value && toPercentiles(value.sketch)
    return {path: maskText(key), ...counted(count, total), errors: value?.errors ?? 0, ...(latency ? {latency} : {})}
  })
  return {top, table: tableOf(aggregate.paths)}
}

function topNames(aggregate: Aggregate, table: ByteTable<undefined>): Top {
  const state = table.state()
  const total = sumOf(state.counts)
  return {
    top: topEntries(state, topOf(aggregate.options)).map(({key, count}) => ({
      value: maskText(key),
      ...counted(count, total),
    })),
    table: tableOf(table),
  }
}

function slowestOf(aggregate: Aggregate): readonly SlowRequest[] {
  return aggregate.slowest.map(({durationNs, ms, method, path, status, id, source}) => ({
    durationMs: durationNs / NS_PER_MS,
    ...(Number.isNaN(ms) ? {} : {time: toTime(ms)}),
    ...(method === undefined ? {} : {method}),
    ...(path === undefined ? {} : {path}),
    ...(status === 0 ? {} : {status}),
    ...(id === undefined ? {} : {id}),
    source,
  }))
}

function stacksOf(aggregate: Aggregate): Analysis['stacks'] {
  const groups = topEntries(aggregate.stacks.state(), topOf(aggregate.options)).flatMap(({key, count, value}) => {
    if (!value) return []
    const [language = 'other', type = '', ...frames] = key.split('\n')
    const {message, first, last, source} = value
    const group = {type, message, count, ...timesOf(first, last), frames: frames.map(maskText), source}
    return [{language: language as StackGroup['language'], ...group}]
  })
  return {count: aggregate.stackCount, groups, table: tableOf(aggregate.stacks)}
}

function traceOf(aggregate: Aggregate, id: string): TraceSession {
  // An event without a time stays behind the one it was read after.
  const events = aggregate.trace.toSorted((a, b) => a.ms - b.ms || 0).slice(0, MOST_TRACE)
  const known = events.filter(({ms}) => !Number.isNaN(ms))
  const first = known[0]?.ms
  const last = known.at(-1)?.ms
  return {
    id,
    events: events.map(({ms, level, source, message, durationNs}) => ({
      ...(Number.isNaN(ms) ? {} : {time: toTime(ms)}),
      ...(level === undefined ? {} : {level}),
      source,
      message,
      ...(Number.isNaN(durationNs) ? {} : {durationMs: durationNs / NS_PER_MS}),
    })),
    more: aggregate.traceMore,
    ...(first === undefined || last === undefined ? {} : {spanMs: last - first}),
  }
}

interface Entry<T> {
  readonly key: string
  readonly count: number
  readonly value: T | undefined
}

function topEntries<T>(state: TableState<T>, most: number): readonly Entry<T>[] {
  return sortedPlaces(state.keys, state.counts)
    .slice(0, most)
    .map((place) => ({
      key: Buffer.from(state.keys[place] ?? []).toString('utf8'),
      count: state.counts[place] ?? 0,
      value: state.values[place],
    }))
}

function tableOf(table: {readonly size: number; readonly missed: number}): TableReport {
  return {distinct: table.size, missedAtMost: table.missed}
}

function counted(count: number, total: number): {readonly count: number; readonly share: number} {
  return {count, share: total === 0 ? 0 : Math.round((count / total) * 1e6) / 1e6}
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function timesOf(first: number, last: number): {readonly first?: string; readonly last?: string} {
  return Number.isNaN(first) ? {} : {first: toTime(first), last: toTime(last)}
}

const LAST_DATE = 8.64e15

function toTime(ms: number): string {
  return new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, ms))).toISOString()
}
