/** Whether what Prometheus reads is there to be read. */
import {targetsFact} from '../../../components/prometheus/doctor/facts.js'
import {formatUs} from '../../../figures.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  type Outcome,
  skipped,
  warning,
} from '../../check.js'
import {answersFact, jobsFact} from './facts.js'
import {reach} from './list.js'

const up = defineCheck({
  id: 'exp.up',
  title: {en: 'Every exporter answers and reaches what it measures', zh: '所有导出器均应答且能访问其测量对象'},
  impact: {
    en: 'The metrics of what it measures are missing: no graphs, and no alert fires.',
    zh: '其测量对象的指标缺失：没有图表，也不会告警。',
  },
  runs: {
    en: 'Asks each for /metrics, and reads there whether it reaches what it measures, as in pg_up.',
    zh: '请求各导出器的 /metrics，并读取其是否能访问测量对象（如 pg_up）。',
  },
  remedy: {
    text: {en: 'See what the exporter says, then start it.', zh: '查看导出器的日志，再启动。'},
    commands: ['opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.running', 'compose.network'],
  needs: {exporters: answersFact},
  thresholds: {
    time: {
      warn: 3000,
      unit: 'ms',
      origin: {en: 'opsctl default; a scrape ends after 10 s', zh: 'opsctl 默认值；采集 10 秒超时'},
    },
  },
  judge({exporters}, {limits: {time}}) {
    const rows = exporters.flatMap((one): readonly Outcome[] => {
      const {service, answers, status, error, isLate = false, ms, reaches} = one
      const behind = reach[service]?.because
      const more = {
        instance: service,
        observed: {status, ms, reaches},
        evidence: [
          {kind: 'http' as const, ref: `${service} GET /metrics`, ...(error === undefined ? {} : {excerpt: error})},
        ],
        remedy: {
          text: {en: 'See what the exporter says, then start it.', zh: '查看导出器的日志，再启动。'},
          commands: [`opsctl logs ${service}`, 'opsctl up'],
        },
        ...(behind === undefined ? {} : {because: behind.map((id) => ({id}))}),
      }
      if (!answers && !isLate) return [failure({en: `${service}: ${error}`, zh: `${service}：${error}`}, more)]
      if (isLate) {
        // Prometheus has more patience; prom.targets says when it ran out.
        const took = formatUs(ms * 1000)
        return [
          warning({en: `${service} has not answered within ${took}`, zh: `${service} 在 ${took} 内没有应答`}, more),
        ]
      }

      if (status !== 200) return [failure({en: `${service}: HTTP ${status}`, zh: `${service}：HTTP ${status}`}, more)]
      if (reaches === false) {
        const words = {
          en: `${service} answers, but does not reach what it measures`,
          zh: `${service} 有应答，但无法访问其测量对象`,
        }
        return [failure(words, more)]
      }

      if (gradeHigh(ms, time) === 'pass') return []
      const took = formatUs(ms * 1000)
      return [
        warning(
          {en: `${service} takes ${took} to answer`, zh: `${service} 应答耗时 ${took}`},
          {...more, limit: 'time'},
        ),
      ]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    if (exporters.length === 0) {
      return skipped('not-applicable', {en: 'there is no exporter in this stack', zh: '此栈中没有导出器'})
    }

    return healthy({en: `${exporters.length} exporters answer`, zh: `${exporters.length} 个导出器均应答`})
  },
})

const expected = defineCheck({
  id: 'prom.targets-expected',
  title: {en: 'Everything in the stack is scraped', zh: '栈中的所有组件均被采集'},
  impact: {
    en: 'What has no job is not watched at all: it can fail in silence.',
    zh: '没有采集任务的组件完全无人监视：可能静默失效。',
  },
  runs: {
    en: 'Compares the jobs that follow from opsctl.yaml and overlay/ with those that Prometheus runs.',
    zh: '将 opsctl.yaml 与 overlay/ 应有的任务与 Prometheus 运行的任务比较。',
  },
  remedy: {
    text: {en: 'Write the jobs anew and let Prometheus read them.', zh: '重新生成任务，并让 Prometheus 读取。'},
    commands: ['opsctl render', 'opsctl reload prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service: 'prometheus',
  after: ['docker.daemon', 'compose.running', 'prom.ready'],
  because: ['prom.reload', 'config.generated-drift'],
  needs: {jobs: jobsFact, targets: targetsFact},
  judge({jobs, targets}) {
    const missing = jobs.filter(({job}) => !targets.jobs.includes(job)).map(({job}) => job)
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v1/scrape_pools', excerpt: listFew(targets.jobs).en}]
    if (missing.length === 0) {
      return healthy({en: `${jobs.length} jobs are there`, zh: `${jobs.length} 个任务均存在`}, {evidence})
    }

    const few = listFew(missing)
    return failure({en: `No job for ${few.en}`, zh: `缺少任务：${few.zh}`}, {observed: {missing}, evidence})
  },
  fix: {
    level: 'safe',
    plan: () => ({
      effect: {
        en: 'The scrape jobs are written from opsctl.yaml and overlay/, and Prometheus reads them.',
        zh: '由 opsctl.yaml 与 overlay/ 生成采集任务，并由 Prometheus 读取。',
      },
      back: {
        en: 'Put opsctl.yaml back as it was, then: opsctl render && opsctl reload prometheus',
        zh: '将 opsctl.yaml 恢复原样，然后：opsctl render && opsctl reload prometheus',
      },
      steps: [
        {kind: 'opsctl', argv: ['render']},
        {kind: 'opsctl', argv: ['reload', 'prometheus']},
      ],
    }),
  },
})

export const checks: readonly Check[] = [up, expected]
