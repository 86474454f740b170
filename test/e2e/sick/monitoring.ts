/** What ails the gateway, and those who watch. */
import {readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {World} from '../faults/fault.js'
import {certify} from '../faults/gateway.js'
import type {Illness} from './illness.js'
import {FOUND} from './stack.js'

const reload = (world: World) =>
  world
    .docker('exec', world.container('prometheus'), 'kill', '-HUP', '1')
    .catch(() => world.docker('kill', '-s', 'HUP', world.container('prometheus')))

/** A rule of the person's own, put where Prometheus reads it. */
const rule = (expr: string): Pick<Illness, 'start' | 'undo'> => {
  const path = (world: World) => join(world.root, 'overlay/rules/own.yaml')
  return {
    start: async (world) => {
      const text = `groups:\n  - name: own\n    interval: 2s\n    rules:\n      - alert: Own\n        expr: '${expr}'\n        labels: {severity: warning}\n        annotations: {summary: own, runbook_url: http://127.0.0.1/, summary_zh: 自有, description: own, description_zh: 自有}\n`
      await writeFile(path(world), text)
      await world.up()
    },
    undo: async (world) => {
      await rm(path(world), {force: true})
      await world.up()
    },
  }
}

async function silence(world: World, path: string, init: RequestInit): Promise<Response> {
  const password = (await readFile(join(world.root, 'secrets/alertmanager-password'), 'utf8')).trim()
  const authorization = `Basic ${Buffer.from(`opsctl:${password}`).toString('base64')}`
  return fetch(`http://127.0.0.1:27193${path}`, {...init, headers: {authorization, 'content-type': 'application/json'}})
}

let silenced = ''

export const monitoringIllnesses: readonly Illness[] = [
  {
    name: 'a target that does not answer',
    check: 'prom.targets',
    quick: true,
    reactsInS: 15,
    start: (world) => world.find('[{targets: ["nowhere:8080"]}]\n'),
    undo: (world) => world.find(FOUND),
  },
  {
    name: 'a rule that can’t be evaluated',
    check: 'prom.rules-health',
    reactsInS: 10,
    ...rule('up * on() group_left() up'),
  },
  {
    name: 'a rule about a metric that nothing exports',
    check: 'prom.rules-series',
    ...rule('disk_free_bytes < 10'),
  },
  {
    name: 'a silence for a month',
    check: 'am.silences',
    quick: true,
    start: async (world) => {
      const day = 86_400_000
      const body = {
        matchers: [{name: 'severity', value: 'critical', isRegex: false}],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 30 * day).toISOString(),
        createdBy: 'somebody',
        comment: 'deployment',
      }
      const answer = await silence(world, '/api/v2/silences', {method: 'POST', body: JSON.stringify(body)})
      silenced = ((await answer.json()) as {silenceID: string}).silenceID
    },
    undo: (world) => silence(world, `/api/v2/silence/${silenced}`, {method: 'DELETE'}),
  },
  {
    name: 'a configuration of Prometheus that it refuses',
    check: 'prom.config',
    start: async (world) => {
      const path = join(world.root, 'deploy/prometheus/config/prometheus.yml')
      saved = await readFile(path, 'utf8')
      await writeFile(path, `${saved}\nnot_a_key: 1\n`)
      await reload(world)
    },
    undo: async (world) => {
      await writeFile(join(world.root, 'deploy/prometheus/config/prometheus.yml'), saved)
      await reload(world)
    },
  },
  {
    name: 'a certificate that has ended',
    check: 'gw.cert-expiry',
    start: (world) => certify(world, -1, 'old'),
    undo: (world) => certify(world, 200),
  },
  {
    name: 'a certificate with two days left',
    check: 'gw.cert-expiry',
    start: (world) => certify(world, 2, 'old'),
    undo: (world) => certify(world, 200),
  },
  {
    name: 'a configuration of the gateway that it refuses',
    check: 'gw.config',
    start: async (world) => {
      const path = join(world.root, 'deploy/gateway/config/server/Caddyfile')
      caddyfile = await readFile(path, 'utf8')
      await writeFile(path, `${caddyfile}\nnot_a_directive\n`)
    },
    undo: (world) => writeFile(join(world.root, 'deploy/gateway/config/server/Caddyfile'), caddyfile),
  },
]

let saved = ''
let caddyfile = ''
