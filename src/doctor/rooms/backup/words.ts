/** What the checks of backups share. */
import type {Stack} from '../../../spec/stack.js'
import {note, skipped, unknown} from '../../check.js'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
/** So many of the newest say what is usual. */
export const USUAL_OF = 7

/** Nothing was ever set up: that is said once, without alarm. */
export function isUnset({backup}: Stack, backups: readonly unknown[]): boolean {
  return backups.length === 0 && !backup?.enabled
}

/** The outcome for a stack without any. */
export const none = note(
  {en: 'no backup is kept in backups/, and none is set up', zh: 'backups/ 中没有备份，也未配置'},
  {
    remedy: {
      text: {
        en: 'Before the stack holds data that matters, dump the database into backups/ every day.',
        zh: '在栈保存重要数据之前，请每天将数据库转储到 backups/。',
      },
      commands: ['opsctl capacity disk'],
    },
  },
)

/** What the others say of it. */
export const unset = skipped('not-applicable', {en: 'no backup is set up', zh: '未配置备份'})

/** It is set up, and there is none: the first check says so. */
export const nothing = unknown('no-data', {en: 'there is no backup', zh: '没有备份'})

/** Whether there is anything to back up. */
export const hasStore = ({postgres, redis}: Stack) =>
  postgres.enabled || redis.enabled || {en: 'no store in this stack', zh: '此栈中没有存储'}

/** What the checks of backups have in common. */
export const shared = {tiers: ['runtime'], tags: ['backup']} as const

/** Where a dump that failed says why. */
export const dumpNow = ['opsctl logs postgres']
