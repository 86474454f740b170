/** The schema of `alerting`: who is told of which alert, when, and in which language. No secret stands in it. */
import {z} from 'zod'

import {durationS, explained, name} from '../../spec/values.js'

export const receiverTypes = ['email', 'webhook', 'slack', 'dingtalk', 'wecom', 'feishu', 'telegram', 'teams'] as const
export const severities = ['critical', 'warning', 'info'] as const
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** One plain address. No character that a mail header gives a meaning to. */
const address = () =>
  z
    .string()
    .max(254)
    .regex(/^[A-Za-z0-9._%+-]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/, {
      error: 'email-address',
    })
const httpUrl = () =>
  z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^\s"'<>\\{}]+$/, {error: 'url'})
const clock = () => z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {error: 'clock'})
const language = () => z.enum(['en', 'zh', 'both'])

const receiver = z.strictObject({
  type: explained(z.enum(receiverTypes), {
    en: 'The kind of receiver. Its secret is set with opsctl secrets set, never here.',
    zh: '接收器类型。其密钥用 opsctl secrets set 设置，不写在此处。',
  }),
  to: explained(z.array(address()).default([]), {en: 'email: who gets it.', zh: 'email：收件人。'}),
  from: explained(address().optional(), {en: 'email: the sender.', zh: 'email：发件人。'}),
  smarthost: explained(
    z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:\d{1,5}$/, {error: 'host-port'})
      .optional(),
    {
      en: 'email: host:port of the mail server; 465 speaks TLS from the start.',
      zh: 'email：邮件服务器的 host:port；465 端口从一开始即用 TLS。',
    },
  ),
  username: explained(
    z
      .string()
      .max(254)
      .regex(/^[\x21-\x7e]+$/, {error: 'printable'})
      .optional(),
    {
      en: 'email: log-in at the mail server. Absent: without a log-in.',
      zh: 'email：邮件服务器登录名。缺省则不登录。',
    },
  ),
  requireTls: explained(z.boolean().default(true), {
    en: 'email: whether to send only over TLS. A log-in is never sent without.',
    zh: 'email：是否仅通过 TLS 发送。未加密时绝不发送登录信息。',
  }),
  url: explained(httpUrl().optional(), {
    en: 'webhook: where it is posted to. Absent: it is a secret, as it is for every chat.',
    zh: 'webhook：投递地址。缺省则为密钥，聊天类接收器一律如此。',
  }),
  chatId: explained(z.int().min(-9_000_000_000_000).max(9_000_000_000_000).optional(), {
    en: 'telegram: number of the chat; that of a group begins with -.',
    zh: 'telegram：聊天编号；群组编号以 - 开头。',
  }),
  apiUrl: explained(httpUrl().optional(), {
    en: 'telegram: address of the Bot API. Absent: https://api.telegram.org.',
    zh: 'telegram：Bot API 地址。缺省为 https://api.telegram.org。',
  }),
  keyword: explained(
    z
      .string()
      .max(40)
      .regex(/^[\p{L}\p{N}._-]+$/u, {error: 'keyword'})
      .optional(),
    {
      en: 'dingtalk, feishu: the keyword the robot demands. Choose keywords or addresses: Alertmanager can not sign.',
      zh: 'dingtalk、feishu：机器人要求的关键词。请选用关键词或 IP 白名单：Alertmanager 无法加签。',
    },
  ),
  language: explained(language().optional(), {
    en: 'Language of its messages. Absent: that of alerting.language.',
    zh: '其消息语言。缺省取 alerting.language。',
  }),
  sendResolved: explained(z.boolean().default(true), {
    en: 'Whether it is told when an alert is over.',
    zh: '告警恢复时是否通知。',
  }),
})

const route = z.strictObject({
  severity: explained(z.array(z.enum(severities)).min(1).default(['critical', 'warning']), {
    en: 'Severities this route is for.',
    zh: '该路由适用的严重级别。',
  }),
  component: explained(z.array(name()).default([]), {
    en: 'Components this route is for, as in the label of the alert. Empty: all.',
    zh: '该路由适用的组件，即告警的 component 标签。为空则全部。',
  }),
  receivers: explained(z.array(name()).min(1), {en: 'Who is told.', zh: '通知哪些接收器。'}),
  continue: explained(z.boolean().default(false), {
    en: 'Whether the routes below are tried too.',
    zh: '是否继续匹配后面的路由。',
  }),
  muteDuring: explained(z.array(name()).default([]), {
    en: 'Intervals in which nobody is told.',
    zh: '在这些时段内不通知。',
  }),
  activeDuring: explained(z.array(name()).default([]), {
    en: 'Intervals outside of which nobody is told. Empty: always.',
    zh: '仅在这些时段内通知。为空则始终通知。',
  }),
  repeat: explained(durationS(300, 86_400 * 30).optional(), {
    en: 'When an alert that goes on is told again. Absent: 4h for critical, 12h for the rest.',
    zh: '持续告警的重复通知间隔。缺省：critical 4h，其余 12h。',
    lands: {en: 'repeat_interval of the route', zh: '路由的 repeat_interval'},
  }),
})

const timeInterval = z.strictObject({
  days: explained(z.array(z.enum(weekdays)).default([]), {
    en: 'Days of the week. Empty: all.',
    zh: '星期。为空则每天。',
  }),
  from: explained(clock().default('00:00'), {en: 'When it begins.', zh: '开始时刻。'}),
  to: explained(clock().default('24:00'), {
    en: 'When it ends. Earlier than `from`: on the next morning.',
    zh: '结束时刻。早于 `from` 表示次日早晨。',
  }),
  timezone: explained(z.string().max(64).default('UTC'), {
    en: 'Time zone, as in Asia/Shanghai.',
    zh: '时区，如 Asia/Shanghai。',
  }),
})

export const alertingSchema = explained(
  z
    .strictObject({
      language: explained(language().optional(), {
        en: 'Language of the messages. Absent: that of the stack.',
        zh: '消息语言。缺省取栈的语言。',
      }),
      receivers: explained(z.record(name(), receiver).default({}), {
        en: 'Who can be told, by name.',
        zh: '按名称列出的接收器。',
        lands: {en: 'deploy/alertmanager/config/alertmanager.yml', zh: 'deploy/alertmanager/config/alertmanager.yml'},
      }),
      routes: explained(z.array(route).default([]), {
        en: 'Who is told of what; the first that fits. Empty: every receiver, of critical and warning.',
        zh: '哪些告警通知谁；取第一个匹配项。为空则 critical 与 warning 通知所有接收器。',
      }),
      timeIntervals: explained(z.record(name(), timeInterval).default({}), {
        en: 'Times of the week, for the routes.',
        zh: '供路由使用的时段。',
      }),
      watchdog: explained(name().optional(), {
        en: 'Receiver that is told every 5 minutes that alerting works; it must notice when that ends.',
        zh: '每 5 分钟收到“告警链路正常”信号的接收器；信号中断时由其发现。',
      }),
    })
    .prefault({}),
  {en: 'Who is told of which alert.', zh: '告警通知谁。'},
)

export type Alerting = z.output<typeof alertingSchema>
export type Receiver = z.output<typeof receiver>
export type AlertRoute = z.output<typeof route>
export type TimeInterval = z.output<typeof timeInterval>
export type ReceiverType = Receiver['type']
export type Severity = (typeof severities)[number]
