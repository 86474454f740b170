/** Whether the version of PostgreSQL is still cared for. */
import {type Check, defineCheck, failure, healthy, warning} from '../../../doctor/check.js'
import {server} from './sql-server.js'
import {asked} from './words.js'

/** Last day of support of each major version, as the PostgreSQL project states it. */
const ENDS: Readonly<Record<number, string>> = {
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
}

const YEAR_MS = 365 * 86_400_000

const version = defineCheck({
  id: 'pg.version',
  title: {en: 'The version gets security fixes', zh: '该版本仍有安全更新'},
  impact: {
    en: 'After its last day a version gets no fixes, whatever is found.',
    zh: '停止支持后，即使发现漏洞也不再修复。',
  },
  runs: {
    en: 'server_version_num against the calendar of the PostgreSQL project.',
    zh: 'server_version_num 与 PostgreSQL 项目的支持日历比较。',
  },
  remedy: {
    text: {
      en: 'Plan the move: dump with the new version’s pg_dump, restore into a new volume, switch.',
      zh: '规划升级：用新版本的 pg_dump 导出，恢复到新数据卷，再切换。',
    },
    commands: ['opsctl explain postgres.version'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  links: ['https://www.postgresql.org/support/versioning/'],
  needs: {server},
  judge({server: {version: full, versionNumber}}, {now}) {
    const major = Math.floor(versionNumber / 10_000)
    const end = ENDS[major]
    const more = {observed: {version: full, supportedUntil: end}}
    if (end === undefined && major > 18) return healthy({en: `PostgreSQL ${full}`, zh: `PostgreSQL ${full}`}, more)
    if (end === undefined || Date.parse(end) < now)
      return failure({en: `PostgreSQL ${full} is no longer supported`, zh: `PostgreSQL ${full} 已停止支持`}, more)
    const detail = {en: `PostgreSQL ${full}, supported until ${end}`, zh: `PostgreSQL ${full}，支持至 ${end}`}
    return Date.parse(end) - now < YEAR_MS ? warning(detail, more) : healthy(detail, more)
  },
})

export const versionChecks: readonly Check[] = [version]
