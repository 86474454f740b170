/** The words of `init`: what it asks, what it writes into new files, what it is about to do. */
import {defineMessages} from '../text.js'

export const initMessages = defineMessages({
  headComment: {
    en: [
      'The whole stack in one file. After a change: opsctl plan, then opsctl up.',
      'What a key means: opsctl explain gateway.routes',
    ].join('\n'),
    zh: [
      '整个栈在此一个文件中。修改后运行：opsctl plan，然后 opsctl up。',
      '键的含义：opsctl explain gateway.routes',
    ].join('\n'),
  },
  imagesComment: {
    en: 'Official images (registry), or built on this host from Debian packages (debian).',
    zh: '官方镜像（registry），或在本机由 Debian 软件包构建（debian）。',
  },

  clusterComment: {
    en: [
      'The cluster. Its context is never guessed; see yours with: kubectl config get-contexts',
      'What a key means: opsctl explain kubernetes',
    ].join('\n'),
    zh: ['集群。上下文绝不猜测；查看已有的：kubectl config get-contexts', '键的含义：opsctl explain kubernetes'].join(
      '\n',
    ),
  },

  answersNotAMap: {en: 'the file must be a map of keys, as in opsctl.yaml', zh: '文件必须是键值映射，如同 opsctl.yaml'},
  answersInvalid: (file: string) => ({
    en: `${file} holds no answers that opsctl can read`,
    zh: `${file} 中没有可读取的答案`,
  }),
  answersMissing: (file: string) => ({en: `The answers file ${file} cannot be read`, zh: `无法读取答案文件 ${file}`}),
  answersHint: {
    en: 'Write any part of opsctl.yaml in it, as YAML or JSON.',
    zh: '请在其中写入 opsctl.yaml 的任意部分，YAML 或 JSON 均可。',
  },
  badSet: (path: string) => ({
    en: `--set takes path=value${path ? `; the value of ${path} is not YAML` : ''}`,
    zh: `--set 的格式为 path=value${path ? `；${path} 的值不是 YAML` : ''}`,
  }),
  memoryShort: (preset: string, has: number, light: number, full: number) => ({
    en: `The preset ${preset} needs a machine with at least ${light} MiB of memory (${full} MiB with Logstash); this one has ${has} MiB`,
    zh: `预设 ${preset} 需要至少 ${light} MiB 内存的机器（含 Logstash 则为 ${full} MiB）；本机仅有 ${has} MiB`,
  }),
  withoutLogs: {
    en: 'Leave the log rooms out: opsctl init --preset core',
    zh: '不使用日志组件：opsctl init --preset core',
  },
  setHint: {en: 'As in: --set gateway.httpPort=8081', zh: '例如：--set gateway.httpPort=8081'},
  notAFolder: (path: string) => ({en: `${path} is not a folder`, zh: `${path} 不是目录`}),
  otherFolder: {en: 'Name another folder: opsctl init DIRECTORY', zh: '请指定其他目录：opsctl init 目录'},
  invalidAnswers: (count: number) => ({
    en: `These answers would make an opsctl.yaml with ${count === 1 ? 'a problem' : `${count} problems`}; nothing was written`,
    zh: `这些答案会使 opsctl.yaml 出现 ${count} 个问题；未写入任何文件`,
  }),
  fixAnswers: {
    en: 'Correct the answer of each path, with --set path=value.',
    zh: '请用 --set path=value 修正各路径的答案。',
  },
  needsYes: {
    en: 'Nothing was written: there is no terminal to ask for a yes',
    zh: '未写入任何文件：没有可供确认的终端',
  },
  addYes: {en: 'Add --yes to write what is shown.', zh: '加 --yes 以写入所示内容。'},
  changedMeanwhile: (path: string) => ({
    en: `${path} was changed by someone else while the questions were open`,
    zh: `在提问期间，${path} 被他人修改`,
  }),
  runAgain: {en: 'Run opsctl init again.', zh: '请重新运行 opsctl init。'},

  willWrite: (root: string) => ({en: `In ${root}:`, zh: `在 ${root} 中：`}),
  willRun: (ids: readonly string[]) => ({en: `Components: ${ids.join(', ')}`, zh: `组件：${ids.join(', ')}`}),
  imagesFrom: (source: string) => ({en: `Images from: ${source}`, zh: `镜像来源：${source}`}),
  nothingToDo: (root: string) => ({en: `${root} is up to date; nothing to write`, zh: `${root} 已是最新；无需写入`}),
  confirm: {en: 'Write these files?', zh: '写入这些文件？'},
  declined: {en: 'Nothing was written.', zh: '未写入任何文件。'},
  written: (count: number) => ({
    en: `${count} ${count === 1 ? 'file' : 'files'} written`,
    zh: `已写入 ${count} 个文件`,
  }),
  next: (command: string) => ({en: `Next: ${command}`, zh: `下一步：${command}`}),

  askPreset: {en: 'What kind of stack?', zh: '需要哪种栈？'},
  askProject: {en: 'Name of the stack?', zh: '栈的名称？'},
  askLanguage: {en: 'Language of alerts and reports?', zh: '告警和报告的语言？'},
  askTarget: {
    en: 'Where does the stack run: Docker Compose on this host, or a Kubernetes cluster through Helm?',
    zh: '栈在哪里运行：本机的 Docker Compose，还是通过 Helm 部署到 Kubernetes 集群？',
  },
  askContext: {
    en: 'Context of the cluster, as "kubectl config get-contexts" lists it?',
    zh: '集群的上下文（由 “kubectl config get-contexts” 列出）？',
  },
  askImages: {en: 'Where do images come from?', zh: '镜像来自哪里？'},
  askPort: {en: 'Port for http on this host?', zh: '本机的 http 端口？'},
  notValid: (expected: string) => ({en: `Expected ${expected}`, zh: `应为${expected}`}),
  noneHint: {en: 'blank: none', zh: '留空：无'},

  overlayReadme: {
    en: `# overlay

Yours: opsctl reads this folder and never writes to it. "opsctl render" joins it with what it generates.

| folder | holds |
| --- | --- |
| rules/ | Prometheus rule files (*.yaml) |
| scrape/ | Prometheus scrape configurations (*.yaml, with the key scrape_configs) |
| dashboards/ | Grafana dashboards as it exports them (*.json, with a title and a uid) |
| compose.override.yaml | Compose settings that are merged last and win |
| values.yaml | values of the Helm chart that are merged last and win |
`,
    zh: `# overlay

由您维护：opsctl 只读取此目录，从不写入。"opsctl render" 会将其与生成的内容合并。

| 目录 | 内容 |
| --- | --- |
| rules/ | Prometheus 规则文件（*.yaml） |
| scrape/ | Prometheus 采集配置（*.yaml，含键 scrape_configs） |
| dashboards/ | Grafana 导出的仪表盘（*.json，含 title 与 uid） |
| compose.override.yaml | 最后合并并优先生效的 Compose 设置 |
| values.yaml | 最后合并并优先生效的 Helm chart 值 |
`,
  },
})
