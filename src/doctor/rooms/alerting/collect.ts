/** Reads what rules ask for, and whether it is there. */
import {join} from 'node:path'

import {indexSeries, loadContracts} from '../../../alerts/contracts.js'
import {judgeSelector} from '../../../alerts/dead-selectors.js'
import {targetsFact} from '../../../components/prometheus/doctor/facts.js'
import {ask} from '../../../components/prometheus/web.js'
import type {SelectorExpr} from '../../../promql/ast.js'
import {loadOverlay} from '../../../render/overlay.js'
import {type CollectContext, defineCollector, jsonOf} from '../../collect.js'
import {lintFact, seriesFact} from './facts.js'

const TIMEOUT_MS = 4000

async function askApi<T>({access}: CollectContext, path: string): Promise<T> {
  const answer = ask(access, `/api/v1/${path}`, {timeoutMs: TIMEOUT_MS})
  return ((await jsonOf(answer, 'prometheus')) as {data: T}).data
}

interface Rules {
  readonly groups: readonly {readonly rules: readonly {readonly name: string; readonly query: string}[]}[]
}

/**
 * One question for all names in place of one for each selector: a metric that has no series at all is what makes a rule
 * dead; one whose labels do not match just now is waiting for something to happen.
 */
const series = defineCollector({
  key: seriesFact,
  isFor: ({prometheus}) => prometheus.enabled,
  async collect(context) {
    const [{groups}, names, {targets}] = await Promise.all([
      askApi<Rules>(context, 'rules?exclude_alerts=true'),
      askApi<string[]>(context, 'label/__name__/values'),
      context.fact(targetsFact),
    ])
    const asked = await selectorsByMetric(groups.flatMap(({rules}) => rules))
    const jobsIn = (state: string) => [...new Set(targets.filter(({health}) => health === state).map(({job}) => job))]
    const missing = await listMissing(asked, new Set(names))
    return {metrics: asked.size, down: jobsIn('down'), waiting: jobsIn('unknown'), missing}
  },
})

interface Asked {
  readonly selector: SelectorExpr
  readonly rules: Set<string>
}

async function selectorsByMetric(rules: Rules['groups'][number]['rules']): Promise<ReadonlyMap<string, Asked>> {
  const [{selectorsOf}, {parseExpression}] = await Promise.all([
    import('../../../promql/ast.js'),
    import('../../../promql/parse.js'),
  ])
  const asked = new Map<string, Asked>()
  for (const {name, query} of rules) {
    const parsed = parseExpression(query)
    if (!('expr' in parsed)) continue
    for (const selector of selectorsOf(parsed.expr)) {
      if (selector.metric === undefined) continue
      const known = asked.get(selector.metric) ?? {selector, rules: new Set<string>()}
      asked.set(selector.metric, {...known, rules: known.rules.add(name)})
    }
  }

  return asked
}

async function listMissing(asked: ReadonlyMap<string, Asked>, names: ReadonlySet<string>) {
  const absent = [...asked].filter(([metric]) => !names.has(metric))
  if (absent.length === 0) return []
  const contracts = loadContracts()
  const known = indexSeries(contracts)
  // What a flag that is passed brings along is there as soon as there is something to tell.
  const passed = new Set(contracts.flatMap(({exporter, flags}) => flags.map((flag) => `${exporter} ${flag}`)))
  const exporters = new Set(
    [...names].flatMap((name) => {
      const all = known.get(name) ?? []
      return all.length === 1 && all[0] ? [all[0].exporter] : []
    }),
  )
  const {makeKnowledge} = await import('../../../lint/known-metrics.js')
  const knowledge = makeKnowledge([...known.values()].flat())
  return absent.flatMap(([metric, {selector, rules}]) => {
    const facts = {matched: false, hasMetric: false}
    const {state, exporter, flag} = judgeSelector(selector, facts, known.get(metric) ?? [], exporters)
    const isDormant = exporter !== undefined && exporters.has(exporter) && passed.has(`${exporter} ${flag}`)
    if ((state !== 'unknown' && state !== 'missing') || isDormant) return []
    const near = knowledge.nearest(metric)?.name
    return [{metric, rules: [...rules], state, exporter, flag, near}]
  })
}

const lintRules = defineCollector({
  key: lintFact,
  isFor: ({prometheus}) => prometheus.enabled,
  async collect({project}) {
    const overlay = await loadOverlay(project).catch(() => undefined)
    const sources = (overlay?.rules ?? []).map(({source, content}) => ({path: join(source), text: content}))
    if (sources.length === 0) return {files: 0, findings: []}
    const [{lint, readLintFile}, {loadMetrics}] = await Promise.all([
      import('../../../lint/lint.js'),
      import('../../../lint/known-metrics.js'),
    ])
    const files = sources.flatMap((source) => readLintFile(source) ?? [])
    // What a rule file alone can't have, as a watchdog, is in those that ship.
    const findings = lint(files, loadMetrics()).filter(({id}) => /^(promql|rules)\//.test(id) && !WHOLE.has(id))
    return {
      files: files.length,
      findings: findings.map(({id, severity, file, line, message, fix}) => ({id, severity, file, line, message, fix})),
    }
  },
})

/** Checks of the linter that are about all rules of a Prometheus together. */
const WHOLE: ReadonlySet<string> = new Set(['rules/no-watchdog', 'rules/up-without-absent', 'rules/no-runbook'])

export const collectors = [series, lintRules]
