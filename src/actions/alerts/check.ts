/** Dead-alert detection: whether every selector of every rule finds something on the running stack. */
import {type Rule, readRules} from '../../alerts/catalogue.js'
import {indexSeries, loadContracts} from '../../alerts/contracts.js'
import {judgeSelector, type SelectorVerdict} from '../../alerts/dead-selectors.js'
import type {Project} from '../../project.js'
import {type SelectorExpr, selectorsOf} from '../../promql/ast.js'
import {parseExpression} from '../../promql/parse.js'
import {loadOverlay} from '../../render/overlay.js'
import {renderStack} from '../../render/render-stack.js'
import {loadStack} from '../../spec/load-stack.js'
import {nowMs, sleep} from '../../system/clock.js'
import {openPrometheus, type PrometheusApi} from './prometheus.js'

const RULES = 'prometheus/config/rules.d/'
/** How far back a series counts as found. */
const LOOK_BACK_S = 3600
const PARALLEL = 8
/** A target is read within one scrape interval, which is a minute at most in an ordinary stack. */
const FIRST_SCRAPE_MS = 75_000
const LOOK_EVERY_MS = 1000

export interface CheckedSelector extends SelectorVerdict {
  /** The alert or recorded series that reads it. */
  readonly rule: string
  readonly file: string
  readonly selector: string
}

export interface AlertCheckReport {
  /** False when a selector can never match here. */
  readonly ok: boolean
  readonly counts: Readonly<Record<SelectorVerdict['state'], number>>
  /** Those that found nothing; the matched ones are only counted. */
  readonly empty: readonly CheckedSelector[]
}

interface Found {
  readonly rule: string
  readonly file: string
  readonly text: string
  readonly selector: SelectorExpr
}

/** Looks up every selector of the rendered rules and of the overlay. Throws OPS_SPEC_*, OPS_PROMETHEUS_UNREACHABLE. */
export async function checkAlerts(project: Project): Promise<AlertCheckReport> {
  const {stack} = await loadStack(project)
  const rendered = renderStack(stack, await loadOverlay(project)).filter(({path}) => path.startsWith(RULES))
  const found = rendered.flatMap(({path, content}) =>
    readRules(content).flatMap((rule) => foundIn(rule, path.slice(RULES.length))),
  )
  const prometheus = await openPrometheus(project, stack)
  await firstScrapes(prometheus)
  const names = new Set((await prometheus.ask('label/__name__/values')) as string[])
  const series = indexSeries(loadContracts())
  const exporters = new Set(
    [...names]
      .flatMap((name) => ((series.get(name) ?? []).length === 1 ? (series.get(name) ?? []) : []))
      .map(({exporter}) => exporter),
  )
  const matched = await askAll(prometheus, [...new Set(found.map(({text}) => text))])
  const verdicts = found.map(({rule, file, text, selector}): CheckedSelector => {
    const {metric} = selector
    const facts = {matched: matched.has(text), hasMetric: metric !== undefined && names.has(metric)}
    const known = metric === undefined ? [] : (series.get(metric) ?? [])
    return {rule, file, selector: text, ...judgeSelector(selector, facts, known, exporters)}
  })
  const counts = {matched: 0, quiet: 0, dormant: 0, missing: 0, unknown: 0}
  for (const {state} of verdicts) counts[state]++
  return {
    ok: counts.missing + counts.unknown === 0,
    counts,
    empty: verdicts.filter(({state}) => state !== 'matched'),
  }
}

/** Waits until every target was read once: right after a start nothing is there, and nothing would be a verdict. */
async function firstScrapes(prometheus: PrometheusApi): Promise<void> {
  const until = nowMs() + FIRST_SCRAPE_MS
  for (;;) {
    const {activeTargets} = (await prometheus.ask('targets?state=active')) as {activeTargets: {health: string}[]}
    if (!activeTargets.some(({health}) => health === 'unknown') || nowMs() > until) return
    await sleep(LOOK_EVERY_MS)
  }
}

function foundIn(rule: Rule, file: string): readonly Found[] {
  const parsed = parseExpression(rule.expr)
  if (!('expr' in parsed)) return []
  return selectorsOf(parsed.expr).map((selector) => ({
    rule: rule.alert ?? rule.record ?? '',
    file,
    text: rule.expr.slice(selector.start, selector.end).replaceAll(/\s+/g, ' '),
    selector,
  }))
}

/** The selectors that match some series, asked some at a time. */
async function askAll(prometheus: PrometheusApi, selectors: readonly string[]): Promise<ReadonlySet<string>> {
  const start = Math.floor(nowMs() / 1000) - LOOK_BACK_S
  const matched = new Set<string>()
  const queue = [...selectors]
  const work = async () => {
    for (let text = queue.shift(); text !== undefined; text = queue.shift()) {
      const path = `series?limit=1&start=${start}&match[]=${encodeURIComponent(text)}`
      if (((await prometheus.ask(path)) as unknown[]).length > 0) matched.add(text)
    }
  }
  await Promise.all(Array.from({length: PARALLEL}, work))
  return matched
}
