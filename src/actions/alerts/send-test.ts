/**
 * Sends a real alert through the running Alertmanager to each receiver, and proves what became of it: Alertmanager counts
 * attempts and failures by receiver, and writes what a receiver answered to its log.
 */
import {randomBytes} from 'node:crypto'

import type {ReceiverType, Severity} from '../../components/alertmanager/alerting-schema.js'
import {silentTypes} from '../../components/alertmanager/receivers.js'
import {matchRoutes, NOBODY, routeTree, TEST_LABEL} from '../../components/alertmanager/routes.js'
import type {Stack} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {alertingMessages as say} from '../../messages/alerting.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import {sleep} from '../../system/clock.js'
import {type Text, verbatim} from '../../text.js'
import {type AlertmanagerApi, openAlertmanager} from './alertmanager.js'

export interface TestOptions {
  /** Only this receiver; all that the routes tell of the severity when absent. */
  readonly receiver?: string | undefined
  readonly severity: Severity
  readonly timeoutS: number
  readonly signal: AbortSignal
}

export interface TestResult {
  readonly receiver: string
  readonly type: ReceiverType
  readonly delivered: boolean
  /** Seconds from the alert to the answer. */
  readonly seconds: number
  /** Why not, or what is to know of the answer. */
  readonly reason?: Text
}

export interface TestReport {
  readonly id: string
  readonly results: readonly TestResult[]
  readonly ok: boolean
}

interface Counts {
  readonly requests: number
  readonly failed: number
}

const NAME = 'OpsctlTest'
const ID_LABEL = 'opsctl_test_id'
const STEP_MS = 1000

/** Sends, waits for every receiver's answer, and ends the alerts. Throws when there is nobody to send to. */
export async function sendTestAlert(project: Project, options: TestOptions): Promise<TestReport> {
  const api = await openAlertmanager(project)
  const receivers = pickReceivers(api.stack, options)
  const id = randomBytes(6).toString('hex')
  const startsAt = new Date()
  const before = await readCounts(api)
  const post = (endsAt: Date) =>
    api.ask('/api/v2/alerts', {
      method: 'POST',
      body: receivers.map((name) => toAlert(name, {id, severity: options.severity, startsAt, endsAt})),
    })
  await post(new Date(startsAt.getTime() + (options.timeoutS + 60) * 1000))
  try {
    const results = await watch(api, receivers, {id, before, startsAt, ...options})
    return {id, results, ok: results.every(({delivered}) => delivered)}
  } finally {
    await post(new Date())
  }
}

function pickReceivers(stack: Stack, {receiver, severity}: TestOptions): readonly string[] {
  const known = Object.keys(stack.alerting.receivers)
  if (known.length === 0) throw refused('OPS_NO_RECEIVER', say.noReceivers, say.addReceiver)
  if (receiver !== undefined) {
    if (known.includes(receiver)) return [receiver]
    const message = say.unknownReceiver(receiver, known, findNearest(receiver, known))
    throw refused('OPS_RECEIVER_UNKNOWN', message, verbatim(`opsctl alerts send-test --receiver ${known[0]}`))
  }

  const routed = matchRoutes(routeTree(stack), {alertname: NAME, severity, component: 'opsctl'})
  const names = [...new Set(routed.map((node) => node.receiver))].filter((name) => name !== NOBODY)
  if (names.length === 0) throw refused('OPS_NOT_ROUTED', say.noneMatches(severity), say.nameReceiver)
  return names
}

function toAlert(
  receiver: string,
  {id, severity, startsAt, endsAt}: {id: string; severity: string; startsAt: Date; endsAt: Date},
) {
  const description = say.testDescription(receiver)
  return {
    labels: {alertname: NAME, severity, component: 'opsctl', [TEST_LABEL]: receiver, [ID_LABEL]: id},
    annotations: {
      summary: say.testSummary.en,
      summary_zh: say.testSummary.zh,
      description: description.en,
      description_zh: description.zh,
    },
    startsAt,
    endsAt,
  }
}

interface Watch extends TestOptions {
  readonly id: string
  readonly before: ReadonlyMap<string, Counts>
  readonly startsAt: Date
}

async function watch(api: AlertmanagerApi, receivers: readonly string[], watched: Watch) {
  const done = new Map<string, TestResult>()
  const elapsed = () => (Date.now() - watched.startsAt.getTime()) / 1000
  while (done.size < receivers.length && elapsed() < watched.timeoutS && !watched.signal.aborted) {
    await sleep(STEP_MS, watched.signal)
    const [now, answers] = await Promise.all([readCounts(api), readRefusals(api, watched)])
    for (const name of receivers.filter((one) => !done.has(one))) {
      const outcome = judge(countsOf(watched.before, name), countsOf(now, name), answers.get(name))
      if (outcome) done.set(name, toResult(api.stack, name, {...outcome, seconds: elapsed()}))
    }
  }

  const silent = receivers.length > done.size ? await explainSilence(api, watched) : say.noAnswer(watched.timeoutS)
  return receivers.map(
    (name) => done.get(name) ?? toResult(api.stack, name, {delivered: false, reason: silent, seconds: elapsed()}),
  )
}

/** Decides by the counters; what the log says of this very alert is stronger, for others may be sent meanwhile. */
function judge(before: Counts, now: Counts, refusal: string | undefined) {
  if (refusal !== undefined) return {delivered: false, reason: verbatim(refusal)}
  const failed = now.failed - before.failed
  const succeeded = now.requests - before.requests - failed
  return succeeded > 0 ? {delivered: true} : undefined
}

function toResult(
  stack: Stack,
  receiver: string,
  outcome: {readonly delivered: boolean; readonly seconds: number; readonly reason?: Text},
): TestResult {
  const type = stack.alerting.receivers[receiver]?.type ?? 'webhook'
  const note = outcome.delivered && silentTypes.includes(type) ? {reason: say.silentChat} : {}
  return {receiver, type, ...outcome, seconds: Math.round(outcome.seconds * 10) / 10, ...note}
}

/** Why no attempt was made: an older configuration is running, or a silence. */
async function explainSilence(api: AlertmanagerApi, {id, timeoutS}: Watch): Promise<Text> {
  const filter = encodeURIComponent(`${ID_LABEL}="${id}"`)
  const alerts = JSON.parse(await api.ask(`/api/v2/alerts?filter=${filter}`)) as readonly {
    readonly receivers: readonly {readonly name: string}[]
    readonly labels: Readonly<Record<string, string>>
  }[]
  const astray = alerts.some(({receivers, labels}) => receivers.every(({name}) => name !== labels[TEST_LABEL]))
  return astray ? say.notRouted : say.noAnswer(timeoutS)
}

/** Attempts and failed ones, by receiver. */
async function readCounts(api: AlertmanagerApi): Promise<ReadonlyMap<string, Counts>> {
  const text = await api.ask('/metrics')
  const counts = new Map<string, Counts>()
  for (const [, failed, labels = '', value] of text.matchAll(
    /^alertmanager_notification_requests_(failed_)?total\{(.*)\} (\S+)$/gm,
  )) {
    const name = /receiver_name="([^"]*)"/.exec(labels)?.[1]
    if (name === undefined) continue
    const known = countsOf(counts, name)
    counts.set(name, {...known, [failed ? 'failed' : 'requests']: Number(value)})
  }

  return counts
}

function countsOf(counts: ReadonlyMap<string, Counts>, name: string): Counts {
  return counts.get(name) ?? {requests: 0, failed: 0}
}

/** What receivers answered to this test, by receiver: the error that Alertmanager logged with the labels of the test. */
async function readRefusals({runtime, stack}: AlertmanagerApi, {id, startsAt}: Watch) {
  const found = new Map<string, string>()
  const since = new Date(startsAt.getTime() - 1000).toISOString()
  for await (const {text} of runtime.logs({services: ['alertmanager'], since})) {
    const error = readRefusal(text, id)
    if (error && Object.hasOwn(stack.alerting.receivers, error.receiver)) found.set(error.receiver, error.answer)
  }

  return found
}

/** The receiver and its answer, from a line of Alertmanager's log about the test with this id. */
export function readRefusal(
  line: string,
  id: string,
): {readonly receiver: string; readonly answer: string} | undefined {
  if (!line.includes(id)) return undefined
  const receiver = new RegExp(`${TEST_LABEL}=\\\\*"([a-z0-9-]+)`).exec(line)?.[1]
  const quoted = / err="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  const answer = quoted?.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? ' ' : char))
  if (receiver === undefined || answer === undefined) return undefined
  const [integration] = new RegExp(`^${receiver}/\\w+\\[\\d+\\]: (notify retry canceled [^:]*: )?`).exec(answer) ?? ['']
  return {receiver, answer: answer.slice(integration.length)}
}

function refused(code: `OPS_${string}`, message: Text, way: Text): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [way]})
}
