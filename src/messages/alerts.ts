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
  noPromtool: (image: string) => ({
    en: `promtool comes from the image ${image}, which is not here yet`,
    zh: `promtool 来自镜像 ${image}，该镜像尚不存在`,
  }),
  notATestFile: (file: string) => ({en: `${file} is no promtool test file`, zh: `${file} 不是 promtool 测试文件`}),
  testFileMissing: (file: string) => ({en: `${file} can't be read`, zh: `无法读取 ${file}`}),
  ruleFileMissing: (file: string, rule: string) => ({
    en: `${file} names the rule file ${rule}, which can't be read`,
    zh: `${file} 引用的规则文件 ${rule} 无法读取`,
  }),
  testFileShape: {
    en: 'A test file has rule_files (paths from the file itself) and tests, as promtool reads them',
    zh: '测试文件应含 rule_files（相对于该文件的路径）和 tests，格式同 promtool',
  },
  noTests: {en: 'There is nothing to test.', zh: '没有可测试的内容。'},
  passedCases: (files: number, cases: number) => ({
    en: `${cases} cases in ${files} files pass`,
    zh: `${files} 个文件中的 ${cases} 个用例全部通过`,
  }),
  failedFiles: (failed: number, files: number) => ({
    en: `${failed} of ${files} files fail`,
    zh: `${files} 个文件中有 ${failed} 个失败`,
  }),
  cases: (count: number) => ({en: `${count} cases`, zh: `${count} 个用例`}),
  notRun: (names: string) => ({
    en: `not run, because opsctl.yaml changes their numbers: ${names}`,
    zh: `未运行，因 opsctl.yaml 修改了其数值：${names}`,
  }),
  selector: (state: 'quiet' | 'dormant' | 'missing' | 'unknown' | 'matched', exporter = '', flag = '') =>
    ({
      matched: {en: 'found', zh: '已匹配'},
      quiet: {en: 'the metric is there; this has not happened yet', zh: '指标存在；该情况尚未发生'},
      dormant: {en: 'appears once it happens', zh: '发生后才会出现'},
      missing: {
        en: flag === '' ? `needs ${exporter}, which is not scraped here` : `needs ${exporter} with ${flag}`,
        zh: flag === '' ? `需要 ${exporter}，此处未采集` : `需要 ${exporter} 并启用 ${flag}`,
      },
      unknown: {
        en: 'no exporter that opsctl knows has it, and nothing here exports it',
        zh: 'opsctl 已知的导出器均无此指标，此处也无人导出',
      },
    })[state],
  checked: (matched: number, waiting: number, dead: number) => ({
    en: `${matched} selectors match, ${waiting} wait for something to happen, ${dead} can never match`,
    zh: `${matched} 个选择器已匹配，${waiting} 个等待事件发生，${dead} 个永远不会匹配`,
  }),
  atOnce: {en: 'at once', zh: '立即'},
})
