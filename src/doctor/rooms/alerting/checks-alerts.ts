/** What fires, and whether what fires arrives. */
import {alertsFact} from '../../../components/alertmanager/doctor/facts.js'
import {rulesFact, serverFact} from '../../../components/prometheus/doctor/facts.js'
import type {Stack} from '../../../spec/stack.js'
import {
  type Check,
  defineCheck,
  failure,
  healthy,
  listFew,
  note,
  type Outcome,
  type RowRef,
  unknown,
  warning,
} from '../../check.js'

const WATCHDOG = 'Watchdog'
/** Two evaluations, a send and a look of Alertmanager, with room. */
const YOUNG_MS = 120_000

const watchdog = defineCheck({
  id: 'prom.watchdog',
  title: {en: 'An alert gets from Prometheus to Alertmanager', zh: '告警能从 Prometheus 到达 Alertmanager'},
  impact: {en: 'No alert reaches anybody, however many fire.', zh: '无论触发多少告警，都无人收到。'},
  runs: {
    en: 'Looks for the alert Watchdog, which always fires, among those that Alertmanager holds.',
    zh: '在 Alertmanager 的告警中查找始终触发的 Watchdog。',
  },
  remedy: {
    text: {
      en: 'See whether Prometheus evaluates its rules and reaches Alertmanager.',
      zh: '检查 Prometheus 是否求值规则并能访问 Alertmanager。',
    },
    commands: ['opsctl doctor prom.rules-health prom.alertmanagers am.up', 'opsctl reload prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service: 'prometheus',
  tags: ['alerts'],
  after: ['docker.daemon', 'compose.running', 'prom.ready', 'am.up'],
  because: ['prom.alertmanagers', 'prom.reload', 'prom.rules-health'],
  isFor: ({alertmanager, alerts}) => {
    if (!alertmanager.enabled) return {en: 'there is no Alertmanager in this stack', zh: '此栈中没有 Alertmanager'}
    if (alerts[WATCHDOG]?.enabled !== false) return true
    return {en: 'opsctl.yaml switches the alert Watchdog off', zh: 'opsctl.yaml 已关闭 Watchdog 告警'}
  },
  needs: {server: serverFact, alerts: alertsFact},
  judge({server, alerts}, {now}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v2/alerts', excerpt: listFew(alerts).en}]
    if (alerts.includes(WATCHDOG)) return healthy({en: 'Watchdog is there', zh: 'Watchdog 已到达'}, {evidence})
    if (server.answers && now - (server.startedAt ?? now) < YOUNG_MS) {
      return unknown('no-data', {en: 'Prometheus has just started', zh: 'Prometheus 刚刚启动'})
    }

    return failure(
      {en: 'Alertmanager does not have the alert Watchdog', zh: 'Alertmanager 中没有 Watchdog 告警'},
      {evidence},
    )
  },
})

const firing = defineCheck({
  id: 'prom.firing',
  title: {en: 'No alert fires', zh: '没有告警触发'},
  impact: {en: 'Each alert says what suffers.', zh: '每条告警自身说明影响。'},
  runs: {
    en: 'Reads the alerts of /api/v1/rules. Watchdog always fires, and does not count.',
    zh: '读取 /api/v1/rules 中的告警。Watchdog 始终触发，不计入。',
  },
  remedy: {
    text: {en: 'Follow the runbook of the alert.', zh: '按该告警的运行手册处理。'},
    commands: ['opsctl alerts list --firing'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['alerts'],
  after: ['docker.daemon', 'prom.ready'],
  needs: {rules: rulesFact},
  judge({rules: {alerts}}, {stack}) {
    const real = alerts.filter(({name}) => name !== WATCHDOG)
    const fires = real.filter(({state}) => state === 'firing')
    const names = [...new Set(fires.map(({name}) => name))]
    const [first, ...rest] = names.map((name) =>
      toRow(
        fires.filter((alert) => alert.name === name),
        stack,
      ),
    )
    if (first) return [first, ...rest]
    const pending = new Set(real.map(({name}) => name))
    if (pending.size === 0) return healthy({en: 'None fires', zh: '没有告警触发'})
    const few = listFew([...pending])
    return healthy({en: `None fires; waiting to: ${few.en}`, zh: `没有告警触发；待定：${few.zh}`})
  },
})

interface Firing {
  readonly name: string
  readonly severity: string
  readonly labels: Readonly<Record<string, string>>
  readonly summary: {readonly en: string; readonly zh: string}
  readonly checks: readonly string[]
}

function toRow(alerts: readonly Firing[], stack: Stack): Outcome {
  const [{name, severity, summary, checks} = NONE] = alerts
  const more = alerts.length - 1
  const words = {
    en: `${name}: ${summary.en}${more > 0 ? ` + ${more} more` : ''}`,
    zh: `${name}：${summary.zh}${more > 0 ? ` 等 ${alerts.length} 项` : ''}`,
  }
  const details = {
    instance: name,
    observed: {severity, firing: alerts.length},
    evidence: [{kind: 'promql' as const, ref: `ALERTS{alertname="${name}", alertstate="firing"}`}],
    remedy: {
      text: {en: 'Follow its runbook.', zh: '按其运行手册处理。'},
      commands: [`opsctl runbook ${name}`],
    },
    because: alerts.flatMap(({labels}) => causesOf(labels, checks, stack)),
  }
  if (severity === 'critical') return failure(words, details)
  return severity === 'info' ? note(words, details) : warning(words, details)
}

const NONE: Firing = {name: '', severity: '', labels: {}, summary: {en: '', zh: ''}, checks: []}

/** Rows of these are about one service each: only that of the alert's own service explains it. */
const BY_SERVICE = /^(compose|exp)\.|^prom\.targets$/

/** What the alert itself says may have caused it, and whatever keeps its service from running. */
function causesOf(labels: Firing['labels'], checks: readonly string[], stack: Stack): readonly RowRef[] {
  const host = labels.instance?.split(':')[0]
  const named = [host, labels.component, labels.app, labels.container_label_com_docker_compose_service, labels.service]
  const apps = labels.component === 'app' ? Object.keys(stack.apps).filter((app) => labels.job === `app-${app}`) : []
  const services = [...new Set([...named, ...apps].filter((one) => one !== undefined && one !== ''))] as string[]
  return [...new Set(['compose.running', ...checks])]
    .filter((id) => id !== 'prom.firing')
    .flatMap((id): readonly RowRef[] => (BY_SERVICE.test(id) ? services.map((instance) => ({id, instance})) : [{id}]))
}

export const alertChecks: readonly Check[] = [watchdog, firing]
