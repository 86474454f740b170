/** What a program can do exactly: every step names the session, index or setting that it is about. */
import type {FixPlan, FixStep} from '../../../doctor/fix.js'
import type {Stack, Text} from '../../component.js'
import {nameSession, sqlName, sqlText} from './words.js'

interface NamedSession {
  readonly pid: number
  readonly startedAt: string
  readonly role: string
  readonly app: string
  readonly client: string
}

const undoneByUndo: Text = {en: 'opsctl doctor --undo puts it back.', zh: 'opsctl doctor --undo 可恢复。'}

/** Ends these sessions, and none that got the pid of one since. Pid 0 is no session. */
export function endSessions(
  sessions: readonly NamedSession[],
  call: 'pg_terminate_backend' | 'pg_cancel_backend',
): FixPlan | undefined {
  const [first, ...rest] = sessions
    .filter(({pid}) => pid !== 0)
    .map(
      ({pid, startedAt}): FixStep => ({
        kind: 'sql',
        database: 'postgres',
        sql: `SELECT ${call}(pid) FROM pg_stat_activity WHERE pid = ${pid} AND backend_start = ${sqlText(startedAt)};`,
      }),
    )
  if (!first) return undefined
  const names = sessions.map(nameSession).join('; ')
  const ends = call === 'pg_terminate_backend'
  return {
    effect: ends
      ? {en: `Ends ${names}; its open transaction is rolled back.`, zh: `结束 ${names}；其未提交的事务将回滚。`}
      : {en: `Cancels the statement of ${names}; the session stays.`, zh: `取消 ${names} 的语句；会话保留。`},
    back: {
      en: 'There is none: the app connects again, and repeats what was rolled back if it wants to.',
      zh: '无法撤销：应用会重新连接，并自行重做被回滚的操作。',
    },
    steps: [first, ...rest],
  }
}

/** One statement in the app's database. */
export function runSql(
  stack: Stack,
  sql: string,
  undo: string | undefined,
  effect: Text,
  back = undoneByUndo,
): FixPlan {
  const step: FixStep = {
    kind: 'sql',
    database: stack.postgres.database,
    sql,
    ...(undo === undefined ? {} : {undo}),
  }
  return {effect, back, steps: [step]}
}

/** Statements that may be repeated, and change nothing that anyone would want back. */
export const nothingToUndo: Text = {en: 'There is nothing to go back to.', zh: '无需撤销。'}

interface Setting {
  readonly name: string
  readonly shown: string
  readonly origin: 'default' | 'file' | 'auto' | 'command' | 'other'
}

/**
 * Brings a setting that a server takes while it runs back to what is sound: an ALTER SYSTEM is taken back, a line of
 * opsctl.yaml gets the sound value, a file that was changed by hand is written anew.
 */
export function mendSetting(setting: Setting | undefined, sound: string, stack: Stack): FixPlan | undefined {
  if (!setting) return undefined
  const {name, shown, origin} = setting
  const reload = 'SELECT pg_reload_conf();'
  if (origin === 'auto') {
    const sql = `ALTER SYSTEM RESET ${sqlName(name)}; ${reload}`
    const undo = `ALTER SYSTEM SET ${sqlName(name)} = ${sqlText(shown)}; ${reload}`
    const effect = {
      en: `Takes back the ALTER SYSTEM of ${name} (${shown}); opsctl.yaml decides again. No restart.`,
      zh: `撤销 ALTER SYSTEM 对 ${name}（${shown}）的修改，恢复以 opsctl.yaml 为准。无需重启。`,
    }
    return {effect, back: undoneByUndo, steps: [{kind: 'sql', database: 'postgres', sql, undo}]}
  }

  if (origin !== 'file') return undefined
  const was = stack.postgres.settings[name]
  const up: FixStep = {kind: 'opsctl', argv: ['up', '--yes']}
  const effect = {
    en: `Sets ${name} to ${sound} by opsctl.yaml and restarts PostgreSQL.`,
    zh: `通过 opsctl.yaml 将 ${name} 设为 ${sound}，并重启 PostgreSQL。`,
  }
  if (was === undefined) return {effect, back: undoneByUndo, downtimeS: 30, steps: [up]}
  const line: FixStep = {kind: 'spec', path: ['postgres', 'settings', name], value: sound, was}
  return {effect, back: undoneByUndo, downtimeS: 30, steps: [line, up]}
}
