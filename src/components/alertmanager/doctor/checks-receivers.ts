/** Whether somebody real is told, and by what way. */
import {type Check, defineCheck, failure, healthy, listFew, note, skipped, warning} from '../../../doctor/check.js'
import {configFact, notificationsFact, receiversFact, testFact} from './facts.js'

const service = 'alertmanager'
const after = ['docker.daemon', 'compose.running', 'am.up']
const NOBODY = {en: 'opsctl.yaml names no receiver', zh: 'opsctl.yaml 中没有接收器'}

const real = defineCheck({
  id: 'am.receivers-real',
  title: {en: 'Alerts go to somebody real', zh: '告警发送给真实的接收者'},
  impact: {
    en: 'An alert that is sent to a sample address is an alert that nobody reads.',
    zh: '发往示例地址的告警无人会看到。',
  },
  runs: {
    en: 'Looks in alerting.receivers, and in their secrets, for addresses that manuals use: example.com, YOUR/SLACK/WEBHOOK, …',
    zh: '在 alerting.receivers 及其密钥中查找手册中的示例地址：example.com、YOUR/SLACK/WEBHOOK 等。',
  },
  remedy: {
    text: {
      en: 'Name a receiver under alerting.receivers in opsctl.yaml, set its secret, and send it a test.',
      zh: '在 opsctl.yaml 的 alerting.receivers 中填写接收器，设置其密钥，并发送测试。',
    },
    commands: ['opsctl explain alerting.receivers', 'opsctl secrets list', 'opsctl alerts send-test'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  service,
  tags: ['alerts'],
  needs: {receivers: receiversFact},
  judge({receivers}, {stack}) {
    const inProduction = stack.environment === 'production'
    if (receivers.length === 0) {
      return inProduction
        ? failure({
            en: 'No receiver is named: no alert of production reaches anybody',
            zh: '未配置接收器：生产环境的告警无人收到',
          })
        : note({
            en: 'No receiver is named: alerts are shown and sent to nobody',
            zh: '未配置接收器：告警仅展示，不发送',
          })
    }

    const [first, ...rest] = receivers
      .filter(({samples}) => samples.length > 0)
      .map(({name, samples}) => {
        const few = listFew(samples)
        return (inProduction ? failure : warning)(
          {en: `${name} has a sample in ${few.en}`, zh: `${name} 的 ${few.zh} 是示例值`},
          {
            instance: name,
            observed: {samples},
            evidence: [{kind: 'file', ref: `opsctl.yaml alerting.receivers.${name}`}],
          },
        )
      })
    if (first) return [first, ...rest]
    const few = listFew(receivers.map(({name, type}) => `${name} (${type})`))
    return healthy({en: `Told are: ${few.en}`, zh: `接收器：${few.zh}`})
  },
})

const routes = defineCheck({
  id: 'am.routes',
  title: {en: 'A critical alert reaches a receiver', zh: '严重告警能到达接收器'},
  impact: {en: 'The worst alerts are those that nobody is told of.', zh: '最严重的告警反而无人得知。'},
  runs: {
    en: 'amtool config routes test severity=critical, on the file that Alertmanager has mounted.',
    zh: '对 Alertmanager 已挂载的文件运行 amtool config routes test severity=critical。',
  },
  remedy: {
    text: {
      en: 'Add a route for critical alerts under alerting.routes, or leave routes empty: then everybody is told.',
      zh: '在 alerting.routes 中为 critical 添加路由，或将 routes 留空：则通知所有接收器。',
    },
    commands: ['opsctl alerts route severity=critical', 'opsctl explain alerting.routes'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['alerts'],
  after: ['docker.daemon', 'compose.running'],
  because: ['am.config'],
  needs: {config: configFact, receivers: receiversFact},
  judge({config: {critical}, receivers}, {stack}) {
    if (receivers.length === 0) return skipped('not-applicable', NOBODY)
    const evidence = [
      {kind: 'exec' as const, ref: 'amtool config routes test severity=critical', excerpt: critical.join(', ')},
    ]
    const told = critical.filter((name) => name !== 'none')
    const observed = {receivers: told}
    if (told.length === 0) {
      return failure({en: 'A critical alert is sent to nobody', zh: '严重告警不会发送给任何人'}, {observed, evidence})
    }

    const {watchdog} = stack.alerting
    if (told.every((name) => name === watchdog)) {
      const detail = {
        en: `A critical alert goes to ${watchdog} alone, which waits for the watchdog`,
        zh: `严重告警只发送给 ${watchdog}，而它仅用于接收 Watchdog`,
      }
      return warning(detail, {observed, evidence})
    }

    const few = listFew(told)
    return healthy({en: `A critical alert goes to ${few.en}`, zh: `严重告警发送给 ${few.zh}`}, {observed, evidence})
  },
})

const notify = defineCheck({
  id: 'am.notify',
  title: {en: 'Messages reach their receivers', zh: '消息能送达接收器'},
  impact: {en: 'Alerts fire, and the message about them gets lost.', zh: '告警已触发，但消息丢失。'},
  runs: {
    en: 'Compares attempts and failures of each receiver over 15 minutes, and reads in the log what it answered.',
    zh: '比较每个接收器 15 分钟内的尝试与失败次数，并在日志中查看其应答。',
  },
  remedy: {
    text: {
      en: 'Check address, secret and the way out, then send a test.',
      zh: '检查地址、密钥与出网链路，然后发送测试。',
    },
    commands: ['opsctl alerts send-test', 'opsctl logs alertmanager'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['alerts'],
  after,
  because: ['am.receivers-real', 'host.dns'],
  isFor: ({prometheus}) =>
    prometheus.enabled || {en: 'no Prometheus counts its messages', zh: '没有 Prometheus 统计其消息'},
  needs: {notifications: notificationsFact},
  judge({notifications: {receivers, refusals}}) {
    const [first, ...rest] = receivers
      .filter(({failed}) => failed >= 0.5)
      .map(({receiver, requests, failed}) => {
        const lost = Math.min(failed, requests)
        const why = refusals[receiver]
        const said = why === undefined ? '' : `: ${why}`
        const [count, all] = [Math.round(lost), Math.max(Math.round(requests), Math.round(lost))]
        return (lost >= requests * 0.999 ? failure : warning)(
          {
            en: `${receiver}: ${count} of ${all} attempts failed in 15 minutes${said}`,
            zh: `${receiver}：15 分钟内 ${all} 次尝试中 ${count} 次失败${said}`,
          },
          {
            instance: receiver,
            observed: {requests, failed},
            evidence: [
              {kind: 'promql', ref: 'increase(alertmanager_notification_requests_failed_total[15m])'},
              ...(why === undefined ? [] : [{kind: 'log' as const, ref: 'alertmanager', excerpt: why}]),
            ],
          },
        )
      })
    if (first) return [first, ...rest]
    const sent = Math.round(receivers.reduce((sum, {requests}) => sum + requests, 0))
    return healthy({en: `${sent} messages in 15 minutes, none failed`, zh: `15 分钟内 ${sent} 条消息，无失败`})
  },
})

const test = defineCheck({
  id: 'am.test-alert',
  title: {en: 'A test alert reaches every receiver', zh: '测试告警能到达每个接收器'},
  impact: {en: 'The way to a receiver is found broken only when it matters.', zh: '只有在紧要关头才会发现链路已断。'},
  runs: {
    en: 'Sends one test alert to each receiver and waits up to 40 s for its answer.',
    zh: '向每个接收器发送一条测试告警，最多等待 40 秒。',
  },
  remedy: {
    text: {en: 'Check address, secret and the way out.', zh: '检查地址、密钥与出网链路。'},
    commands: ['opsctl alerts send-test', 'opsctl logs alertmanager'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'fail'],
  service,
  tags: ['alerts'],
  after,
  because: ['am.notify', 'am.config'],
  isFor: ({alerting}) => Object.keys(alerting.receivers).length > 0 || NOBODY,
  needs: {test: testFact},
  judge({test: results}) {
    const [first, ...rest] = results
      .filter(({delivered}) => !delivered)
      .map(({receiver, seconds, reason}) => {
        const said = reason === '' ? '' : `: ${reason}`
        return failure(
          {
            en: `${receiver} took no message within ${Math.round(seconds)} s${said}`,
            zh: `${receiver} 在 ${Math.round(seconds)} 秒内未接收消息${said}`,
          },
          {instance: receiver, observed: {seconds}},
        )
      })
    if (first) return [first, ...rest]
    const few = listFew(results.map(({receiver, seconds}) => `${receiver} (${seconds} s)`))
    return healthy({en: `Delivered: ${few.en}`, zh: `已送达：${few.zh}`})
  },
})

export const receiverChecks: readonly Check[] = [real, routes, notify, test]
