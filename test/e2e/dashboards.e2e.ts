/** Every query of every panel, put to the Prometheus of a running stack as Grafana would with everything chosen. */
import {cp, rm, writeFile} from 'node:fs/promises'
import {request} from 'node:https'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type OpenStack, openStack} from '../../src/actions/pipeline.js'
import type {StepRunner} from '../../src/actions/step.js'
import {bringUp} from '../../src/actions/up.js'
import {projectAt} from '../../src/project.js'
import {whyEmpty} from '../dashboards/empty-panels.js'
import {fillVariables} from '../dashboards/fill.js'
import {panelsOf, shipped} from '../dashboards/shipped.js'
import {makeFolder} from './opsctl.js'

const NAME = 'dsh-live'
const [HTTP, HTTPS, PROMETHEUS, ALERTMANAGER] = [30_080, 30_443, 30_090, 30_093]
/** Long enough for rates over a minute, and for what is recorded from them. */
const TRAFFIC_MS = 100_000

const SPEC = `version: 1
project: ${NAME}
images: {source: debian}
apps:
  web: {build: ./demo, uses: [postgres, redis], metrics: /metrics, health: {ready: /readyz}}
gateway:
  driver: caddy
  httpPort: ${HTTP}
  httpsPort: ${HTTPS}
  tls: {mode: internal}
  routes: {web: {upstreams: [web]}}
postgres: {}
redis: {}
prometheus: {port: ${PROMETHEUS}, scrapeInterval: 5s}
alertmanager: {port: ${ALERTMANAGER}}
slo:
  answers: {objective: 99, window: 7d, route: web, minRequestsPerSecond: 0}
  speed: {kind: latency, objective: 95, latency: 1s, window: 7d, route: web, minRequestsPerSecond: 0}
node-exporter: {}
cadvisor: {}
blackbox: {}
`

const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}
const home = await makeFolder()
const project = projectAt(join(home, NAME))
let stack: OpenStack | undefined
let password = ''
const empty = new Map<string, string[]>()
let asked = 0

beforeAll(async () => {
  await cp(new URL('../../templates/app/demo', import.meta.url), join(project.root, 'demo'), {recursive: true})
  await writeFile(project.specFile, SPEC)
  const report = await bringUp(project, {timeoutS: 240, force: false, runSteps, signal: AbortSignal.timeout(400_000)})
  expect(report.failures).toEqual([])
  stack = await openStack(project)
  password = await stack.access.secret('prometheus-password')
  const end = Date.now() + TRAFFIC_MS
  for (let n = 0; Date.now() < end; n++) {
    await visit(n % 10 === 0 ? '/nothing' : n % 25 === 1 ? '/error' : '/')
    await sleep(100)
  }
})

afterAll(async () => {
  stack ??= await openStack(project)
  await stack.runtime.down({})
  await stack.runtime.removeVolumes((await stack.runtime.volumes()).map(({name}) => name))
  await rm(home, {recursive: true, force: true})
  const reasons = [...empty].map(([reason, panels]) => `  ${panels.length}: ${reason}`)
  process.stdout.write(`${asked} queries of panels, without data for a reason:\n${reasons.join('\n')}\n`)
})

function visit(path: string): Promise<void> {
  return new Promise((resolve) => {
    const options = {host: '127.0.0.1', port: HTTPS, path, rejectUnauthorized: false, servername: 'localhost'}
    const sent = request({...options, timeout: 10_000}, (answer) => answer.resume().on('end', () => resolve()))
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve())
    sent.end()
  })
}

interface Result {
  readonly status: string
  readonly error?: string
  readonly data?: {readonly resultType: string; readonly result: readonly unknown[]}
}

async function query(promql: string): Promise<Result> {
  const authorization = `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`
  const answer = await fetch(`http://127.0.0.1:${PROMETHEUS}/api/v1/query`, {
    method: 'POST',
    headers: {authorization},
    body: new URLSearchParams({query: promql}),
  })
  return (await answer.json()) as Result
}

describe.each(shipped)('$file', ({source, json}) => {
  test('asks for what Prometheus has', async () => {
    const problems: string[] = []
    for (const {title = '', targets = []} of panelsOf(json.en)) {
      for (const {expr} of targets) {
        asked++
        const {status, error, data} = await query(fillVariables(expr))
        if (status !== 'success') problems.push(`${title}: ${error}`)
        if (status !== 'success' || data?.resultType === 'scalar' || data?.result.length) continue
        const reason = whyEmpty(source.uid, title, expr)
        if (reason === undefined) problems.push(`${title}: no data of ${expr}`)
        else empty.set(reason, [...(empty.get(reason) ?? []), `${source.uid} ${title}`])
      }
    }

    expect(problems).toEqual([])
  })

  test('offers what there is to choose from', async () => {
    const variables = (json.en.templating?.list ?? []).filter(({type}) => type === 'query')
    const isMissing = whyEmpty(source.uid, '', '') !== undefined
    for (const {name, query: written} of variables) {
      const text = (written as {query: string}).query
      const [, selector = '', label = ''] = /^label_values\((.*),\s*(\w+)\)$/s.exec(text) ?? []
      const {data} = await query(`count by (${label}) (${fillVariables(selector)})`)
      expect([name, isMissing || (data?.result.length ?? 0) > 0]).toEqual([name, true])
    }
  })
})
