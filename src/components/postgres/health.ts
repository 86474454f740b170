/** What must be true for an app to work: it can log in, write and read; the first start ended; statistics come. */
import {randomUUID} from 'node:crypto'

import {fail, pass} from '../../checks/check.js'
import type {Access, ExecResult, HealthCheck} from '../component.js'
import {queryAs} from './psql.js'
import {passwordOf, roles} from './roles.js'

type RoundTrip = {readonly isSame: boolean; readonly error: string}
type Initialized = {readonly isComplete: boolean; readonly error: string}
type Exporter = {readonly isUp: boolean; readonly error: string}

/** Writes, reads and removes one row as the app's role with its real password. */
export const roundTrip: HealthCheck<RoundTrip> = {
  id: 'postgres.roundtrip',
  title: {en: 'PostgreSQL keeps what the app writes', zh: 'PostgreSQL 保存应用写入的数据'},
  service: 'postgres',
  probe: async (access) => {
    const id = randomUUID()
    const sql = `INSERT INTO opsctl.probe (id, written) VALUES ('${id}', 'row ${id}');
      SELECT written FROM opsctl.probe WHERE id = '${id}';
      DELETE FROM opsctl.probe WHERE id = '${id}' OR at < now() - interval '1 day';`
    const answer = await queryAsApp(access, sql)
    return {isSame: answer.exitCode === 0 && answer.stdout.trim() === `row ${id}`, error: lastLine(answer)}
  },
  judge: (facts) =>
    facts.isSame
      ? pass({en: 'a row was written and read as role app', zh: '已以角色 app 写入并读取一行'})
      : fail(
          {
            en: `role app could not write and read a row: ${facts.error}`,
            zh: `角色 app 无法写入并读取：${facts.error}`,
          },
          explain(facts.error),
        ),
}

/** Asks for the last thing the initialisation writes: without it, roles or tables are missing although the server runs. */
export const initialized: HealthCheck<Initialized> = {
  id: 'postgres.initialized',
  title: {en: 'The first start of PostgreSQL ran to its end', zh: 'PostgreSQL 首次启动已完整执行'},
  service: 'postgres',
  probe: async (access) => {
    const answer = await queryAsApp(access, 'SELECT count(*) > 0 FROM opsctl.initialized;')
    return {isComplete: answer.exitCode === 0 && answer.stdout.trim() === 't', error: lastLine(answer)}
  },
  judge: (facts) =>
    facts.isComplete
      ? pass({en: 'the initialisation is complete', zh: '初始化完整'})
      : fail(
          {en: `the initialisation is not complete: ${facts.error}`, zh: `初始化不完整：${facts.error}`},
          {
            en: 'If the database is new, remove it and start again: opsctl destroy, then opsctl up. Else restore a backup.',
            zh: '若数据库是新建的，请删除后重来：opsctl destroy，再 opsctl up。否则请恢复备份。',
          },
        ),
}

/** Asks the exporter whether it reaches the database with its own role. */
export const exporter: HealthCheck<Exporter> = {
  id: 'postgres.exporter',
  title: {en: 'Statistics of PostgreSQL are exported', zh: 'PostgreSQL 统计信息已导出'},
  service: 'postgres-exporter',
  probe: async (access) => {
    try {
      const answer = await access.instance('postgres-exporter').http({port: 9187, path: '/metrics', timeoutMs: 10_000})
      const isUp = answer.status === 200 && /^pg_up 1$/m.test(answer.body)
      return {isUp, error: isUp ? '' : `HTTP ${answer.status}, pg_up 0`}
    } catch (error) {
      return {isUp: false, error: error instanceof Error ? error.message : String(error)}
    }
  },
  judge: (facts) =>
    facts.isUp
      ? pass({en: 'pg_up is 1', zh: 'pg_up 为 1'})
      : fail(
          {en: `the exporter does not reach the database: ${facts.error}`, zh: `导出器无法访问数据库：${facts.error}`},
          {en: 'opsctl logs postgres-exporter', zh: 'opsctl logs postgres-exporter'},
        ),
}

async function queryAsApp(access: Access, sql: string): Promise<ExecResult> {
  const password = await access.secret(passwordOf('app'))
  return queryAs(access, {role: roles.app.role, password}, sql)
}

function lastLine(answer: ExecResult): string {
  const lines = `${answer.stdout}\n${answer.stderr}`.trim().split('\n')
  return answer.exitCode === 0 && answer.stderr.trim() === '' ? '' : (lines.at(-1) ?? '').slice(0, 300)
}

function explain(error: string) {
  if (error.includes('password authentication failed')) {
    return {
      en: 'secrets/postgres-app-password is not the one the database knows: opsctl secrets rotate postgres-app-password',
      zh: 'secrets/postgres-app-password 与数据库所知不符：opsctl secrets rotate postgres-app-password',
    }
  }

  if (error.includes('No space left')) {
    return {en: 'Free disk space: docker system df', zh: '请释放磁盘空间：docker system df'}
  }

  return {en: 'opsctl logs postgres', zh: 'opsctl logs postgres'}
}
