import {defineMessages} from '../text.js'

/** What `opsctl alerts lint` says around the findings of its checks. */
export const lintMessages = defineMessages({
  why: {en: 'why', zh: '原因'},
  fix: {en: 'fix', zh: '修正'},
  fixable: {en: '(--fix does it)', zh: '（--fix 可自动完成）'},
  brokenFile: {en: 'The file cannot be read', zh: '文件无法读取'},
  brokenFileWhy: {en: 'The program it is for refuses it, too.', zh: '使用它的程序同样会拒绝它。'},
  brokenFileFix: {en: 'Correct the syntax at this place.', zh: '修正此处的语法。'},
  badYaml: (what: string) => ({en: `not valid YAML or JSON: ${what}`, zh: `不是有效的 YAML 或 JSON：${what}`}),
  clean: (files: number) => ({
    en: `✓ ${files} ${files === 1 ? 'file' : 'files'}, nothing found`,
    zh: `✓ ${files} 个文件，未发现问题`,
  }),
  summary: (files: number, errors: number, warnings: number, infos: number) => ({
    en: `${files} ${files === 1 ? 'file' : 'files'}: ${errors} errors, ${warnings} warnings, ${infos} hints`,
    zh: `${files} 个文件：错误 ${errors}，警告 ${warnings}，提示 ${infos}`,
  }),
  fixableCount: (count: number) => ({
    en: `${count} can be repaired with --fix`,
    zh: `其中 ${count} 处可用 --fix 修复`,
  }),
  repaired: (path: string, count: number) => ({en: `repaired ${path} (${count})`, zh: `已修复 ${path}（${count} 处）`}),
  applyThese: {en: 'Apply these changes?', zh: '应用这些更改？'},
  notWritten: {en: 'Nothing was written.', zh: '未写入任何内容。'},
  needsYes: {
    en: 'The repairs above are not written: there is nobody to ask and no --yes',
    zh: '上述修复未写入：无法询问，且没有 --yes',
  },
  addYes: {en: 'Run it again with --fix --yes.', zh: '加上 --fix --yes 再运行一次。'},
  missing: (path: string) => ({en: `There is no file ${path}`, zh: `文件 ${path} 不存在`}),
  unreadable: (path: string) => ({en: `${path} cannot be read`, zh: `无法读取 ${path}`}),
  tooBig: (path: string) => ({en: `${path} is larger than 20 MB`, zh: `${path} 大于 20 MB`}),
  notText: (path: string) => ({en: `${path} is not a text file`, zh: `${path} 不是文本文件`}),
  unknownKind: (path: string) => ({
    en: `${path} is none of the kinds that are known`,
    zh: `${path} 不属于任何已知类型`,
  }),
  knownKinds: {
    en: 'Known: Prometheus rules, prometheus.yml, Alertmanager, Grafana dashboards, Kibana exports, Filebeat, Logstash, Compose, Mermaid diagrams.',
    zh: '已知类型：Prometheus 规则、prometheus.yml、Alertmanager、Grafana 仪表板、Kibana 导出、Filebeat、Logstash、Compose、Mermaid 架构图。',
  },
  nothingKnown: (folder: string) => ({
    en: `${folder} holds no file of a known kind`,
    zh: `${folder} 中没有已知类型的文件`,
  }),
  checkPath: {en: 'Check the path.', zh: '请检查路径。'},
})
