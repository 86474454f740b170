/** `alerts:` of opsctl.yaml: what a person changes in the alerts that ship. */
import {z} from 'zod'

import {durationS, explained} from './values.js'

const override = z.strictObject({
  enabled: explained(z.boolean().default(true), {
    en: 'Off: the alert is not in the stack.',
    zh: '关闭：该告警不进入栈。',
  }),
  threshold: explained(z.number().optional(), {
    en: 'Another number in place of the alert’s own; opsctl alerts explain NAME shows it and its unit.',
    zh: '替换该告警自身的阈值；opsctl alerts explain NAME 显示阈值及单位。',
  }),
  for: explained(durationS(0, 604_800).optional(), {
    en: 'How long the condition must hold before the alert fires.',
    zh: '条件持续多久后触发告警。',
  }),
  severity: explained(z.enum(['critical', 'warning', 'info']).optional(), {
    en: 'Another severity; routing follows it.',
    zh: '其他级别；路由随之变化。',
  }),
  keepFiringFor: explained(durationS(0, 604_800).optional(), {
    en: 'How long the alert keeps firing after the condition has gone.',
    zh: '条件消失后告警继续保持多久。',
  }),
})

/** Overrides by the name of the alert. */
export const alertsSchema = explained(
  z.record(z.string().regex(/^[A-Z][A-Za-z0-9]{0,63}$/, {error: 'alert-name'}), override).default({}),
  {
    en: 'Changes to single alerts, by name: off, another threshold, duration or severity.',
    zh: '按名称修改单个告警：关闭、其他阈值、时长或级别。',
    lands: {en: 'deploy/prometheus/config/rules.d/', zh: 'deploy/prometheus/config/rules.d/'},
  },
)
