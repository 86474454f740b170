/** `doctor:` of opsctl.yaml: findings that are lived with, and other limits than the checks' own. */
import {z} from 'zod'

import {explained} from './values.js'

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Whether there is such a day: 2026-02-30 is none. */
function isDay(written: string): boolean {
  const time = Date.parse(`${written}T00:00:00Z`)
  return DATE.test(written) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(written)
}

const accepted = z.strictObject({
  id: explained(z.string(), {
    en: 'Check whose finding is accepted, as in host.swap; opsctl doctor list shows all.',
    zh: '所接受结果的检查 id，如 host.swap；opsctl doctor list 列出全部。',
  }),
  instance: explained(z.string().min(1).optional(), {
    en: 'Only the finding about this service, table or disk; all of the check when absent.',
    zh: '仅接受关于此服务、表或磁盘的结果；缺省为该检查的全部结果。',
  }),
  reason: explained(z.string().min(1), {
    en: 'Why it is accepted; shown with every report.',
    zh: '接受的理由；每份报告都会显示。',
  }),
  until: explained(z.string().refine(isDay, {error: 'day'}), {
    en: 'Last day on which it counts as accepted, UTC.',
    zh: '接受的最后一天（UTC）。',
  }),
})

const limit = z.strictObject({
  warn: explained(z.number().optional(), {
    en: 'Where a warning begins, in the unit of the threshold.',
    zh: '警告的起点，单位同该阈值。',
  }),
  fail: explained(z.number().optional(), {
    en: 'Where the check fails, in the unit of the threshold.',
    zh: '失败的起点，单位同该阈值。',
  }),
})

/** What doctor is told by the person who runs the stack. Nothing that runs depends on it. */
export const doctorSchema = explained(
  z
    .strictObject({
      accepted: explained(z.array(accepted).max(500).default([]), {
        en: 'Findings that are known and lived with for a time: still shown, but not counted for the exit code.',
        zh: '已知且暂时容忍的结果：仍会显示，但不影响退出码。',
      }),
      thresholds: explained(z.record(z.string(), z.record(z.string(), limit)).default({}), {
        en: 'Other limits, by check and by the name of its threshold; opsctl doctor explain ID shows both.',
        zh: '按检查及其阈值名称替换阈值；opsctl doctor explain ID 显示二者。',
      }),
    })
    .prefault({}),
  {
    en: 'What opsctl doctor takes as known, and the limits it measures against.',
    zh: 'opsctl doctor 视为已知的结果，以及其判断所用的阈值。',
  },
)
