/** What the commands of `alerts` and `runbook` say. */
import {defineMessages} from '../text.js'

export const alertMessages = defineMessages({
  noPrometheus: {en: 'There is no Prometheus in this stack', zh: '该栈中没有 Prometheus'},
  prometheusSilent: {en: 'Prometheus does not answer', zh: 'Prometheus 无应答'},
  prometheusAnswers: (status: number) => ({en: `Prometheus answers ${status}`, zh: `Prometheus 应答 ${status}`}),
  unknownAlert: (name: string) => ({en: `There is no alert ${name}`, zh: `没有名为 ${name} 的告警`}),
  didYouMean: (name: string) => ({en: `Did you mean ${name}?`, zh: `是否想写 ${name}？`}),
  nothingFires: {en: 'No alert fires.', zh: '没有正在触发的告警。'},
  counted: (count: number, on: number) => ({
    en: `${count} alerts, ${on} of them on`,
    zh: `${count} 个告警，其中 ${on} 个启用`,
  }),
  firing: (count: number) => ({en: `${count} firing`, zh: `${count} 个正在触发`}),
  state: (state: 'on' | 'off' | 'absent') =>
    ({
      on: {en: 'on', zh: '启用'},
      off: {en: 'off', zh: '关闭'},
      absent: {en: 'not in this stack', zh: '该栈中没有'},
    })[state],
  since: {en: 'since', zh: '始于'},
  changedBy: (keys: string) => ({en: `changed in opsctl.yaml: ${keys}`, zh: `opsctl.yaml 中已修改：${keys}`}),
  expression: {en: 'Expression', zh: '表达式'},
  holdsFor: {en: 'For', zh: '持续'},
  keepsFor: {en: 'Keeps firing for', zh: '保持触发'},
  severity: {en: 'Severity', zh: '级别'},
  threshold: {en: 'Threshold', zh: '阈值'},
  source: {en: 'Where it comes from', zh: '来源'},
  checks: {en: 'Checks', zh: '检查项'},
  dashboard: {en: 'Dashboard', zh: '仪表盘'},
  stateTitle: {en: 'State', zh: '状态'},
  runbook: {en: 'Runbook', zh: '运行手册'},
  atOnce: {en: 'at once', zh: '立即'},
})
