import {defineMessages, type Text} from '../text.js'

const sources: Readonly<Record<string, Text>> = {
  incident: {en: 'incident', zh: '故障记录'},
  alert: {en: 'alert', zh: '告警'},
  check: {en: 'check', zh: '检查'},
  container: {en: 'container', zh: '容器'},
  deployment: {en: 'deployment', zh: '部署'},
  fix: {en: 'fix', zh: '修复'},
  checklist: {en: 'checklist', zh: '清单'},
  note: {en: 'note', zh: '记录'},
}

const severities: Readonly<Record<string, Text>> = {
  critical: {en: 'critical', zh: '严重'},
  major: {en: 'major', zh: '重要'},
  minor: {en: 'minor', zh: '一般'},
}

/** What the incident commands and their reports say. */
export const incidentMessages = defineMessages({
  source: (word: string): Text => sources[word] ?? {en: word, zh: word},
  severityWord: (word: string): Text => severities[word] ?? {en: word, zh: word},
  id: {en: 'Incident', zh: '故障编号'},
  project: {en: 'Project', zh: '项目'},
  severity: {en: 'Severity', zh: '级别'},
  opened: {en: 'Opened', zh: '建立'},
  closed: {en: 'Closed', zh: '关闭'},
  stillOpen: {en: 'still open', zh: '尚未关闭'},
  firstSymptom: {en: 'First symptom', zh: '最初现象'},
  detectedBy: {en: 'Detected', zh: '发现'},
  whenWhat: (when: string, {en, zh}: Text) => ({en: `${when}: ${en}`, zh: `${when}：${zh}`}),
  timeToDetect: {en: 'Time to detect', zh: '发现用时'},
  timeToMend: {en: 'Time to mend', zh: '修复用时'},
  cause: {en: 'Cause', zh: '原因'},
  notSaid: {en: 'not said yet', zh: '尚未说明'},
  timeline: {en: 'Timeline', zh: '时间线'},
  time: {en: 'Time (UTC)', zh: '时间（UTC）'},
  sourceTitle: {en: 'Source', zh: '来源'},
  what: {en: 'What', zh: '事件'},
  missing: {en: 'Not seen', zh: '未能查看'},
  howCounted: {
    en: 'Time to detect: from the first symptom to the first alert that fires, check that fails, or the opening. Time to mend: from the first symptom to the closing. Alerts are seen every 15 seconds.',
    zh: '发现用时：从最初现象到首个告警触发、检查未通过或建立记录。修复用时：从最初现象到关闭。告警每 15 秒采样一次。',
  },
  alert: (what: 'held' | 'fired' | 'over', name: string, severity: string): Text => {
    if (what === 'held') return {en: `the condition of alert ${name} begins to hold`, zh: `告警 ${name} 的条件开始成立`}
    if (what === 'over') return {en: `alert ${name} is over`, zh: `告警 ${name} 解除`}
    return {en: `alert ${name} fires (${severity})`, zh: `告警 ${name} 触发（${severity}）`}
  },
  fixed: (check: string, run: string) => ({
    en: `the fix of ${check} is applied (run ${run})`,
    zh: `应用 ${check} 的修复（记录 ${run}）`,
  }),
  undone: (check: string, run: string) => ({
    en: `the fix of ${check} is taken back (run ${run})`,
    zh: `撤销 ${check} 的修复（记录 ${run}）`,
  }),
  applied: {en: 'the stack is brought up or changed by opsctl', zh: '由 opsctl 启动或变更该栈'},
  rendered: {en: 'deploy/ is written anew', zh: '重新生成 deploy/'},
  specChanged: {en: 'opsctl.yaml is changed', zh: '修改 opsctl.yaml'},
  listBegun: (id: string) => ({en: `checklist ${id} is begun`, zh: `开始检查清单 ${id}`}),
  listDid: (id: string, command: string) => ({en: `${command} (checklist ${id})`, zh: `${command}（清单 ${id}）`}),
  listSaid: ({en, zh}: Text, said: string) => ({en: `${en} ${said}`, zh: `${zh} ${said}`}),
  noContainers: (why: Text) => ({en: `containers can’t be listed: ${why.en}`, zh: `无法列出容器：${why.zh}`}),
  slow: {en: 'it did not answer in time', zh: '未在限时内应答'},
  isOpen: (id: string, title: string) => ({
    en: `The incident ${id} "${title}" is still open.`,
    zh: `故障 ${id}“${title}”尚未关闭。`,
  }),
  noneOpen: {en: 'No incident is open.', zh: '没有未关闭的故障。'},
  none: {en: 'There is no incident yet.', zh: '尚无故障记录。'},
  manyOpen: (ids: readonly string[]) => ({
    en: `${ids.length} incidents are open: ${ids.join(', ')}.`,
    zh: `有 ${ids.length} 个未关闭的故障：${ids.join('、')}。`,
  }),
  unknown: (id: string, ids: readonly string[]) => ({
    en: `There is no incident "${id}"${ids.length === 0 ? '' : `; the last are: ${ids.slice(-5).join(', ')}`}.`,
    zh: `没有故障“${id}”${ids.length === 0 ? '' : `；最近的有：${ids.slice(-5).join('、')}`}。`,
  }),
  broken: (path: string) => ({en: `${path} is not a journal of an incident.`, zh: `${path} 不是故障记录。`}),
  alreadyClosed: (id: string, at: string) => ({
    en: `The incident ${id} was closed at ${at}.`,
    zh: `故障 ${id} 已于 ${at} 关闭。`,
  }),
  emptyNote: {en: 'The note has no words.', zh: '记录内容为空。'},
  emptyTitle: {en: 'The incident has no title.', zh: '故障标题为空。'},
  openedAs: (id: string) => ({en: `Incident ${id} is open.`, zh: `已建立故障 ${id}。`}),
  earlierSign: (at: string, {en, zh}: Text) => ({en: `First symptom ${at}: ${en}`, zh: `最初现象 ${at}：${zh}`}),
  noted: (id: string) => ({en: `Noted in ${id}.`, zh: `已记入 ${id}。`}),
  closedAs: (id: string) => ({en: `Incident ${id} is closed.`, zh: `故障 ${id} 已关闭。`}),
  writeReport: (id: string) => ({
    en: `Its report: opsctl incident report --id ${id}`,
    zh: `故障报告：opsctl incident report --id ${id}`,
  }),
  written: (path: string) => ({en: `Written to ${path}.`, zh: `已写入 ${path}。`}),
})
