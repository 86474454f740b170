/** What must be true of a running Grafana: it answers, and has every dashboard. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck} from '../component.js'
import {ADMIN, PASSWORD, PORT} from './web.js'

const ready: HealthCheck<{readonly status: number; readonly database: string}> = {
  id: 'grafana.ready',
  title: {en: 'Grafana answers and has its database', zh: 'Grafana 可应答且数据库正常'},
  service: 'grafana',
  async probe(access) {
    const answer = await access.instance('grafana').http({port: PORT, path: '/api/health'})
    const {database = ''} = answer.status === 200 ? (JSON.parse(answer.body) as {database?: string}) : {}
    return {status: answer.status, database}
  },
  judge({status, database}) {
    if (status === 200 && database === 'ok') return pass(verbatim('/api/health: ok'))
    return fail(verbatim(`/api/health: ${status} ${database}`.trim()), verbatim('opsctl logs grafana'))
  },
}

const dashboards: HealthCheck<{readonly status: number; readonly found: number}> = {
  id: 'grafana.dashboards',
  title: {en: 'Grafana has loaded the dashboards', zh: 'Grafana 已加载仪表盘'},
  service: 'grafana',
  async probe(access) {
    const answer = await askAsAdmin(access, '/api/search?type=dash-db&tag=opsctl&limit=200')
    return {status: answer.status, found: answer.status === 200 ? (JSON.parse(answer.body) as unknown[]).length : 0}
  },
  judge({status, found}) {
    if (status === 200 && found > 0) {
      return pass({en: `${found} dashboards`, zh: `${found} 个仪表盘`})
    }

    const detail = {
      en: `Grafana answers ${status} and shows ${found} dashboards`,
      zh: `Grafana 应答 ${status}，显示 ${found} 个仪表盘`,
    }
    return fail(detail, verbatim('opsctl logs grafana'))
  },
}

async function askAsAdmin(access: Access, path: string) {
  const password = await access.secret(PASSWORD)
  return access.instance('grafana').http({port: PORT, path, basicAuth: {user: ADMIN, password}})
}

export const healthChecks: readonly HealthCheck[] = [ready, dashboards]
