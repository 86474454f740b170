/** Looks at Alertmanager through its own API, as its user. */
import {type CollectContext, defineCollector, jsonOf, replyOf, runIn} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import type {Receiver} from '../alerting-schema.js'
import {runningHash} from '../health.js'
import {secretOf} from '../receivers.js'
import {ask} from '../web.js'
import {alertsFact, configFact, notificationsFact, receiversFact, serverFact, silencesFact} from './facts.js'
import {CUT, isSample, readConfig, readRefusals, readSilences, type SilenceBody} from './read.js'

const TIMEOUT_MS = 4000
const LOG_LINES = 200
const FILE = '/etc/alertmanager/alertmanager.yml'
const always = () => true

const askJson = ({access}: CollectContext, path: string) =>
  jsonOf(ask(access, path, {timeoutMs: TIMEOUT_MS}), 'alertmanager')

const server = defineCollector({
  key: serverFact,
  isFor: always,
  async collect({access}) {
    const reply = await replyOf(ask(access, '/api/v2/status', {timeoutMs: TIMEOUT_MS}))
    if (!reply.answers) return reply
    const body = reply.status === 200 ? (JSON.parse(reply.body) as StatusBody) : {}
    return {
      answers: true as const,
      status: reply.status,
      version: body.versionInfo?.version ?? '',
      cluster: body.cluster?.status ?? '',
    }
  },
})

interface StatusBody {
  readonly cluster?: {readonly status: string}
  readonly versionInfo?: {readonly version: string}
}

/** One process for both questions to amtool; of the file only its keys are read. */
const LOOK = [
  `amtool check-config "$0" 2>&1; code=$?; echo "${CUT}"`,
  `amtool config routes test --config.file="$0" alertname=OpsctlDoctor component=opsctl severity=critical 2>/dev/null; echo "${CUT}"`,
  `grep -oE '^[ -]*[a-z_]+:' "$0"; exit $code`,
].join('; ')

const config = defineCollector({
  key: configFact,
  isFor: always,
  async collect({access}) {
    const [tried, running, rendered] = await Promise.all([
      runIn({access}, 'alertmanager', ['sh', '-c', LOOK, FILE], {timeoutMs: TIMEOUT_MS}),
      runningHash(access).catch(() => undefined),
      access.configHash('alertmanager'),
    ])
    return {...readConfig(tried.exitCode, tried.stdout), running, rendered}
  },
})

const receivers = defineCollector({
  key: receiversFact,
  isFor: always,
  collect: ({stack, access}) =>
    Promise.all(
      Object.entries(stack.alerting.receivers).map(async ([name, receiver]) => {
        const secret = secretOf(name, receiver)
        const hidden = secret === undefined ? '' : await access.secret(secret).catch(() => '')
        const samples = [...listSamples(receiver), ...(secret !== undefined && isSample(hidden) ? [secret] : [])]
        return {name, type: receiver.type, samples}
      }),
    ),
})

function listSamples({to, from, smarthost, url, username}: Receiver): readonly string[] {
  const said = {to, from, smarthost, url, username}
  return Object.entries(said).flatMap(([key, value]) => ([value ?? []].flat().some(isSample) ? [key] : []))
}

const RECENT = ['requests', 'requests_failed']
  .map(
    (what) =>
      `label_replace(sum by (integration, receiver_name) (increase(alertmanager_notification_${what}_total[15m])), "what", "${what}", "", "")`,
  )
  .join(' or ')

const notifications = defineCollector({
  key: notificationsFact,
  isFor: ({prometheus}) => prometheus.enabled,
  async collect(context) {
    const [samples, lines] = await Promise.all([
      context.promql(RECENT),
      context.logs('alertmanager', {tail: LOG_LINES}).catch(() => []),
    ])
    if (samples.length === 0) {
      throw new CannotSee('no-data', {en: 'nothing is counted yet', zh: '尚无计数'})
    }

    const found = new Map<string, {receiver: string; integration: string; requests: number; failed: number}>()
    for (const {labels, value} of samples) {
      const {integration = '', receiver_name: receiver = integration, what} = labels
      const known = found.get(receiver) ?? {receiver, integration, requests: 0, failed: 0}
      found.set(receiver, {...known, [what === 'requests' ? 'requests' : 'failed']: value})
    }

    return {receivers: [...found.values()].filter(({requests}) => requests > 0), refusals: readRefusals(lines)}
  },
})

const silences = defineCollector({
  key: silencesFact,
  isFor: always,
  collect: async (context) => readSilences((await askJson(context, '/api/v2/silences')) as SilenceBody[]),
})

const alerts = defineCollector({
  key: alertsFact,
  isFor: always,
  async collect(context) {
    const body = (await askJson(context, '/api/v2/alerts')) as readonly {
      readonly labels: {readonly alertname?: string}
    }[]
    return [...new Set(body.map(({labels}) => labels.alertname ?? ''))].toSorted()
  },
})

export const collectors = [server, config, receivers, notifications, silences, alerts]
