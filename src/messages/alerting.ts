/** What is said about receivers, routes and notifications. */
import {defineMessages} from '../text.js'

export const alertingMessages = defineMessages({
  secretPurpose: (name: string, type: string) => ({
    en: `Secret of the receiver ${name} (${type}); you set it.`,
    zh: `接收器 ${name}（${type}）的密钥；由您设置。`,
  }),
  addressPurpose: (name: string) => ({
    en: `Address that Alertmanager calls for the receiver ${name}, with its token.`,
    zh: `Alertmanager 为接收器 ${name} 调用的地址，含其令牌。`,
  }),
  notToken: {
    en: 'is no token of a bot, as in 123456:ABC-DEF1234ghIkl',
    zh: '不是机器人令牌，例如 123456:ABC-DEF1234ghIkl',
  },
  notUrl: {en: 'is no http or https URL', zh: '不是 http 或 https URL'},
  notPrintable: {en: 'holds a character outside ASCII, or none', zh: '为空或含非 ASCII 字符'},
  metadata: (host: string) => ({
    en: `${host} is a link-local, multicast or metadata address: whoever reads its answer gets this machine’s credentials; name a public or private host`,
    zh: `${host} 是链路本地、组播或元数据地址：其应答可能泄露本机凭据；请改用公网或内网主机`,
  }),
  ownContainer: (host: string) => ({
    en: `${host} is, inside the container, Alertmanager itself; name the host by its address in the network`,
    zh: `${host} 在容器内指 Alertmanager 自身；请填写该主机的网络地址`,
  }),
  needed: (type: string, key: string) => ({
    en: `a receiver of type ${type} needs ${key}`,
    zh: `${type} 类型的接收器需要 ${key}`,
  }),
  foreign: (key: string, types: string, type: string) => ({
    en: `${key} is for ${types}; this receiver is of type ${type}: remove it`,
    zh: `${key} 仅用于 ${types}；此接收器类型为 ${type}：请删除`,
  }),
  urlIsSecret: (secret: string) => ({
    en: `this address lets anyone write to the chat: remove it here and run opsctl secrets set ${secret}`,
    zh: `任何人凭此地址都可向群聊发消息：请从此处删除，并运行 opsctl secrets set ${secret}`,
  }),
  credentialsInUrl: (secret: string) => ({
    en: `a URL with a log-in or a query is a secret: remove it here and run opsctl secrets set ${secret}`,
    zh: `含登录信息或查询参数的 URL 属于密钥：请从此处删除，并运行 opsctl secrets set ${secret}`,
  }),
  badPort: {en: 'the port must be 1 to 65535', zh: '端口须为 1 到 65535'},
  reserved: (name: string) => ({
    en: `${name} is the name for nobody; choose another`,
    zh: `${name} 表示不通知任何人；请换一个名称`,
  }),
  unrouted: (name: string) => ({
    en: `no route names the receiver ${name}, so it is never told; add it to a route, or remove it`,
    zh: `没有路由指向接收器 ${name}，它永远收不到通知；请加入某个路由或删除`,
  }),
  unknownReceiver: (name: string, known: readonly string[], near: string | undefined) => ({
    en: `there is no receiver ${name}; ${near ? `did you mean ${near}?` : `receivers: ${known.join(', ') || 'none'}`}`,
    zh: `没有接收器 ${name}；${near ? `是否想写 ${near}？` : `现有接收器：${known.join('、') || '无'}`}`,
  }),
  unknownInterval: (name: string, known: readonly string[], near: string | undefined) => ({
    en: `there is no time interval ${name}; ${near ? `did you mean ${near}?` : `intervals: ${known.join(', ') || 'none'}`}`,
    zh: `没有时段 ${name}；${near ? `是否想写 ${near}？` : `现有时段：${known.join('、') || '无'}`}`,
  }),
  twice: (name: string) => ({en: `${name} is named twice`, zh: `${name} 重复`}),
  sameTime: {
    en: 'begins and ends at the same time; for a whole day leave both out',
    zh: '开始与结束时刻相同；如需全天请都省略',
  },
  unknownZone: (zone: string, near: string | undefined) => ({
    en: `there is no time zone ${zone}${near ? `; did you mean ${near}?` : ', as in Asia/Shanghai'}`,
    zh: `没有时区 ${zone}${near ? `；是否想写 ${near}？` : '，例如 Asia/Shanghai'}`,
  }),
  criticalUntold: {
    en: 'no route fits every critical alert: those are shown in Alertmanager and sent to nobody',
    zh: '没有路由覆盖全部 critical 告警：未匹配的只在 Alertmanager 中显示，不会通知任何人',
  },
  withoutAlertmanager: {
    en: 'has no effect without alertmanager in the stack; add alertmanager: {}',
    zh: '栈中没有 alertmanager，此设置不起作用；请添加 alertmanager: {}',
  },
  noReceivers: {
    en: 'opsctl.yaml has no receiver: alerts are shown in Alertmanager and sent to nobody',
    zh: 'opsctl.yaml 中没有接收器：告警只在 Alertmanager 中显示，不会通知任何人',
  },
  addReceiver: {
    en: 'Add one below alerting.receivers: opsctl explain alerting.receivers',
    zh: '在 alerting.receivers 下添加：opsctl explain alerting.receivers',
  },
  noAlertmanager: {en: 'There is no alertmanager in this stack', zh: '该栈中没有 alertmanager'},
  addAlertmanager: {
    en: 'Add alertmanager: {} to opsctl.yaml, then run opsctl up.',
    zh: '在 opsctl.yaml 中添加 alertmanager: {}，然后运行 opsctl up。',
  },
  badLabel: (word: string) => ({
    en: `${word} is no LABEL=VALUE, as in severity=critical`,
    zh: `${word} 不是 LABEL=VALUE 形式，例如 severity=critical`,
  }),
  nobodyTold: {en: 'nobody: it is only shown in Alertmanager', zh: '无人：仅在 Alertmanager 中显示'},
  mutedDuring: (names: string) => ({en: `not during ${names}`, zh: `${names} 时段内除外`}),
  activeDuring: (names: string) => ({en: `only during ${names}`, zh: `仅在 ${names} 时段内`}),
  refusedByAlertmanager: (status: number) => ({
    en: `Alertmanager answered ${status}`,
    zh: `Alertmanager 应答 ${status}`,
  }),
  seeLog: {en: 'opsctl logs alertmanager', zh: 'opsctl logs alertmanager'},
  noneMatches: (severity: string) => ({
    en: `no route tells anybody of an alert with severity ${severity}`,
    zh: `没有路由会通知 ${severity} 级别的告警`,
  }),
  nameReceiver: {
    en: 'Name one with --receiver, or change alerting.routes.',
    zh: '用 --receiver 指定，或修改 alerting.routes。',
  },
  delivered: (name: string, type: string, seconds: string) => ({
    en: `${name} (${type}): delivered after ${seconds} s`,
    zh: `${name}（${type}）：${seconds} 秒后送达`,
  }),
  refused: (name: string, type: string) => ({en: `${name} (${type}): not delivered`, zh: `${name}（${type}）：未送达`}),
  silentChat: {
    en: 'It answered with HTTP success. This service answers so even when it drops a message: look into the chat.',
    zh: '其返回了 HTTP 成功。该服务即使丢弃消息也会如此应答：请到群里确认。',
  },
  noAnswer: (seconds: number) => ({
    en: `no attempt was made and no answer came within ${seconds} s`,
    zh: `${seconds} 秒内既无投递尝试也无应答`,
  }),
  notRouted: {
    en: 'the running Alertmanager does not send test alerts to it: its configuration is an older one; opsctl reload alertmanager',
    zh: '运行中的 Alertmanager 不会向其发送测试告警：配置较旧；请运行 opsctl reload alertmanager',
  },
  testSummary: {
    en: 'Test of opsctl: if you read this, notifications arrive',
    zh: 'opsctl 测试：看到此消息说明通知可达',
  },
  testDescription: (who: string) => ({
    en: `Sent by opsctl alerts send-test to prove the way to receiver ${who}. Nothing is wrong; it ends by itself.`,
    zh: `由 opsctl alerts send-test 发出，用于验证到接收器 ${who} 的链路。一切正常，稍后自动恢复。`,
  }),
  silenced: (id: string, until: string) => ({en: `silenced until ${until}: ${id}`, zh: `已静默至 ${until}：${id}`}),
  howToExpire: (id: string) => ({
    en: `End it early with: opsctl alerts silence --expire ${id}`,
    zh: `提前结束：opsctl alerts silence --expire ${id}`,
  }),
  expired: (id: string) => ({en: `ended: ${id}`, zh: `已结束：${id}`}),
  noSilence: (id: string) => ({en: `There is no silence ${id}`, zh: `没有静默 ${id}`}),
  noSilences: {en: 'No silence is active.', zh: '没有生效的静默。'},
  listSilences: {en: 'opsctl alerts silence lists them.', zh: 'opsctl alerts silence 可列出。'},
  needComment: {en: 'Say why it is silenced', zh: '请说明静默原因'},
  unknownAlert: (name: string, near: string | undefined) => ({
    en: `There is no alert ${name}${near ? `; did you mean ${near}?` : ''}`,
    zh: `没有告警 ${name}${near ? `；是否想写 ${near}？` : ''}`,
  }),
  tooLong: {en: 'A silence lasts at most 30 days', zh: '静默最长 30 天'},
})
