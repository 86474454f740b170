/** Whether Kibana can be used, and keeps what people save. */
import {type Check, defineCheck, failure, healthy, listFew, warning} from '../../../doctor/check.js'
import {keysFact, statusFact} from './facts.js'

const service = 'kibana'
const SEE_LOGS = {
  text: {
    en: 'Mend Elasticsearch first; then see what Kibana says in its log.',
    zh: '先修复 Elasticsearch，再查看 Kibana 的日志。',
  },
  commands: ['opsctl doctor elasticsearch', 'opsctl logs kibana'],
}

const status = defineCheck({
  id: 'kib.status',
  title: {en: 'Kibana is available', zh: 'Kibana 可用'},
  impact: {en: 'Nobody can search lines or see their dashboards.', zh: '无法检索日志或查看仪表盘。'},
  runs: {
    en: 'GET /api/status as user opsctl: strangers see no more than its level.',
    zh: '以用户 opsctl 请求 GET /api/status：匿名者只能看到总体级别。',
  },
  remedy: SEE_LOGS,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: ['docker.daemon', 'compose.running'],
  because: ['es.up', 'es.health', 'es.read-only'],
  needs: {status: statusFact},
  judge({status: seen}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/status'}]
    if (!seen.answers) {
      const {error} = seen
      return failure({en: `Kibana does not answer: ${error}`, zh: `Kibana 没有应答：${error}`}, {evidence})
    }

    const {status: code, level, summary, core} = seen
    const observed = {status: code, level, core: core.map(({name}) => name)}
    if (code === 200 && level === 'available') return healthy({en: 'It is available', zh: '可用'}, {observed, evidence})
    const parts = listFew(core.map((one) => `${one.name} ${one.level} (${one.summary})`))
    const said = {
      en: [level || `HTTP ${code}`, parts.en || summary].filter((part) => part !== '').join(': '),
      zh: [level || `HTTP ${code}`, parts.zh || summary].filter((part) => part !== '').join('：'),
    }
    // One of its two hundred plugins is not well; what it can't do without is.
    if (code === 200 && level === 'degraded' && core.length === 0) return warning(said, {observed, evidence})
    return failure(said, {observed, evidence})
  },
})

const keys = defineCheck({
  id: 'kib.keys',
  title: {en: 'Kibana’s encryption keys are set', zh: 'Kibana 加密密钥已设置'},
  impact: {
    en: 'With every start Kibana draws new ones: everybody is logged out, and saved connectors can’t be read.',
    zh: '每次启动都会生成新密钥：所有人被登出，已保存的连接器无法读取。',
  },
  runs: {
    en: 'Looks for the three keys in kibana.yml and in secrets/.',
    zh: '在 kibana.yml 与 secrets/ 中查找三个密钥。',
  },
  remedy: {
    text: {
      en: 'opsctl draws what is missing and writes kibana.yml anew.',
      zh: 'opsctl 会生成缺失的密钥并重新生成 kibana.yml。',
    },
    commands: ['opsctl secrets list', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  service,
  tags: ['security'],
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the file', zh: '该文件位于 chart 中'},
  needs: {keys: keysFact},
  judge({keys: all}) {
    const missing = all.filter(({isSet, isUsed}) => !isSet || !isUsed)
    const evidence = [{kind: 'file' as const, ref: 'deploy/kibana/config/server/kibana.yml'}]
    if (missing.length === 0)
      return healthy({en: `${all.length} keys are set`, zh: `${all.length} 个密钥已设置`}, {evidence})
    const few = listFew(missing.map(({setting}) => setting))
    return warning(
      {en: `Not set: ${few.en}`, zh: `未设置：${few.zh}`},
      {observed: {secrets: missing.map(({secret}) => secret)}, evidence},
    )
  },
  fix: {
    level: 'guarded',
    plan: () => ({
      effect: {
        en: 'Missing keys are drawn, kibana.yml is written anew, and Kibana starts anew: people log in again.',
        zh: '生成缺失的密钥与 kibana.yml 并重启 Kibana：用户需重新登录。',
      },
      back: {
        en: 'Keys are kept in secrets/; there is nothing to go back to.',
        zh: '密钥保存在 secrets/ 中；无需回退。',
      },
      downtimeS: 120,
      steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
    }),
  },
})

export const checks: readonly Check[] = [status, keys]
