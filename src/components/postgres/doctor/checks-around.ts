/** What stands around PostgreSQL: where its data lies, and who tells of it. */
import {type Check, defineCheck, failure, healthy, warning} from '../../../doctor/check.js'
import {passwordOf} from '../roles.js'
import {door} from './door.js'
import {exporterState, plan} from './look.js'
import {running, service} from './words.js'

const noText = {en: '', zh: ''}

const exporter = defineCheck({
  id: 'pg.exporter',
  title: {en: 'Statistics of PostgreSQL reach Prometheus', zh: 'PostgreSQL 统计信息可达 Prometheus'},
  impact: {
    en: 'Alerts and dashboards of the database see nothing, and its next fault is not told.',
    zh: '数据库的告警和仪表盘没有数据，下次故障不会告警。',
  },
  runs: {
    en: 'Metrics pg_up and pg_exporter_last_scrape_error of postgres-exporter.',
    zh: 'postgres-exporter 的指标 pg_up 与 pg_exporter_last_scrape_error。',
  },
  remedy: {
    text: {
      en: 'The exporter logs what the database tells it; when its password is refused, give it a new one.',
      zh: '导出器会记录数据库的应答；若密码被拒绝，请更换新密码。',
    },
    commands: ['opsctl logs postgres-exporter --tail 20', `opsctl secrets rotate ${passwordOf('exporter')}`],
  },
  service: 'postgres-exporter',
  tiers: ['runtime'],
  after: running,
  because: ['pg.up', 'pg.slots-exhausted', 'pg.locks'],
  outcomes: ['pass', 'warn', 'fail'],
  needs: {exporter: exporterState},
  judge({exporter: {isUp, hasError, refusal}}) {
    const instance = 'postgres-exporter'
    const said = refusal === null ? {} : {evidence: [{kind: 'log', ref: instance, excerpt: refusal}] as const}
    const why = refusal === null ? noText : {en: `: ${refusal}`, zh: `：${refusal}`}
    if (isUp === null)
      return failure(
        {en: 'pg_up is absent from its metrics', zh: '其指标中没有 pg_up'},
        {instance, because: serverRows},
      )
    if (!isUp)
      return failure(
        {en: `the exporter does not reach the database${why.en}`, zh: `导出器无法访问数据库${why.zh}`},
        {instance, ...said, because: serverRows, observed: {pgUp: 0}},
      )
    if (hasError)
      return warning(
        {en: `some of its queries fail${why.en}`, zh: `部分查询失败${why.zh}`},
        {instance, ...said, because: serverRows, observed: {pgUp: 1, lastScrapeError: 1}},
      )
    return healthy({en: 'pg_up is 1', zh: 'pg_up 为 1'})
  },
  fix: {
    level: 'guarded',
    plan: (facts) =>
      facts.exporter.refusal?.includes('password authentication failed')
        ? {
            effect: {en: 'Gives the exporter’s role a new password.', zh: '为导出器的角色更换新密码。'},
            back: {en: 'The command itself goes back when a step fails.', zh: '某步失败时命令会自行回退。'},
            steps: [{kind: 'opsctl', argv: ['secrets', 'rotate', passwordOf('exporter'), '--yes']}],
          }
        : undefined,
  },
})

/** The exporter is another service than the one that explains it. */
const serverRows = [{id: 'pg.up'}, {id: 'pg.slots-exhausted'}, {id: 'pg.locks'}] as const

const volumePath = defineCheck({
  id: 'pg.volume-path',
  title: {en: 'The data lies on the volume', zh: '数据位于数据卷上'},
  impact: {
    en: 'Data that lies in the container itself is gone with the next one.',
    zh: '存放在容器内的数据会随容器重建而丢失。',
  },
  runs: {
    en: 'PGDATA against the mount of the volume; of a running server also where its folder really is mounted.',
    zh: '比较 PGDATA 与数据卷挂载点；对运行中的服务器还检查其目录的实际挂载。',
  },
  remedy: {
    text: {
      en: 'From 18 on the image keeps data in /var/lib/postgresql/MAJOR/docker and wants the volume at /var/lib/postgresql. Remove the mount from overlay/, dump first if the server has data.',
      zh: '自 18 起镜像将数据放在 /var/lib/postgresql/主版本/docker，数据卷应挂载于 /var/lib/postgresql。请从 overlay/ 移除该挂载；若已有数据请先导出。',
    },
    commands: ['opsctl plan'],
  },
  service,
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  links: ['https://github.com/docker-library/docs/blob/master/postgres/README.md#pgdata'],
  needs: {plan},
  wants: {door},
  judge({plan: {dataFolder, volume, major}, door: seen}) {
    if (!`${dataFolder}/`.startsWith(`${volume}/`))
      return failure({
        en: `PostgreSQL ${major} keeps its data in ${dataFolder}, the volume is at ${volume}`,
        zh: `PostgreSQL ${major} 的数据在 ${dataFolder}，而数据卷位于 ${volume}`,
      })
    if (seen?.dataMount === '/')
      return failure({
        en: `${dataFolder} lies in the container itself: no volume is mounted there`,
        zh: `${dataFolder} 位于容器内部：未挂载数据卷`,
      })
    const at = seen?.dataMount ?? volume
    return healthy({en: `${dataFolder} lies on the volume at ${at}`, zh: `${dataFolder} 位于 ${at} 的数据卷上`})
  },
})

export const volumeChecks: readonly Check[] = [volumePath]
export const exporterChecks: readonly Check[] = [exporter]
