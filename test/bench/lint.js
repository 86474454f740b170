// How long `opsctl alerts lint` takes over 10,000 rules in one file. Usage: npm run bench -- lint

import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

const RULES = 10_000
const BUDGET_MS = 5000

/** Reads and judges one file of 10,000 rules in this process: wall clock, and processor time, as the machine may be busy. */
export async function benchLint(dist = '../../dist', rounds = 5) {
  const {lint, readLintFile} = await import(`${dist}/lint/lint.js`)
  const {loadMetrics} = await import(`${dist}/lint/known-metrics.js`)
  const text = makeRules(RULES)
  const metrics = loadMetrics()
  const runs = Array.from({length: rounds}, () => {
    const start = performance.now()
    const before = process.cpuUsage()
    const findings = lint([readLintFile({path: 'rules.yml', text})], metrics)
    const {user, system} = process.cpuUsage(before)
    return {wall: performance.now() - start, cpu: (user + system) / 1000, found: findings.length}
  })
  const [wall, cpu] = ['wall', 'cpu'].map((key) => median(runs.map((run) => run[key])))
  // A busy machine says nothing about the linter, so processor time decides.
  const verdict = cpu <= BUDGET_MS ? 'within' : 'over'
  process.stdout.write(
    `\nalerts lint over ${RULES} rules (${(text.length / 1e6).toFixed(1)} MB), median of ${rounds}\n` +
      `  ${wall.toFixed(0)} ms, of which processor ${cpu.toFixed(0)} ms; ${runs[0].found} findings; ` +
      `${verdict} the budget of ${BUDGET_MS} ms\n`,
  )
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** Rules as people write them: a ratio over two lines, labels, a template. Every hundredth has something wrong. */
function makeRules(count) {
  const groups = Array.from({length: Math.ceil(count / 50)}, (_, group) => {
    const rules = Array.from({length: 50}, (__, index) => makeRule(group, index))
    return `  - name: group-${group}\n    rules:\n${rules.join('')}`
  })
  return `groups:\n${groups.join('')}`
}

function makeRule(group, index) {
  const call = index === 0 && group % 2 === 0 ? 'irate' : 'rate'
  return `      - alert: Sample${group}x${index}
        expr: |
          sum by (job, instance) (${call}(http_requests_total{job="app-${group}", status=~"5.."}[5m]))
            / sum by (job, instance) (rate(http_requests_total{job="app-${group}"}[5m])) > 0.0${index + 10}
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: "{{ $labels.job }} on {{ $labels.instance }} is at {{ $value | humanizePercentage }}"
          runbook_url: https://example.org/${group}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchLint(process.argv[2])
