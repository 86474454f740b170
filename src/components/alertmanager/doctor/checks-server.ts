/** Whether Alertmanager takes alerts, with the configuration it was given. */
import {type Check, defineCheck, failure, healthy, listFew, warning} from '../../../doctor/check.js'
import {verbatim} from '../../../text.js'
import {configFact, serverFact} from './facts.js'

const service = 'alertmanager'
const below = ['docker.daemon', 'compose.running']
const RENDER = {kind: 'opsctl', argv: ['render']} as const
const RELOAD = {kind: 'opsctl', argv: ['reload', 'alertmanager']} as const

const up = defineCheck({
  id: 'am.up',
  title: {en: 'Alertmanager takes alerts', zh: 'Alertmanager 可接收告警'},
  impact: {en: 'Alerts fire and nobody is told.', zh: '告警已触发，但无人得知。'},
  runs: {
    en: 'Asks /api/v2/status with its log-in; /-/ready is always 200 and proves only that HTTP runs.',
    zh: '登录后请求 /api/v2/status；/-/ready 总是返回 200，只能证明 HTTP 在运行。',
  },
  remedy: {
    text: {en: 'See what it says in its log, then start it.', zh: '先看其日志，再启动。'},
    commands: ['opsctl logs alertmanager', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  needs: {server: serverFact},
  judge({server}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v2/status'}]
    if (!server.answers) {
      const {error} = server
      return failure({en: `Alertmanager does not answer: ${error}`, zh: `Alertmanager 没有应答：${error}`}, {evidence})
    }

    const {status, version, cluster} = server
    if (status === 401) {
      return failure(
        {en: 'It refuses the password in secrets/ (401)', zh: '它拒绝 secrets/ 中的密码（401）'},
        {
          evidence,
          remedy: {
            text: {en: 'It runs with an older one: start it anew.', zh: '它仍在使用旧密码：请重新启动。'},
            commands: ['opsctl up'],
          },
        },
      )
    }

    if (status !== 200) return failure(verbatim(`/api/v2/status: ${status}`), {evidence})
    if (cluster === 'settling') {
      return warning({en: 'Its cluster is not settled yet', zh: '其集群尚未稳定'}, {observed: {cluster}, evidence})
    }

    return healthy({en: `Alertmanager ${version} answers`, zh: `Alertmanager ${version} 正常应答`}, {evidence})
  },
})

const config = defineCheck({
  id: 'am.config',
  title: {en: 'Alertmanager’s configuration is valid, and runs', zh: 'Alertmanager 的配置有效且正在运行'},
  impact: {
    en: 'What is invalid is refused: changed receivers do not hold, or Alertmanager does not start.',
    zh: '无效内容会被拒绝：接收器的更改不生效，或 Alertmanager 无法启动。',
  },
  runs: {
    en: 'amtool check-config in its container, and the hash that it says it runs against that of the files.',
    zh: '在其容器中运行 amtool check-config，并将其运行配置的哈希与文件比较。',
  },
  remedy: {
    text: {
      en: 'Write the file anew from opsctl.yaml and let it read it.',
      zh: '由 opsctl.yaml 重新生成文件，并让它读取。',
    },
    commands: ['opsctl render', 'opsctl reload alertmanager'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  because: ['config.generated-drift'],
  links: ['https://prometheus.io/docs/alerting/latest/configuration/'],
  needs: {config: configFact},
  judge({config: {exitCode, problems, deprecated, running, rendered}}) {
    const evidence = [{kind: 'exec' as const, ref: 'amtool check-config', excerpt: listFew(problems).en}]
    if (exitCode !== 0) {
      const few = listFew(problems)
      return failure({en: `amtool refuses it: ${few.en}`, zh: `amtool 拒绝：${few.zh}`}, {evidence})
    }

    if (deprecated.length > 0) {
      const keys = deprecated.join(', ')
      return warning(
        {en: `It uses ${keys}, which later versions no longer know`, zh: `使用了后续版本不再支持的 ${keys}`},
        {evidence, observed: {deprecated}},
      )
    }

    if (running !== rendered) {
      const runs = running?.slice(0, 12)
      return warning(
        {
          en: `It runs ${runs ?? 'an older configuration'}, on disk is ${rendered.slice(0, 12)}`,
          zh: `运行的是 ${runs ?? '较旧的配置'}，磁盘上是 ${rendered.slice(0, 12)}`,
        },
        {
          observed: {running, rendered},
          evidence: [{kind: 'http', ref: 'GET /metrics alertmanager_config_hash'}],
          remedy: {
            text: {en: 'Let it read its file again.', zh: '让它重新读取文件。'},
            commands: ['opsctl reload alertmanager'],
          },
        },
      )
    }

    return healthy({en: 'amtool finds no fault, and it runs', zh: 'amtool 未发现错误，且正在运行'}, {evidence})
  },
  fix: {
    level: 'safe',
    plan: (_facts, {status}) => ({
      effect: {
        en: 'alertmanager.yml is written from opsctl.yaml and read; one that is refused changes nothing.',
        zh: '由 opsctl.yaml 生成 alertmanager.yml 并读取；若被拒绝则不做更改。',
      },
      back: {
        en: 'Put opsctl.yaml back as it was, then: opsctl render && opsctl reload alertmanager',
        zh: '将 opsctl.yaml 恢复原样，然后：opsctl render && opsctl reload alertmanager',
      },
      steps: status === 'fail' ? [RENDER, RELOAD] : [RELOAD],
    }),
  },
})

export const serverChecks: readonly Check[] = [up, config]
