/** Settings that Redis takes while it runs. */
import type {FixPlan} from '../../../doctor/fix.js'

/** Sets one, with the way back. */
export function setting(name: string, value: string, was: string) {
  return {kind: 'redis', words: ['CONFIG', 'SET', name, value], undo: ['CONFIG', 'SET', name, was]} as const
}

/** Brings a running server back to what its file says. */
export function restoreSetting(name: string, {is, wanted}: {readonly is: string; readonly wanted: string}): FixPlan {
  return {
    effect: {
      en: `${name} goes from ${is || '""'} to ${wanted} while Redis runs.`,
      zh: `运行中的 Redis 将 ${name} 从 ${is || '""'} 改为 ${wanted}。`,
    },
    back: {en: 'Undo sets the old value.', zh: '撤销会恢复原值。'},
    steps: [setting(name, wanted, is)],
  }
}
