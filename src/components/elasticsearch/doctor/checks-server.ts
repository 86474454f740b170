/** Whether Elasticsearch answers, to those it should, with the memory it was meant to have. */
import {type Check, defineCheck, failure, gradeHigh, healthy, type Outcome, warning} from '../../../doctor/check.js'
import {verbatim} from '../../../text.js'
import {heapFact, nodesFact, serverFact} from './facts.js'

const service = 'elasticsearch'
const below = ['docker.daemon', 'compose.running']
const after = [...below, 'es.up']

const up = defineCheck({
  id: 'es.up',
  title: {en: 'Elasticsearch answers', zh: 'Elasticsearch 正常应答'},
  impact: {
    en: 'No line is stored; lines wait in the log path until its queues are full.',
    zh: '日志无法存储；日志链路会排队，直至队列写满。',
  },
  runs: {
    en: 'GET / as user opsctl, whose refusal is told apart from silence.',
    zh: '以用户 opsctl 请求 GET /，并区分拒绝与无应答。',
  },
  remedy: {
    text: {en: 'See what it says in its log, then start it.', zh: '先看其日志，再启动。'},
    commands: ['opsctl logs elasticsearch', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  because: ['host.vm-max-map-count', 'host.disk-used'],
  needs: {server: serverFact},
  thresholds: {time: {warn: 2000, unit: 'ms', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge({server}, {limits: {time}}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /'}]
    if (!server.answers) {
      const {error} = server
      return failure(
        {en: `Elasticsearch does not answer: ${error}`, zh: `Elasticsearch 没有应答：${error}`},
        {evidence},
      )
    }

    const {status, ms, version} = server
    const observed = {status, ms, version}
    if (status === 401) {
      return failure(
        {
          en: 'It refuses user opsctl (401): it runs with other passwords than those in secrets/',
          zh: '它拒绝用户 opsctl（401）：运行中的密码与 secrets/ 不符',
        },
        {
          observed,
          evidence,
          remedy: {
            text: {en: 'opsctl up starts it with the present ones.', zh: 'opsctl up 会以现有密码启动它。'},
            commands: ['opsctl up'],
          },
        },
      )
    }

    if (status !== 200) return failure(verbatim(`GET /: ${status}`), {observed, evidence})
    if (gradeHigh(ms, time) !== 'pass') {
      return warning(
        {en: `It takes ${ms} ms to answer`, zh: `应答耗时 ${ms} 毫秒`},
        {observed, evidence, limit: 'time'},
      )
    }

    return healthy(
      {en: `Elasticsearch ${version} answers`, zh: `Elasticsearch ${version} 正常应答`},
      {observed, evidence},
    )
  },
  fix: {
    level: 'guarded',
    plan(_facts, {observed}) {
      if (observed?.status !== 401) return undefined
      return {
        effect: {
          en: 'Elasticsearch starts anew with the passwords in secrets/.',
          zh: 'Elasticsearch 将以 secrets/ 中的密码重新启动。',
        },
        back: {en: 'Nothing has to be taken back: no data changes.', zh: '无需撤销：数据不变。'},
        downtimeS: 120,
        steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
      }
    },
  },
})

const security = defineCheck({
  id: 'es.security',
  title: {en: 'Elasticsearch refuses who has no password', zh: 'Elasticsearch 拒绝匿名访问'},
  impact: {
    en: 'Whoever reaches the port reads every line, and may delete them.',
    zh: '能访问该端口的人可读取全部日志，并可删除。',
  },
  runs: {en: 'GET / without a log-in, and where the port is published.', zh: '未登录请求 GET /，并查看端口发布地址。'},
  remedy: {
    text: {en: 'Start it with the rendered settings, which demand a log-in.', zh: '以生成的设置启动，它要求登录。'},
    commands: ['opsctl render', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['security'],
  after,
  needs: {server: serverFact},
  judge({server}) {
    if (!server.answers) return failure({en: 'It does not answer', zh: '没有应答'})
    const {anonymous, publishedAt} = server
    const observed = {anonymous, publishedAt}
    const evidence = [{kind: 'http' as const, ref: 'GET /', excerpt: `${anonymous}`}]
    if (anonymous === 401) return healthy({en: 'Anonymous: 401', zh: '匿名访问：401'}, {observed, evidence})
    const outside = publishedAt.filter((bind) => !bind.startsWith('127.') && bind !== '::1')
    const said = {en: `It answers ${anonymous} to who has no password`, zh: `对匿名请求返回 ${anonymous}`}
    if (outside.length === 0) return warning(said, {observed, evidence})
    const at = outside.join(', ')
    return failure({en: `${said.en}, published on ${at}`, zh: `${said.zh}，发布于 ${at}`}, {observed, evidence})
  },
})

const heap = defineCheck({
  id: 'es.heap',
  title: {en: 'The heap has room', zh: 'JVM 堆有余量'},
  impact: {
    en: 'A full heap is collected all the time: it answers late, refuses lines, then ends.',
    zh: '堆写满会不断回收：应答变慢、拒绝写入，最终崩溃。',
  },
  runs: {
    en: 'Reads heap_used_percent three times; the lowest counts, as garbage is no need.',
    zh: '读取三次 heap_used_percent，取最低值，因为垃圾不算需求。',
  },
  remedy: {
    text: {
      en: 'Raise elasticsearch.limits.memory: the heap is half of it. Or keep fewer shards: a shorter logs.retention.',
      zh: '调大 elasticsearch.limits.memory（堆取其一半），或缩短 logs.retention 以减少分片。',
    },
    commands: ['opsctl explain elasticsearch.limits', 'opsctl explain logs.retention'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.heap-size', 'es.shards'],
  needs: {nodes: nodesFact},
  thresholds: {
    used: {warn: 80, fail: 90, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge({nodes}, {limits: {used}}) {
    const all = nodes.map(({name, heapPercents}) => ({name, percent: Math.min(...heapPercents)}))
    const rows = all.flatMap(({name, percent}): readonly Outcome[] => {
      const grade = gradeHigh(percent, used)
      if (grade === 'pass') return []
      const words = {en: `${percent} % of the heap of ${name} is in use`, zh: `${name} 的堆使用率为 ${percent} %`}
      return [(grade === 'fail' ? failure : warning)(words, {limit: 'used', observed: {percent}})]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const most = Math.max(0, ...all.map(({percent}) => percent))
    return healthy({en: `${most} % in use`, zh: `使用率 ${most} %`}, {observed: {percent: most}})
  },
})

/** What Elastic calls the least for production. */
const PRODUCTION_MIB = 1024

const heapSize = defineCheck({
  id: 'es.heap-size',
  title: {en: 'The heap fits its container', zh: '堆大小与容器匹配'},
  impact: {
    en: 'More than half of the memory leaves none for the cache of files; more than all of it is killed.',
    zh: '超过内存一半则没有文件缓存可用；超过全部则会被杀。',
  },
  runs: {
    en: 'Reads -Xms and -Xmx of the file that the JVM reads, against limits.memory.',
    zh: '读取 JVM 选项文件中的 -Xms 与 -Xmx，并与 limits.memory 比较。',
  },
  remedy: {
    text: {
      en: 'Leave elasticsearch.heap away: it is half of limits.memory then. Raise that for production.',
      zh: '不要设置 elasticsearch.heap：默认取 limits.memory 的一半。生产环境请调大内存。',
    },
    commands: ['opsctl explain elasticsearch.heap', 'opsctl render', 'opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the file', zh: '该文件位于 chart 中'},
  needs: {heap: heapFact},
  judge({heap: {minMiB, maxMiB, limitMiB, wantedMiB}}, {stack}) {
    const observed = {minMiB, maxMiB, limitMiB, wantedMiB}
    const evidence = [{kind: 'file' as const, ref: 'deploy/elasticsearch/config/server/jvm.options'}]
    if (maxMiB === undefined || minMiB === undefined) {
      return warning({en: '-Xms or -Xmx is not set', zh: '未设置 -Xms 或 -Xmx'}, {observed, evidence})
    }

    const said = {en: `-Xmx is ${maxMiB} MiB of ${limitMiB} MiB`, zh: `-Xmx 为 ${maxMiB} MiB，容器内存 ${limitMiB} MiB`}
    if (maxMiB >= limitMiB) return failure(said, {observed, evidence})
    if (maxMiB > limitMiB / 2) {
      return warning({en: `${said.en}, which is more than half`, zh: `${said.zh}，超过一半`}, {observed, evidence})
    }

    if (minMiB !== maxMiB) {
      const words = {
        en: `-Xms ${minMiB} MiB and -Xmx ${maxMiB} MiB differ`,
        zh: `-Xms ${minMiB} MiB 与 -Xmx ${maxMiB} MiB 不同`,
      }
      return warning(words, {observed, evidence})
    }

    if (stack.environment === 'production' && maxMiB < PRODUCTION_MIB) {
      return warning({en: `${said.en}: little for production`, zh: `${said.zh}：对生产环境偏小`}, {observed, evidence})
    }

    return healthy(said, {observed, evidence})
  },
  fix: {
    level: 'guarded',
    plan(_facts, {observed}) {
      // What opsctl.yaml itself asks for is a person's decision.
      if (observed?.maxMiB === observed?.wantedMiB && observed?.minMiB === observed?.wantedMiB) return undefined
      return {
        effect: {
          en: `jvm.options is written anew with ${observed?.wantedMiB} MiB, and Elasticsearch starts anew.`,
          zh: `以 ${observed?.wantedMiB} MiB 重新生成 jvm.options，并重启 Elasticsearch。`,
        },
        back: {
          en: 'Set elasticsearch.heap in opsctl.yaml, then: opsctl up',
          zh: '在 opsctl.yaml 中设置 elasticsearch.heap，然后：opsctl up',
        },
        downtimeS: 120,
        steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
      }
    },
  },
})

export const serverChecks: readonly Check[] = [up, security, heapSize, heap]
