/** What is said about an opsctl.yaml that is for a cluster. */
import {defineMessages} from '../text.js'

export const clusterRuleMessages = defineMessages({
  project: (project: string, why: {readonly en: string; readonly zh: string}) => ({
    en: `${JSON.stringify(project)} ${why.en}: with "target: helm" it is the name of the release, at most 53 of a to z, 0 to 9 and dashes within`,
    zh: `${JSON.stringify(project)} ${why.zh}：target: helm 时它是发布（release）的名称，至多 53 个字符，仅含 a-z、0-9 和中间的连字符`,
  }),
  underscore: {en: 'has an underscore', zh: '含有下划线'},
  lastDash: {en: 'ends in a dash', zh: '以连字符结尾'},
  tooLong: (length: number) => ({en: `has ${length} characters`, zh: `有 ${length} 个字符`}),
  sameNamespace: {
    en: 'is also the namespace of the stack; agents read the node, which Pod Security refuses there, so give them another',
    zh: '与栈的命名空间相同；代理要读取节点，该命名空间的 Pod Security 会拒绝，请另取一个',
  },
  needsGateway: {
    en: 'leads to the gateway, which is not in the stack; add "gateway:" with its routes',
    zh: '指向网关，但栈中没有网关；请加入 "gateway:" 及其路由',
  },
  tlsSource: {
    en: 'give either secret or issuer',
    zh: '请给出 secret 或 issuer 之一',
  },
  redirectLoop: {
    en: 'asks the gateway by http, which answers every request with a redirect to https, for ever; set "gateway: {tls: {mode: off}}" or "redirect: false"',
    zh: '以 http 访问网关，而网关会将每个请求重定向到 https，从而无限循环；请设置 "gateway: {tls: {mode: off}}" 或 "redirect: false"',
  },
  needsStore: {
    en: 'external needs a ClusterSecretStore to read from; add store',
    zh: 'external 需要从中读取的 ClusterSecretStore；请加入 store',
  },
  unusedStore: (from: string) => ({
    en: `is read with "from: external" only, and it is ${from}`,
    zh: `仅在 "from: external" 时读取，当前为 ${from}`,
  }),
  unknownVolume: (volumes: readonly string[], guess: string | undefined) => ({
    en: `is no volume of this stack${guess === undefined ? '' : `; did you mean ${guess}?`} Its volumes: ${volumes.join(', ') || 'none'}`,
    zh: `不是该栈的卷${guess === undefined ? '' : `；是否想写 ${guess}？`} 现有卷：${volumes.join('、') || '无'}`,
  }),
  volumeTooSmall: (key: string, needed: string) => ({
    en: `is less than ${key} (${needed}), so the volume would be full before anything is deleted`,
    zh: `小于 ${key}（${needed}），在开始清理之前卷就会写满`,
  }),
})
