/** What must be true for lines to be stored: it lets only its users in, takes lines, and gives the writer no more than that. */
import {fail, pass, warn} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {HealthCheck} from '../component.js'
import {EXPORTER_PORT, streamsOf} from './names.js'
import {ask, askAs} from './web.js'

/** What Elasticsearch's own check at its start asks of a machine. */
const ENOUGH_MAPS = 262_144

const logs = verbatim('opsctl logs elasticsearch')

const cluster: HealthCheck<{readonly answer: number; readonly status: string}> = {
  id: 'elasticsearch.cluster',
  title: {en: 'Elasticsearch has all of its data', zh: 'Elasticsearch 的数据完整'},
  service: 'elasticsearch',
  async probe(access) {
    const answer = await askAs(access, 'opsctl', '/_cluster/health')
    const {status = ''} = answer.status === 200 ? (JSON.parse(answer.body) as {status?: string}) : {}
    return {answer: answer.status, status}
  },
  judge({answer, status}) {
    if (answer === 401) {
      return fail(
        {en: 'user opsctl is refused (401)', zh: '用户 opsctl 被拒绝（401）'},
        {
          en: 'Elasticsearch runs with other passwords than those in secrets/: opsctl up starts it with the present ones',
          zh: 'Elasticsearch 运行时的密码与 secrets/ 不符：opsctl up 会以现有密码启动它',
        },
      )
    }

    if (answer === 200 && status !== 'red') return pass(verbatim(`/_cluster/health: ${status}`))
    return fail(verbatim(`/_cluster/health: ${answer} ${status}`.trim()), logs)
  },
}

const locked: HealthCheck<{readonly anonymous: number}> = {
  id: 'elasticsearch.locked',
  title: {en: 'Elasticsearch refuses who has no password', zh: 'Elasticsearch 拒绝匿名访问'},
  service: 'elasticsearch',
  probe: async (access) => ({anonymous: (await ask(access, '/')).status}),
  judge: ({anonymous}) =>
    anonymous === 401
      ? pass({en: 'anonymous: 401', zh: '匿名访问：401'})
      : fail({en: `anonymous: ${anonymous}, not 401`, zh: `匿名访问：${anonymous}，而非 401`}, logs),
}

/** Asked of Elasticsearch itself, so that nothing has to be written to know it. */
const writer: HealthCheck<{readonly answer: number; readonly may: readonly string[]}> = {
  id: 'elasticsearch.writer',
  title: {en: 'User log_writer may add lines, and nothing else', zh: '用户 log_writer 只能写入日志'},
  service: 'elasticsearch',
  async probe(access) {
    const own = streamsOf(access.stack)
    const index = [
      {names: [own], privileges: ['create_doc', 'read', 'delete', 'delete_index']},
      {names: ['logs-other'], privileges: ['create_doc']},
    ]
    const answer = await askAs(access, 'writer', '/_security/user/_has_privileges', {
      method: 'POST',
      body: JSON.stringify({index}),
    })
    return {answer: answer.status, may: answer.status === 200 ? listGranted(answer.body) : []}
  },
  judge({answer, may}) {
    if (answer === 200 && may.length === 1 && may[0]?.endsWith(' create_doc') && !may[0].startsWith('logs-other')) {
      return pass(verbatim(may[0]))
    }

    return fail(
      {
        en: `log_writer: ${answer}, may ${may.join(', ') || 'nothing'}`,
        zh: `log_writer：${answer}，可 ${may.join('、') || '无'}`,
      },
      {
        en: 'roles.yml is not as opsctl wrote it: opsctl render, then opsctl up',
        zh: 'roles.yml 与 opsctl 生成的不同：opsctl render，然后 opsctl up',
      },
    )
  },
}

function listGranted(body: string): readonly string[] {
  const {index = {}} = JSON.parse(body) as {index?: Record<string, Record<string, boolean>>}
  return Object.entries(index).flatMap(([name, rights]) =>
    Object.entries(rights).flatMap(([right, has]) => (has ? [`${name} ${right}`] : [])),
  )
}

/** The start script knows a way round too few maps, which costs speed. */
const maps: HealthCheck<{readonly maps: number}> = {
  id: 'elasticsearch.maps',
  title: {en: 'This machine lets Elasticsearch map its files', zh: '本机允许 Elasticsearch 映射文件'},
  service: 'elasticsearch',
  async probe(access) {
    const {stdout} = await access.instance('elasticsearch').exec(['cat', '/proc/sys/vm/max_map_count'])
    return {maps: Number(stdout.trim())}
  },
  judge: ({maps: count}) =>
    count >= ENOUGH_MAPS
      ? pass(verbatim(`vm.max_map_count: ${count}`))
      : warn(
          {
            en: `vm.max_map_count is ${count}: Elasticsearch reads its files without mapping them, which is slower`,
            zh: `vm.max_map_count 为 ${count}：Elasticsearch 不使用内存映射读取文件，速度较慢`,
          },
          verbatim(`sudo sysctl -w vm.max_map_count=${ENOUGH_MAPS} && opsctl restart elasticsearch`),
        ),
}

const exporter: HealthCheck<{readonly isUp: boolean; readonly error: string}> = {
  id: 'elasticsearch.exporter',
  title: {en: 'Statistics of Elasticsearch are exported', zh: 'Elasticsearch 统计信息已导出'},
  service: 'elasticsearch-exporter',
  async probe(access) {
    try {
      const request = {port: EXPORTER_PORT, path: '/metrics', timeoutMs: 10_000}
      const answer = await access.instance('elasticsearch-exporter').http(request)
      const isUp = answer.status === 200 && /^elasticsearch_cluster_health_status\{.*\} 1$/m.test(answer.body)
      return {isUp, error: isUp ? '' : `HTTP ${answer.status}, no elasticsearch_cluster_health_status`}
    } catch (error) {
      return {isUp: false, error: error instanceof Error ? error.message : String(error)}
    }
  },
  judge: ({isUp, error}) =>
    isUp
      ? pass(verbatim('elasticsearch_cluster_health_status'))
      : fail(
          {en: `the exporter does not reach Elasticsearch: ${error}`, zh: `导出器无法访问 Elasticsearch：${error}`},
          verbatim('opsctl logs elasticsearch-exporter'),
        ),
}

export const healthChecks: readonly HealthCheck[] = [cluster, locked, writer, maps, exporter]
