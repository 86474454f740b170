import {defineMessages, type Text} from '../text.js'

/** What rendering and `opsctl render` say. */
export const renderMessages = defineMessages({
  created: (path: string) => ({en: `created  ${path}`, zh: `新建  ${path}`}),
  changed: (path: string) => ({en: `changed  ${path}`, zh: `更改  ${path}`}),
  removed: (path: string) => ({en: `removed  ${path}`, zh: `删除  ${path}`}),
  summary: (created: number, changed: number, removed: number, unchanged: number) => ({
    en: `${created} created, ${changed} changed, ${removed} removed, ${unchanged} unchanged in deploy/`,
    zh: `deploy/：新建 ${created}，更改 ${changed}，删除 ${removed}，未变 ${unchanged}`,
  }),
  upToDate: (files: number) => ({
    en: `✓ deploy/ is up to date (${files} files)`,
    zh: `✓ deploy/ 已是最新（${files} 个文件）`,
  }),
  outOfDate: {
    en: '✗ deploy/ differs from what opsctl.yaml and overlay/ give',
    zh: '✗ deploy/ 与 opsctl.yaml 和 overlay/ 的结果不一致',
  },
  runRender: {en: 'Run: opsctl render', zh: '运行：opsctl render'},
  handEdits: (count: number) => ({
    en: `${count} generated ${count === 1 ? 'file was' : 'files were'} edited by hand, so nothing was written`,
    zh: `有 ${count} 个生成的文件被手动修改，因此未写入任何内容`,
  }),
  editedBy: {en: 'edited by hand', zh: '已被手动修改'},
  moveToOverlay: {
    en: 'Make the change in opsctl.yaml, or move it to overlay/ (rules/, scrape/, dashboards/, pipeline/, compose.override.yaml, values.yaml), which opsctl never writes.',
    zh: '请在 opsctl.yaml 中修改，或移到 overlay/（rules/、scrape/、dashboards/、pipeline/、compose.override.yaml、values.yaml），opsctl 从不写入该目录。',
  },
  forceIt: {
    en: 'To drop the edits: opsctl render --force',
    zh: '放弃这些修改：opsctl render --force',
  },
  overlayInvalid: (count: number) => ({
    en: `overlay/ has ${count} ${count === 1 ? 'problem' : 'problems'}; nothing was written`,
    zh: `overlay/ 中有 ${count} 处问题，未写入任何内容`,
  }),
  fixOverlay: {
    en: 'Fix the lines above, or move the file out of overlay/.',
    zh: '修正上述各行，或将文件移出 overlay/。',
  },
  badYaml: (what: string) => ({en: `not valid YAML: ${what}`, zh: `不是有效的 YAML：${what}`}),
  expected: (what: string) => ({en: `expected ${what}`, zh: `应为 ${what}`}),
  missingKey: (key: string) => ({en: `lacks ${key}`, zh: `缺少 ${key}`}),
  unknownKey: (key: string, known: readonly string[]) => ({
    en: `unknown key ${key}; expected one of ${known.join(', ')}`,
    zh: `未知的键 ${key}；应为 ${known.join('、')} 之一`,
  }),
  badPromql: (near: string) => ({en: `PromQL syntax error near ${near}`, zh: `PromQL 语法错误，位于 ${near} 附近`}),
  shippedAlert: (name: string) => ({
    en: `opsctl ships an alert ${name}; change it under "alerts: {${name}: …}" in opsctl.yaml, or take another name`,
    zh: `opsctl 自带告警 ${name}；请在 opsctl.yaml 的 "alerts: {${name}: …}" 中修改，或换一个名称`,
  }),
  openTemplate: {en: 'the template is not closed; add }}', zh: '模板未闭合；请补上 }}'},
  badTemplate: (what: Text) => ({
    en: `${what.en}; a template has $labels.NAME, $value, $externalLabels.NAME, $externalURL and the functions of Prometheus`,
    zh: `${what.zh}；模板可用 $labels.NAME、$value、$externalLabels.NAME、$externalURL 及 Prometheus 的函数`,
  }),
  emptyPromql: {en: 'the expression is empty', zh: '表达式为空'},
  badDuration: (value: string) => ({
    en: `${value} is not a duration; expected one such as 30s, 5m or 1h30m`,
    zh: `${value} 不是时长；应如 30s、5m 或 1h30m`,
  }),
  badName: (value: string, what: string) => ({
    en: `${value} is not a valid ${what}`,
    zh: `${value} 不是有效的 ${what}`,
  }),
  duplicate: (what: string, value: string, where: string) => ({
    en: `${what} ${value} is already used in ${where}`,
    zh: `${what} ${value} 已在 ${where} 中使用`,
  }),
  overlayUnreadable: {
    en: 'not a readable UTF-8 file of at most 1 MiB',
    zh: '不是可读的、不超过 1 MiB 的 UTF-8 文件',
  },
  alertOrRecord: {en: 'a rule has either alert or record', zh: '规则必须且只能有 alert 或 record 之一'},
  badOverlayName: (name: string, suffix: string) => ({
    en: `${name} is not usable as a file name; use a-z, 0-9, dots and dashes, ending in ${suffix}`,
    zh: `${name} 不可用作文件名；请用 a-z、0-9、点和短横线，并以 ${suffix.replace(' or ', ' 或 ')} 结尾`,
  }),
  badJson: (what: string) => ({en: `not valid JSON: ${what}`, zh: `不是有效的 JSON：${what}`}),
  stackInValues: {
    en: 'the stack is described in opsctl.yaml; make the change there, then run opsctl render',
    zh: '栈由 opsctl.yaml 描述；请在那里修改，然后运行 opsctl render',
  },
  filesInValues: {
    en: 'the configuration comes from opsctl.yaml and from rules/, scrape/, dashboards/ and pipeline/ in overlay/; make the change there',
    zh: '配置来自 opsctl.yaml 以及 overlay/ 中的 rules/、scrape/、dashboards/、pipeline/；请在那里修改',
  },
  secretsInValues: {
    en: 'only secrets.items may be changed here; where secrets come from is kubernetes.secrets in opsctl.yaml',
    zh: '此处仅可更改 secrets.items；密钥来源由 opsctl.yaml 的 kubernetes.secrets 决定',
  },
  unknownService: (name: string, guess: string | undefined, known: readonly string[]) => ({
    en: `the stack has no service ${name}; ${guess === undefined ? `it has ${known.join(', ')}` : `did you mean ${guess}?`}`,
    zh: `栈中没有服务 ${name}；${guess === undefined ? `现有 ${known.join('、')}` : `是否指 ${guess}？`}`,
  }),
  fixedValue: (key: string, known: readonly string[]) => ({
    en: `${key} is not for a person to change: it decides what the pod may do to its node and where its data lie. Here a service takes ${known.join(', ')}`,
    zh: `${key} 不可更改：它决定 Pod 对节点的权限及数据位置。此处服务可用的键为 ${known.join('、')}`,
  }),
  openToAll: {
    en: '* would open the service to whoever is outside of the stack; only the gateway is reached from there',
    zh: '* 会将该服务开放给栈外所有人；只有网关可从外部访问',
  },
  noRoot: {
    en: 'a pod of the stack never runs as root; use a number from 1',
    zh: '栈的 Pod 绝不以 root 运行；请用不小于 1 的数字',
  },
  apiWrapper: {
    en: 'the dashboard is wrapped as for the HTTP API; keep only what stands inside "dashboard"',
    zh: '仪表盘带有 HTTP API 的外层包装；请只保留 "dashboard" 里面的内容',
  },
  badDashboardUid: (uid: string) => ({
    en: `${uid} is not a uid; use at most 40 of a-z, A-Z, 0-9, - and _`,
    zh: `${uid} 不是有效的 uid；最多 40 个字符，可用 a-z、A-Z、0-9、- 和 _`,
  }),
})
