/** What goes wrong in the monitoring itself. */
import {readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {Fault, World} from './fault.js'

const hangup = (service: string) => (world: World) => world.docker('kill', '-s', 'HUP', world.container(service))

/** A configuration that is broken on disk and read by the server, which goes on with the one it has. */
function brokenConfig(service: string, file: string, alert: string, more: Partial<Fault> = {}): Fault {
  let before = ''
  const path = (world: World) => join(world.root, 'deploy', file)
  return {
    name: `a configuration that ${service} refuses`,
    alert,
    async start(world) {
      before = await readFile(path(world), 'utf8')
      await writeFile(path(world), `${before}\nbroken: [\n`)
      await hangup(service)(world)
    },
    async undo(world) {
      await writeFile(path(world), before)
      await hangup(service)(world)
    },
    ...more,
  }
}

/** Two series for one partner: valid PromQL that fails when it is evaluated. */
const failing = `groups:
  - name: fault
    rules:
      - record: fault:value
        expr: up{job="prometheus"} * on () up{job=~"redis|postgres"}
`
const ruleFile = (world: World) => join(world.root, 'deploy/prometheus/config/rules.d/fault.yaml')

export const prometheusFaults: readonly Fault[] = [
  brokenConfig('prometheus', 'prometheus/config/prometheus.yml', 'PrometheusConfigReloadFailed', {quick: true}),
  brokenConfig('alertmanager', 'alertmanager/config/alertmanager.yml', 'AlertmanagerConfigReloadFailed'),
  brokenConfig('blackbox', 'blackbox/config/config.yml', 'BlackboxConfigReloadFailed'),
  {
    name: 'a rule that cannot be evaluated',
    alert: 'PrometheusRuleFailures',
    reactsInS: 10,
    lingersS: 300,
    async start(world) {
      await writeFile(ruleFile(world), failing)
      await hangup('prometheus')(world)
    },
    async undo(world) {
      await rm(ruleFile(world))
      await hangup('prometheus')(world)
    },
  },
  {
    name: 'a target with too many series',
    alert: 'PrometheusTargetTooManySeries',
    start: (world) => world.lab('lab', {series: 11_000}),
    undo: (world) => world.lab('lab', {series: 0}),
  },
  {
    name: 'a target above its limit of samples',
    alert: 'PrometheusSampleLimitHit',
    also: ['TargetDown'],
    lingersS: 600,
    start: (world) => world.lab('beacon', {series: 200}),
    undo: (world) => world.lab('beacon', {series: 0}),
  },
  {
    name: 'a target that says the same twice',
    alert: 'PrometheusDuplicateTimestamps',
    lingersS: 600,
    start: (world) => world.lab('lab', {duplicate: true}),
    undo: (world) => world.lab('lab', {duplicate: false}),
  },
  {
    name: 'a target whose clock runs backwards',
    alert: 'PrometheusOutOfOrderSamples',
    reactsInS: 5,
    lingersS: 600,
    start: (world) => world.lab('beacon', {clockBack: true}),
    undo: (world) => world.lab('beacon', {clockBack: false}),
  },
  {
    name: 'a target that takes long to answer',
    alert: 'PrometheusScrapeSlow',
    // Longer, as probes of a gateway that is gone take as long.
    override: {threshold: 1.5, forS: 25},
    reactsInS: 3,
    start: (world) => world.lab('lab', {metricsDelayMs: 2200}),
    undo: (world) => world.lab('lab', {metricsDelayMs: 0}),
  },
  {
    name: 'a job that finds no target',
    alert: 'PrometheusScrapePoolEmpty',
    reactsInS: 5,
    start: (world) => world.find('[]\n'),
    undo: (world) => world.find(),
  },
]
