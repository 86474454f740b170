/** What must be true of a running Kibana: it is available, lets no stranger in, and shows what opsctl gave it. */
import {fail, pass, warn} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {HealthCheck, Stack} from '../component.js'
import {askKibana} from './client.js'
import {makeBundle} from './objects/bundle.js'
import {hasObjects} from './preparation.js'

type Status = {readonly status: number; readonly level: string; readonly failing: readonly string[]}

const SEE_LOGS = verbatim('opsctl logs kibana')

const available: HealthCheck<Status> = {
  id: 'kibana.status',
  title: {en: 'Kibana is available', zh: 'Kibana 可用'},
  service: 'kibana',
  async probe(access) {
    const answer = await askKibana(access, {path: '/api/status', timeoutMs: 10_000})
    const {status} = JSON.parse(answer.body) as StatusBody
    const core = Object.entries(status?.core ?? {})
    return {
      status: answer.status,
      level: status?.overall?.level ?? '',
      failing: core.filter(([, one]) => one.level !== 'available').map(([name]) => name),
    }
  },
  judge({status, level, failing}) {
    const detail = verbatim([`/api/status: ${status} ${level}`, ...failing].join(', ').trim())
    if (status === 200 && level === 'available') return pass(detail)
    // One of its two hundred plugins is not well; what it can't do without is.
    if (status === 200 && level === 'degraded' && failing.length === 0) return warn(detail, SEE_LOGS)
    return fail(detail, SEE_LOGS)
  },
}

interface StatusBody {
  readonly status?: {
    readonly overall?: {readonly level?: string}
    readonly core?: Readonly<Record<string, {readonly level?: string}>>
  }
}

const closed: HealthCheck<{readonly status: number}> = {
  id: 'kibana.closed',
  title: {en: 'Kibana lets nobody in without a password', zh: 'Kibana 无密码不可访问'},
  service: 'kibana',
  async probe(access) {
    const {status} = await askKibana(access, {path: '/api/spaces/space', timeoutMs: 10_000}, {asStranger: true})
    return {status}
  },
  judge({status}) {
    if (status === 401) return pass(verbatim('/api/spaces/space: 401'))
    return fail(
      {en: `A request without a log-in is answered with ${status}`, zh: `未登录的请求得到应答 ${status}`},
      SEE_LOGS,
    )
  },
}

/** The checks of this room's server. */
export function healthChecks(stack: Stack): readonly HealthCheck[] {
  return [available, closed, objectsPresent(stack)] as readonly HealthCheck[]
}

function objectsPresent(stack: Stack): HealthCheck<{readonly wanted: number; readonly present: boolean}> {
  const bundle = makeBundle(stack)
  return {
    id: 'kibana.objects',
    title: {en: 'Kibana shows the dashboard and searches of opsctl', zh: 'Kibana 显示 opsctl 的仪表盘与搜索'},
    service: 'kibana',
    probe: async (access) => ({wanted: bundle.objects.length, present: await hasObjects(access, bundle)}),
    judge({wanted, present}) {
      if (present) return pass({en: `${wanted} saved objects`, zh: `${wanted} 个已保存对象`})
      return fail(
        {
          en: 'Some of its saved objects are missing or older than opsctl.yaml',
          zh: '部分已保存对象缺失或旧于 opsctl.yaml',
        },
        verbatim('opsctl up'),
      )
    },
  }
}
