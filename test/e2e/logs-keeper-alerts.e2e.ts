/**
 * The alerts on stored lines, as they ship but without their patience, in a real Prometheus that scrapes a log-keeper on a
 * real Elasticsearch: what the store holds makes them fire, and end.
 */
import {execFile} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {dump} from 'js-yaml'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {applyOverrides} from '../../src/alerts/overrides.js'
import {imageRef} from '../../src/images/image-refs.js'
import {readShipped} from '../../src/shipped.js'
import {stackSchema} from '../../src/spec/stack.js'
import {
  ask,
  definitionOf,
  endWorld,
  isUp,
  type Keeper,
  startKeeper,
  startWorld,
  store,
  until,
  write,
} from './keeper-world.js'
import {toolsAbsent} from './tools/tools.js'

const execute = promisify(execFile)
const absent = toolsAbsent('elasticsearch8')
const STORE = 25_640
const KEEPER = 25_641
const PROMETHEUS = 25_642
const name = `opsctl-e2e-keeper-${process.pid}`
const config = mkdtempSync(join(tmpdir(), 'opsctl-keeper-prometheus-'))
const definition = {...definitionOf('kalert'), budgetBytes: 400_000}
let keeper: Keeper

/** The rules as they ship, with `for` of a second each: the same code does it for opsctl.yaml. */
function hastyRules(): string {
  const text = readShipped('elasticsearch/alerts/logs.yaml')
  const names = [...text.matchAll(/alert: (\w+)/g)].map(([, alert = '']) => alert)
  return applyOverrides(text, Object.fromEntries(names.map((alert) => [alert, {enabled: true, for: 1}])))
}

async function startPrometheus(): Promise<void> {
  const settings = {
    global: {scrape_interval: '1s', evaluation_interval: '1s'},
    rule_files: ['/etc/keeper/logs.yaml'],
    scrape_configs: [{job_name: 'log-keeper', static_configs: [{targets: [`127.0.0.1:${KEEPER}`]}]}],
  }
  writeFileSync(join(config, 'prometheus.yml'), dump(settings))
  writeFileSync(join(config, 'logs.yaml'), hastyRules())
  await execute('chmod', ['-R', 'a+rX', config])
  const stack = stackSchema.parse({version: 1, project: 'keeper', images: {source: 'debian'}, prometheus: {}})
  const argv = ['run', '-d', '--rm', '--name', name, '--network', 'host', '--read-only', '--tmpfs', '/data:mode=1777']
  const flags = [
    '--config.file=/etc/keeper/prometheus.yml',
    '--storage.tsdb.path=/data',
    `--web.listen-address=127.0.0.1:${PROMETHEUS}`,
  ]
  const image = imageRef(stack, 'prometheus')
  await execute('docker', [...argv, '-v', `${config}:/etc/keeper:ro`, '--entrypoint', 'prometheus', image, ...flags])
}

/** Alerts that fire, with the service they name. */
async function firing(): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${PROMETHEUS}/api/v1/alerts`)
  const {data} = (await answer.json()) as {
    data: {alerts: {state: string; labels: {alertname: string; service?: string}}[]}
  }
  return data.alerts
    .filter(({state}) => state === 'firing')
    .map(({labels}) => [labels.alertname, labels.service].filter(Boolean).join(' '))
    .toSorted()
}

async function untilFiring(expected: readonly string[]): Promise<void> {
  let seen: readonly string[] = []
  await until(
    async () => {
      seen = await firing().catch(() => ['no answer'])
      return JSON.stringify(seen) === JSON.stringify(expected)
    },
    () => seen.join(', '),
  )
}

beforeAll(async () => {
  if (absent !== undefined) return
  await startWorld(STORE)
  keeper = await startKeeper(definition, store.url, KEEPER)
  await until(() => isUp(keeper), keeper.output)
  await startPrometheus()
})

afterAll(async () => {
  if (absent === undefined) await execute('docker', ['rm', '-f', name]).catch(() => undefined)
  await endWorld()
  rmSync(config, {recursive: true})
})

describe.skipIf(absent)('on the live path', () => {
  test('nothing fires while lines are as they should be', async () => {
    await write('kalert', 'web', 40, {log: {level: 'info'}})
    await write('kalert', 'db', 20, {log: {level: 'info'}})
    await until(async () => (await keeper.metrics())['opsctl_logs_documents{service="web",level="info"}'] === 40)
    await untilFiring([])
  })

  test('errors fire for their service alone', async () => {
    await write('kalert', 'web', 25, {log: {level: 'error'}})
    await untilFiring(['LogsErrorRatioHigh web'])
  })

  test('lines that nobody understands fire for their service, and both end with the lines', async () => {
    await write('kalert', 'raw', 60, {tags: ['unparsed']})
    await untilFiring(['LogsErrorRatioHigh web', 'LogsUnparsedHigh raw'])

    await write('kalert', 'web', 300, {log: {level: 'info'}, message: 'short'})
    await write('kalert', 'raw', 200, {log: {level: 'info'}, message: 'short'})
    await untilFiring([])
  })

  test('lines that the budget takes before their time fire', async () => {
    for (let round = 0; round < 5; round++) {
      await write('kalert', 'web', 100, {log: {level: 'info'}})
      await ask('POST', '/logs-kalert.web-production/_rollover')
    }
    await untilFiring(['LogsRetentionCut'])
    expect(keeper.output()).toContain('deleted .ds-logs-kalert.web')
  })

  test('a store that is away and a keeper that is gone fire', async () => {
    store.signal('SIGSTOP')
    await untilFiring(['LogsKeeperBlind']).finally(() => store.signal('SIGCONT'))
    keeper.kill()
    await keeper.ended
    await untilFiring(['LogsKeeperDown'])
  })
})
