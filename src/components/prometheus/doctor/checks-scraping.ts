/** Whether Prometheus reads its targets, evaluates its rules and hands alerts on. */
import {
  type Check,
  defineCheck,
  failure,
  healthy,
  listFew,
  type Outcome,
  type RowRef,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {formatCount} from '../../../figures.js'
import {deliveryFact, rulesFact, targetsFact} from './facts.js'

const service = 'prometheus'
const after = ['docker.daemon', 'compose.running', 'prom.ready']

/** Jobs that a person added: their being down is told, but the stack itself is well. */
const OWN_JOB = /^(targets$|overlay-)/

/** The store behind an exporter: one that is gone can take its exporter with it. */
const BEHIND: Readonly<Record<string, RowRef>> = {
  'postgres-exporter': {id: 'pg.up'},
  'redis-exporter': {id: 'redis.up'},
  'elasticsearch-exporter': {id: 'es.up'},
}

interface Group {
  readonly service: string
  readonly jobs: readonly string[]
  readonly down: number
  readonly all: number
  readonly error: string
}

const targets = defineCheck({
  id: 'prom.targets',
  title: {en: 'Every scrape target is up', zh: '所有采集目标均正常'},
  impact: {
    en: 'What is not read has no graph, and its alerts can’t fire.',
    zh: '未采集的目标没有图表，其告警也无法触发。',
  },
  runs: {
    en: 'Reads /api/v1/targets: health, and what the last scrape led to. A target that was never read yet does not count.',
    zh: '读取 /api/v1/targets：健康状态与上次采集结果。尚未采集的目标不计。',
  },
  remedy: {
    text: {en: 'See what the service says, then start it.', zh: '查看该服务的日志，再启动。'},
    commands: ['opsctl status', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['compose.running', 'compose.network', 'exp.up'],
  needs: {targets: targetsFact},
  judge({targets: {jobs, targets: all}}) {
    const waiting = all.filter(({health}) => health === 'unknown').length
    if (all.length > 0 && waiting === all.length) {
      return unknown('no-data', {en: 'no target was read yet', zh: '尚未采集任何目标'})
    }

    const [first, ...rest] = [...listEmpty(jobs, all), ...listDown(all)].map(toRow)
    if (first) return [first, ...rest]
    const yet =
      waiting === 0 ? {en: '', zh: ''} : {en: `; ${waiting} wait for their first`, zh: `；${waiting} 个等待首次采集`}
    return healthy({
      en: `${all.length} targets in ${jobs.length} jobs are up${yet.en}`,
      zh: `${jobs.length} 个任务的 ${all.length} 个目标均正常${yet.zh}`,
    })
  },
})

type Target = {readonly job: string; readonly service: string; readonly health: string; readonly lastError: string}

/** Jobs whose targets are looked up by name, and none was found. */
function listEmpty(jobs: readonly string[], all: readonly Target[]): readonly Group[] {
  return jobs
    .filter((job) => !all.some((target) => target.job === job))
    .map((job) => ({service: job.replace(/^app-/, ''), jobs: [job], down: 0, all: 0, error: ''}))
}

function listDown(all: readonly Target[]): readonly Group[] {
  const services = new Set(all.filter(({health}) => health === 'down').map((target) => target.service))
  return [...services].map((name) => {
    const own = all.filter((target) => target.service === name)
    const down = own.filter(({health}) => health === 'down')
    const jobs = [...new Set(down.map(({job}) => job))]
    return {service: name, jobs, down: down.length, all: own.length, error: down[0]?.lastError ?? ''}
  })
}

function toRow({service: name, jobs, down, all, error}: Group): Outcome {
  const list = listFew(jobs)
  const detail =
    all === 0
      ? {en: `${list.en}: no target is found`, zh: `${list.zh}：未发现目标`}
      : {en: `${list.en}: ${down} of ${all} down: ${error}`, zh: `${list.zh}：${all} 个中 ${down} 个失败：${error}`}
  const behind = BEHIND[name]
  const more = {
    instance: name,
    observed: {jobs, down, all, error},
    evidence: [{kind: 'http' as const, ref: 'GET /api/v1/targets', excerpt: error}],
    remedy: {
      text: {en: 'See what the service says, then start it.', zh: '查看该服务的日志，再启动。'},
      commands: [`opsctl logs ${name}`, 'opsctl up'],
    },
    ...(behind ? {because: [behind]} : {}),
  }
  const isWhole = down === all && !jobs.every((job) => OWN_JOB.test(job))
  return isWhole ? failure(detail, more) : warning(detail, more)
}

const rulesHealth = defineCheck({
  id: 'prom.rules-health',
  title: {en: 'Every rule is evaluated, and in time', zh: '所有规则均及时求值'},
  impact: {
    en: 'A rule that can’t be evaluated never fires; a slow group delays its alerts.',
    zh: '无法求值的规则永不触发；缓慢的规则组会推迟告警。',
  },
  runs: {
    en: 'Reads /api/v1/rules: health and last error of each rule, and how long each group takes of its interval.',
    zh: '读取 /api/v1/rules：每条规则的健康状态与最近错误，以及每组用时占其间隔的比例。',
  },
  remedy: {
    text: {
      en: 'Mend the expression; rules of your own are in overlay/rules/, and opsctl alerts lint judges them.',
      zh: '修正表达式；自定义规则位于 overlay/rules/，可用 opsctl alerts lint 检查。',
    },
    commands: ['opsctl alerts lint overlay', 'opsctl reload prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {rules: rulesFact},
  thresholds: {
    used: {
      warn: 80,
      fail: 100,
      unit: '%',
      origin: {
        en: 'Prometheus: a group that takes longer than its interval misses evaluations',
        zh: 'Prometheus：用时超过间隔的规则组会漏掉求值',
      },
    },
  },
  judge({rules: {rules, groups, broken, waiting}}, {limits: {used}}) {
    if (rules > 0 && waiting === rules) {
      return unknown('no-data', {en: 'no rule was evaluated yet', zh: '尚未求值任何规则'})
    }

    const shares = groups.map((group) => ({...group, percent: (group.tookS / group.intervalS) * 100}))
    const slow = shares.filter(({percent}) => percent >= (used.warn ?? 100))
    const rows = [
      ...broken.map(({rule, file, error}) =>
        failure(
          {en: `${rule} (${file}): ${error}`, zh: `${rule}（${file}）：${error}`},
          {
            instance: rule,
            observed: {file, error},
            evidence: [{kind: 'http' as const, ref: 'GET /api/v1/rules', excerpt: error}],
          },
        ),
      ),
      ...slow.map(({name, percent, intervalS}) =>
        (percent >= (used.fail ?? Number.POSITIVE_INFINITY) ? failure : warning)(
          {
            en: `Group ${name} takes ${Math.round(percent)} % of its ${intervalS} s`,
            zh: `规则组 ${name} 用时占其 ${intervalS} 秒间隔的 ${Math.round(percent)} %`,
          },
          {instance: name, limit: 'used', observed: {percent}},
        ),
      ),
    ]
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    return healthy({
      en: `${formatCount(rules)} rules in ${groups.length} groups are evaluated`,
      zh: `${groups.length} 组共 ${formatCount(rules)} 条规则正常求值`,
    })
  },
})

const alertmanagers = defineCheck({
  id: 'prom.alertmanagers',
  title: {en: 'Prometheus hands its alerts to Alertmanager', zh: 'Prometheus 将告警交给 Alertmanager'},
  impact: {en: 'Alerts fire and nobody is told.', zh: '告警已触发，但无人得知。'},
  runs: {
    en: 'Reads /api/v1/alertmanagers, and how many alerts were refused or given up in the last five minutes.',
    zh: '读取 /api/v1/alertmanagers，以及最近五分钟发送失败或丢弃的告警数。',
  },
  remedy: {
    text: {en: 'See whether Alertmanager runs, then start it.', zh: '检查 Alertmanager 是否运行，再启动。'},
    commands: ['opsctl status alertmanager', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['prom.config', 'prom.reload'],
  isFor: ({alertmanager}) =>
    alertmanager.enabled || {en: 'there is no Alertmanager in this stack', zh: '此栈中没有 Alertmanager'},
  needs: {delivery: deliveryFact},
  judge({delivery: {active, errors = 0, dropped = 0}}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v1/alertmanagers', excerpt: active.join(', ')}]
    if (active.length === 0) return failure({en: 'It knows no Alertmanager', zh: '未发现 Alertmanager'}, {evidence})
    const lost = Math.round(errors + dropped)
    if (lost > 0) {
      return warning(
        {
          en: `${lost} alerts could not be handed over in the last five minutes`,
          zh: `最近五分钟有 ${lost} 条告警未能交付`,
        },
        {
          observed: {errors, dropped},
          evidence: [
            {kind: 'promql', ref: 'increase(prometheus_notifications_errors_total[5m])', excerpt: String(errors)},
          ],
          because: [{id: 'compose.running', instance: 'alertmanager'}, {id: 'am.up'}],
        },
      )
    }

    return healthy(
      {en: `${active.length} found, none refuses an alert`, zh: `发现 ${active.length} 个，均正常接收`},
      {evidence},
    )
  },
})

export const scrapingChecks: readonly Check[] = [targets, rulesHealth, alertmanagers]
