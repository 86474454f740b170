/** Whether Prometheus serves, with the configuration it was given. */
import {type Check, defineCheck, failure, healthy, listFew, unknown, warning} from '../../../doctor/check.js'
import {verbatim} from '../../../text.js'
import {configFact, serverFact} from './facts.js'

const service = 'prometheus'
const below = ['docker.daemon', 'compose.running']
const NOT_READY = {en: 'it still replays its write-ahead log', zh: '它仍在重放预写日志'}

const ready = defineCheck({
  id: 'prom.ready',
  title: {en: 'Prometheus serves queries', zh: 'Prometheus 可提供查询'},
  impact: {
    en: 'No metric is read and no alert is raised until it does.',
    zh: '在此之前不采集指标，也不产生告警。',
  },
  runs: {
    en: 'Asks /-/ready, which is 503 while it replays its log; /-/healthy is always 200.',
    zh: '请求 /-/ready，重放日志期间返回 503；/-/healthy 总是返回 200。',
  },
  remedy: {
    text: {en: 'See what it says in its log, then start it.', zh: '先看其日志，再启动。'},
    commands: ['opsctl logs prometheus', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  links: ['https://prometheus.io/docs/prometheus/latest/management_api/'],
  needs: {server: serverFact},
  judge({server}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /-/ready'}]
    if (!server.answers) {
      const {error} = server
      return failure({en: `Prometheus does not answer: ${error}`, zh: `Prometheus 没有应答：${error}`}, {evidence})
    }

    const {ready, replay} = server
    if (ready === 200) return healthy(verbatim('/-/ready: 200'), {observed: {status: ready}, evidence})
    if (!replay || ready !== 503 || replay.max === replay.min) {
      return failure(verbatim(`/-/ready: ${ready}`), {observed: {status: ready}, evidence})
    }

    const share = Math.round(((replay.current - replay.min) / (replay.max - replay.min)) * 100)
    return warning(
      {en: `It replays its write-ahead log: ${share} % done`, zh: `正在重放预写日志：已完成 ${share} %`},
      {
        observed: {status: ready, percent: share},
        evidence,
        remedy: {text: {en: 'Wait; it takes minutes after a crash.', zh: '请等待；崩溃后需要数分钟。'}},
      },
    )
  },
})

const config = defineCheck({
  id: 'prom.config',
  title: {en: 'The configuration and rules on disk are valid', zh: '磁盘上的配置与规则有效'},
  impact: {
    en: 'What is invalid is refused at the next reload or start: changes do not arrive, or Prometheus does not start.',
    zh: '无效内容在下次重载或启动时被拒绝：更改不会生效，或 Prometheus 无法启动。',
  },
  runs: {
    en: 'promtool check config in its container, over the files it has mounted.',
    zh: '在其容器中对已挂载的文件运行 promtool check config。',
  },
  remedy: {
    text: {
      en: 'Write the files anew from opsctl.yaml; a rule of your own is in overlay/.',
      zh: '由 opsctl.yaml 重新生成文件；自定义规则位于 overlay/。',
    },
    commands: ['opsctl render', 'opsctl reload prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  links: ['https://prometheus.io/docs/prometheus/latest/command-line/promtool/'],
  needs: {config: configFact},
  judge({config: {exitCode, problems, duplicates}}) {
    const few = listFew(problems)
    const evidence = [{kind: 'exec' as const, ref: 'promtool check config', excerpt: few.en}]
    if (exitCode === 0 && !duplicates)
      return healthy({en: 'promtool finds no fault', zh: 'promtool 未发现错误'}, {evidence})
    if (exitCode === 0) {
      return warning({en: `Rules are there twice: ${few.en}`, zh: `存在重复规则：${few.zh}`}, {evidence})
    }

    return failure({en: `promtool refuses it: ${few.en}`, zh: `promtool 拒绝：${few.zh}`}, {evidence})
  },
  fix: {
    level: 'safe',
    plan: (_facts, {status}) =>
      status === 'fail'
        ? {
            effect: {
              en: 'The files in deploy/ are written anew from opsctl.yaml and overlay/.',
              zh: '由 opsctl.yaml 与 overlay/ 重新生成 deploy/ 中的文件。',
            },
            back: {
              en: 'They are always written anew; nothing of yours is in them.',
              zh: '它们总是重新生成，不含您的内容。',
            },
            steps: [{kind: 'opsctl', argv: ['render']}],
          }
        : undefined,
  },
})

const reload = defineCheck({
  id: 'prom.reload',
  title: {en: 'Prometheus runs the configuration on disk', zh: 'Prometheus 运行的是磁盘上的配置'},
  impact: {
    en: 'New targets and rules do not hold yet, and nothing says so.',
    zh: '新的目标与规则尚未生效，且没有任何提示。',
  },
  runs: {
    en: 'Compares the hash in the loaded stamp rule with that of the files, and reads whether the last reload was taken.',
    zh: '将已加载标记规则中的哈希与文件哈希比较，并读取上次重载是否成功。',
  },
  remedy: {
    text: {en: 'Let it read its files again.', zh: '让它重新读取文件。'},
    commands: ['opsctl reload prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: [...below, 'prom.ready'],
  because: ['prom.config', 'config.generated-drift'],
  needs: {server: serverFact},
  judge({server}) {
    if (!server.answers || server.reloadOk === undefined) return unknown('no-data', NOT_READY)
    const {running, rendered = ''} = server
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v1/status/runtimeinfo'}]
    const observed = {running, rendered, reloadOk: server.reloadOk}
    if (!server.reloadOk) {
      return failure(
        {en: 'It refused its last reload and runs an older configuration', zh: '上次重载被拒绝，仍运行旧配置'},
        {observed, evidence},
      )
    }

    if (running === rendered) return healthy(verbatim(rendered.slice(0, 12)), {observed, evidence})
    const runs = running?.slice(0, 12)
    return warning(
      {
        en: `It runs ${runs ?? 'an unknown configuration'}, on disk is ${rendered.slice(0, 12)}`,
        zh: `运行的是 ${runs ?? '未知配置'}，磁盘上是 ${rendered.slice(0, 12)}`,
      },
      {observed, evidence},
    )
  },
  fix: {
    level: 'guarded',
    plan: () => ({
      effect: {
        en: 'Prometheus tries the files on disk and runs them; one that it refuses changes nothing.',
        zh: 'Prometheus 试用磁盘上的文件并运行；若被拒绝则不做更改。',
      },
      back: {
        en: 'Put opsctl.yaml back as it was, then: opsctl render && opsctl reload prometheus',
        zh: '将 opsctl.yaml 恢复原样，然后：opsctl render && opsctl reload prometheus',
      },
      steps: [{kind: 'opsctl', argv: ['reload', 'prometheus']}],
    }),
  },
})

const lifecycle = defineCheck({
  id: 'prom.lifecycle',
  title: {
    en: 'Nobody can stop Prometheus or delete its data over HTTP',
    zh: '无人可通过 HTTP 停止 Prometheus 或删除其数据',
  },
  impact: {
    en: 'Whoever reaches the port can end it, change what it runs, or delete series.',
    zh: '能访问该端口的人可停止它、更改其配置或删除数据。',
  },
  runs: {
    en: 'Reads the flags web.enable-lifecycle and web.enable-admin-api, where it is published, and whether a request without a log-in is answered.',
    zh: '读取 web.enable-lifecycle 与 web.enable-admin-api、发布地址，以及未登录请求是否被应答。',
  },
  remedy: {
    text: {
      en: 'Take the two flags away and let it demand its log-in, as the rendered files do.',
      zh: '去掉这两个参数并要求登录，生成的文件即如此。',
    },
    commands: ['opsctl render', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['security'],
  after: [...below, 'prom.ready'],
  needs: {server: serverFact},
  judge({server}) {
    if (!server.answers || server.lifecycleApi === undefined) return unknown('no-data', NOT_READY)
    const {lifecycleApi, adminApi, anonymous, publishedAt} = server
    const isOpen = anonymous === 200
    const open = [...(lifecycleApi ? ['web.enable-lifecycle'] : []), ...(adminApi ? ['web.enable-admin-api'] : [])]
    const outside = publishedAt.filter((bind) => !bind.startsWith('127.') && bind !== '::1')
    const observed = {flags: open, anonymous, publishedAt}
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v1/status/flags'}]
    if (isOpen && open.length > 0) {
      const detail = {en: `${open.join(', ')} without a log-in`, zh: `${open.join('、')} 无需登录`}
      if (outside.length === 0) return warning(detail, {observed, evidence})
      const at = outside.join(', ')
      return failure({en: `${detail.en}, published on ${at}`, zh: `${detail.zh}，发布于 ${at}`}, {observed, evidence})
    }

    if (isOpen) {
      return warning({en: 'It answers without a log-in', zh: '无需登录即可应答'}, {observed, evidence})
    }

    return healthy({en: 'It demands a log-in', zh: '要求登录'}, {observed, evidence})
  },
})

export const serverChecks: readonly Check[] = [ready, config, reload, lifecycle]
