/** What the files of one run say together: rules, queries, scrape intervals, services. Computed once, when asked. Pure. */

import {durationMs} from '../promql/duration.js'
import type {FileKind, LintFile} from './check.js'
import {type ComposeService, readServices} from './compose/services.js'
import {readPanels} from './grafana/panels.js'
import type {MetricKnowledge} from './known-metrics.js'
import {itemsOf, textOf, valueAt} from './node.js'
import type {Query} from './promql/query.js'
import {type RuleEntry, readRules} from './rules/read-rules.js'

export interface Project {
  readonly files: readonly LintFile[]
  readonly metrics: MetricKnowledge
  ofKind(kind: FileKind): readonly LintFile[]
  rulesOf(file: LintFile): readonly RuleEntry[]
  /** Every rule of every file. */
  readonly rules: readonly RuleEntry[]
  /** PromQL of rules and panels. */
  queriesOf(file: LintFile): readonly Query[]
  /** Services of every compose file. */
  readonly services: readonly ComposeService[]
  /** Of prometheus.yml, in milliseconds; undefined when no such file is given. */
  readonly intervals: {readonly scrape: number; readonly evaluation: number} | undefined
}

/** The view that checks have of the files of one run. */
export function makeProject(files: readonly LintFile[], metrics: MetricKnowledge): Project {
  const rules = memo((file: LintFile) => (file.kind === 'rules' ? readRules(file) : []))
  const queries = memo((file: LintFile): readonly Query[] =>
    file.kind === 'rules'
      ? rules(file).flatMap(({query}) => query ?? [])
      : readPanels(file).flatMap((panel) => panel.queries),
  )
  const ofKind = memo((kind: FileKind) => files.filter((file) => file.kind === kind))
  const once = memo((what: 'rules' | 'services' | 'intervals') => {
    if (what === 'rules') return files.flatMap(rules)
    return what === 'services' ? ofKind('compose').flatMap(readServices) : readIntervals(ofKind('prometheus'))
  })
  return {
    files,
    metrics,
    ofKind,
    rulesOf: rules,
    queriesOf: queries,
    get rules() {
      return once('rules') as readonly RuleEntry[]
    },
    get services() {
      return once('services') as readonly ComposeService[]
    },
    get intervals() {
      return once('intervals') as Project['intervals']
    },
  }
}

const MINUTE = 60_000

function readIntervals(files: readonly LintFile[]): Project['intervals'] {
  const [file] = files
  if (!file) return undefined
  const global = valueAt(file.root, 'global')
  const scrape = durationMs(textOf(valueAt(global, 'scrape_interval'))) ?? MINUTE
  const jobs = itemsOf(valueAt(file.root, 'scrape_configs')).map(
    (job) => durationMs(textOf(valueAt(job, 'scrape_interval'))) ?? scrape,
  )
  const evaluation = durationMs(textOf(valueAt(global, 'evaluation_interval'))) ?? MINUTE
  return {scrape: jobs.length > 0 ? Math.min(...jobs) : scrape, evaluation}
}

function memo<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    if (!known.has(key)) known.set(key, make(key))
    return known.get(key) as Value
  }
}
