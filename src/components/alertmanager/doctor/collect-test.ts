/** Sends a test alert to every receiver, and looks what became of it. */
import {setTimeout as sleep} from 'node:timers/promises'
import {defineCollector} from '../../../doctor/collect.js'
import type {Access} from '../../component.js'
import {TEST_LABEL} from '../routes.js'
import {ask} from '../web.js'
import {testFact} from './facts.js'
import {readRefusals} from './read.js'

/** Less than what all of doctor takes at most. */
const PATIENCE_MS = 40_000
const STEP_MS = 1000

/** As those of opsctl alerts send-test: the routes know its label, and no rule has this name. */
const ALERT = {alertname: 'OpsctlTest', severity: 'info', component: 'opsctl'} as const

interface Counts {
  readonly requests: number
  readonly failed: number
}

export const testCollector = defineCollector({
  key: testFact,
  isFor: ({alerting}) => Object.keys(alerting.receivers).length > 0,
  deep: true,
  writes: {
    en: 'one test alert to each receiver; it is ended at once',
    zh: '向每个接收器发送一条测试告警，随即结束',
  },
  timeoutMs: PATIENCE_MS + 10_000,
  async collect({access, stack, logs, signal}) {
    const names = Object.keys(stack.alerting.receivers)
    const startsAt = new Date()
    const before = await readCounts(access)
    await post(access, names, startsAt, new Date(startsAt.getTime() + PATIENCE_MS * 2))
    const done = new Map<string, number>()
    const elapsed = () => (Date.now() - startsAt.getTime()) / 1000
    try {
      while (done.size < names.length && elapsed() * 1000 < PATIENCE_MS && !signal.aborted) {
        await sleep(STEP_MS)
        const now = await readCounts(access)
        for (const name of names)
          if (isDelivered(before.get(name), now.get(name))) done.set(name, done.get(name) ?? elapsed())
      }
    } finally {
      await post(access, names, startsAt, new Date())
    }

    const refusals =
      done.size < names.length ? readRefusals(await logs('alertmanager', {tail: 200}).catch(() => [])) : {}
    return names.map((receiver) => ({
      receiver,
      delivered: done.has(receiver),
      seconds: Math.round((done.get(receiver) ?? elapsed()) * 10) / 10,
      reason: refusals[receiver] ?? '',
    }))
  },
})

async function post(access: Access, names: readonly string[], startsAt: Date, endsAt: Date): Promise<void> {
  const alerts = names.map((name) => ({
    labels: {...ALERT, [TEST_LABEL]: name},
    annotations: {summary: 'A test by opsctl doctor', summary_zh: 'opsctl doctor 的测试'},
    startsAt,
    endsAt,
  }))
  const headers = {'content-type': 'application/json'}
  await ask(access, '/api/v2/alerts', {method: 'POST', headers, body: JSON.stringify(alerts)})
}

function isDelivered(before: Counts = NONE, now: Counts = NONE): boolean {
  return now.requests - before.requests > now.failed - before.failed
}

const NONE: Counts = {requests: 0, failed: 0}

/** Attempts and failed ones since the start of Alertmanager, by receiver. */
async function readCounts(access: Access): Promise<ReadonlyMap<string, Counts>> {
  const {body} = await ask(access, '/metrics')
  const counts = new Map<string, Counts>()
  for (const [, failed, labels = '', value] of body.matchAll(
    /^alertmanager_notification_requests_(failed_)?total\{(.*)\} (\S+)$/gm,
  )) {
    const name = /receiver_name="([^"]*)"/.exec(labels)?.[1]
    if (name === undefined) continue
    counts.set(name, {...(counts.get(name) ?? NONE), [failed ? 'failed' : 'requests']: Number(value)})
  }

  return counts
}
