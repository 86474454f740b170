/** Whether Logstash runs its pipeline, and what it was given. */
import {
  type Check,
  defineCheck,
  failure,
  healthy,
  listFew,
  type Outcome,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {verbatim} from '../../../text.js'
import {PIPELINE_ID} from '../names.js'
import {reportFact, serverFact, statsFact, triedFact} from './facts.js'

const service = 'logstash'
const below = ['docker.daemon', 'compose.running']
const after = [...below, 'ls.up']

const up = defineCheck({
  id: 'ls.up',
  title: {en: 'Logstash runs its pipeline', zh: 'Logstash 管道正在运行'},
  impact: {en: 'No line is made a document; Filebeat keeps them back.', zh: '日志无法成为文档；由 Filebeat 暂存。'},
  runs: {en: 'GET :9600/_node/pipelines', zh: '请求 GET :9600/_node/pipelines'},
  remedy: {
    text: {en: 'See what it says in its log, then start it.', zh: '先看其日志，再启动。'},
    commands: ['opsctl logs logstash', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service,
  after: below,
  because: ['host.memory-used'],
  needs: {server: serverFact},
  judge({server}) {
    const evidence = [{kind: 'http' as const, ref: 'GET :9600/_node/pipelines'}]
    if (!server.answers) {
      const {error} = server
      return failure({en: `Logstash does not answer: ${error}`, zh: `Logstash 没有应答：${error}`}, {evidence})
    }

    const {status, version, pipelines} = server
    if (status !== 200) return failure(verbatim(`/_node/pipelines: ${status}`), {evidence})
    if (!pipelines.includes(PIPELINE_ID)) {
      return failure(
        {en: `Pipeline ${PIPELINE_ID} does not run`, zh: `管道 ${PIPELINE_ID} 未运行`},
        {evidence, observed: {pipelines}},
      )
    }

    return healthy(
      {en: `Logstash ${version} runs ${pipelines.join(', ')}`, zh: `Logstash ${version} 运行 ${pipelines.join('、')}`},
      {evidence},
    )
  },
})

const config = defineCheck({
  id: 'ls.config',
  title: {en: 'Logstash runs the pipeline on disk, and it is valid', zh: 'Logstash 运行磁盘上的管道，且其有效'},
  impact: {
    en: 'Changed stages do not hold, or Logstash does not start again.',
    zh: '更改的阶段不生效，或 Logstash 无法再次启动。',
  },
  runs: {
    en: 'Compares the hash in the running pipeline with that of the files; with --deep, logstash --config.test_and_exit.',
    zh: '将运行管道中的哈希与文件比较；--deep 时运行 logstash --config.test_and_exit。',
  },
  remedy: {
    text: {
      en: 'Write the stages anew and let it read them; stages of your own are in overlay/pipeline/.',
      zh: '重新生成各阶段并让其读取；自定义阶段位于 overlay/pipeline/。',
    },
    commands: ['opsctl render', 'opsctl reload logstash'],
  },
  tiers: ['runtime', 'deep'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  needs: {stats: statsFact},
  wants: {tried: triedFact},
  judge({stats: {running, rendered, pipelines}, tried}) {
    if (tried && !tried.ok) {
      const said = {en: `Logstash refuses it: ${tried.error}`, zh: `Logstash 拒绝：${tried.error}`}
      return failure(said, {evidence: [{kind: 'exec', ref: 'logstash --config.test_and_exit', excerpt: tried.error}]})
    }

    const failed = pipelines.find(({reloadError}) => reloadError !== '')
    if (failed) {
      const said = {en: `Its last reload failed: ${failed.reloadError}`, zh: `上次重载失败：${failed.reloadError}`}
      return failure(said, {
        observed: {failures: failed.reloadFailures},
        evidence: [{kind: 'http', ref: 'GET :9600/_node/stats'}],
      })
    }

    if (running !== rendered) {
      return warning(
        {
          en: `It runs ${running?.slice(0, 12) ?? 'an unknown pipeline'}, on disk is ${rendered.slice(0, 12)}`,
          zh: `运行的是 ${running?.slice(0, 12) ?? '未知管道'}，磁盘上是 ${rendered.slice(0, 12)}`,
        },
        {observed: {running, rendered}},
      )
    }

    const [deprecated] = tried?.deprecated ?? []
    if (deprecated !== undefined) return warning({en: `It is deprecated: ${deprecated}`, zh: `已弃用：${deprecated}`})
    return healthy(verbatim(rendered.slice(0, 12)), {observed: {running}})
  },
  fix: {
    level: 'safe',
    plan: (_facts, {status}) =>
      status === 'warn'
        ? {
            effect: {
              en: 'Logstash tries the pipeline on disk and runs it; one that it refuses changes nothing.',
              zh: 'Logstash 试用磁盘上的管道并运行；若被拒绝则不做更改。',
            },
            back: {
              en: 'Put opsctl.yaml back as it was, then: opsctl render && opsctl reload logstash',
              zh: '将 opsctl.yaml 恢复原样，然后：opsctl render && opsctl reload logstash',
            },
            steps: [{kind: 'opsctl', argv: ['reload', 'logstash']}],
          }
        : undefined,
  },
})

const health = defineCheck({
  id: 'ls.health',
  title: {en: 'The pipeline has workers to spare', zh: '管道工作线程有余量'},
  impact: {
    en: 'Lines wait in the queue; once it is full, nothing more is taken.',
    zh: '日志在队列中等待；队列满后不再接收。',
  },
  runs: {
    en: 'GET _health_report, and the share of time in which the workers work, by the limits that Logstash itself has.',
    zh: '读取 _health_report 与工作线程占用率，采用 Logstash 自身的限值。',
  },
  remedy: {
    text: {en: 'Its output is slow, or it has too few processors.', zh: '输出过慢，或处理器不足。'},
    commands: ['opsctl doctor es.rejections es.up', 'opsctl explain logstash.limits'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.up', 'es.read-only', 'es.rejections', 'es.disk-watermark'],
  links: ['https://www.elastic.co/docs/reference/logstash/health-report-pipeline-status'],
  needs: {stats: statsFact},
  wants: {report: reportFact},
  thresholds: {
    busy: {
      warn: 95,
      fail: 99.999,
      unit: '%',
      origin: {en: 'Logstash: PipelineIndicator', zh: 'Logstash：PipelineIndicator'},
    },
  },
  judge({stats: {pipelines}, report}, {limits: {busy}}) {
    const said = (report?.diagnosis ?? []).map(({pipeline, cause, action, url}): Outcome => {
      const words = verbatim(`${pipeline}: ${cause}`)
      const more = {instance: pipeline, observed: {help: url}, remedy: {text: verbatim(action)}}
      return (report?.status === 'red' ? failure : warning)(words, more)
    })
    const measured = pipelines.flatMap(({name, busy1m = 0, busy5m = 0}): readonly Outcome[] => {
      const [warn, fail] = [busy.warn ?? 100, busy.fail ?? 100]
      if (busy5m < warn && busy1m < warn) return []
      const percent = Math.round(Math.max(busy5m, busy1m))
      const words = {
        en: `Workers of ${name} work ${percent} % of the time`,
        zh: `${name} 的工作线程占用率 ${percent} %`,
      }
      return [(busy5m > fail ? failure : warning)(words, {instance: name, limit: 'busy', observed: {busy1m, busy5m}})]
    })
    const [first, ...rest] = said.length > 0 ? said : measured
    if (first) return [first, ...rest]
    if (pipelines.length === 0) return unknown('no-data', {en: 'no pipeline runs', zh: '没有运行的管道'})
    const most = Math.round(Math.max(...pipelines.map(({busy5m = 0}) => busy5m)))
    const few = listFew(pipelines.map(({name}) => name))
    return healthy({en: `${few.en}: workers work ${most} % of the time`, zh: `${few.zh}：工作线程占用率 ${most} %`})
  },
})

export const checks: readonly Check[] = [up, config, health]
