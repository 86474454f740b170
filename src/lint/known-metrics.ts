/** What is known of metrics: the contracts that ship with the rooms, and names that exporters gave up. */
import {indexSeries, loadContracts} from '../alerts/contracts.js'
import {findNearest} from '../nearest.js'

/** One metric of an exporter. */
export interface KnownMetric {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly exporter: string
}

export interface MetricKnowledge {
  find(name: string): KnownMetric | undefined
  /** The metric that a name of a known exporter was probably meant to be. */
  nearest(name: string): KnownMetric | undefined
}

/** What the contracts of every room say. */
export function loadMetrics(): MetricKnowledge {
  return makeKnowledge([...indexSeries(loadContracts()).values()].flat())
}

/** Answers questions about a list of metrics. */
export function makeKnowledge(metrics: readonly KnownMetric[]): MetricKnowledge {
  const byName = new Map<string, KnownMetric>()
  for (const metric of metrics) {
    const known = byName.get(metric.name)
    const labels = [...new Set([...(known?.labels ?? []), ...metric.labels])]
    byName.set(metric.name, {...metric, labels})
  }

  const prefixes = new Set([...byName.keys()].map(prefixOf))
  return {
    find: (name) => byName.get(name),
    nearest(name) {
      if (byName.has(name) || !prefixes.has(prefixOf(name))) return undefined
      const candidates = [...byName.keys()].filter((known) => prefixOf(known) === prefixOf(name))
      const renamed = candidates.find((known) => ['_seconds', '_bytes', '_total'].some((unit) => known === name + unit))
      const near = renamed ?? findNear(name, candidates)
      return near === undefined ? undefined : byName.get(near)
    },
  }
}

/** A slip of one letter; more is another metric, perhaps of a collector that is off by default. */
function findNear(name: string, candidates: readonly string[]): string | undefined {
  const close = candidates.filter(
    (known) => Math.abs(known.length - name.length) <= 2 && known.slice(0, 6) === name.slice(0, 6),
  )
  return name.length < 10
    ? undefined
    : findNearest(
        name,
        close.filter((known) => isSlip(known, name)),
      )
}

function isSlip(a: string, b: string): boolean {
  const shared = [...a].findIndex((char, index) => char !== b[index])
  const head = shared < 0 ? Math.min(a.length, b.length) : shared
  let tail = 0
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1
  return Math.max(a.length, b.length) - head - tail <= 1
}

function prefixOf(name: string): string {
  return name.split('_')[0] ?? name
}
