import {defineMessages} from '../text.js'

export const logsMessages = defineMessages({
  unknownUi: (id: string, known: string) => ({
    en: `There is no user interface "${id}"; there are: ${known || 'none'}`,
    zh: `没有界面“${id}”；现有：${known || '无'}`,
  }),
  unknownService: (name: string, known: string) => ({
    en: `There is no component or service "${name}"; there are: ${known}`,
    zh: `没有组件或服务“${name}”；现有：${known}`,
  }),
  badTime: (flag: string, written: string) => ({
    en: `--${flag} ${written} is neither a span as in 10m, 2h or 1d, nor an ISO time as in 2026-01-31T08:00:00Z`,
    zh: `--${flag} ${written} 既不是 10m、2h、1d 这样的时长，也不是 2026-01-31T08:00:00Z 这样的 ISO 时间`,
  }),
  badGrep: (pattern: string) => ({
    en: `--grep ${pattern} is not a regular expression`,
    zh: `--grep ${pattern} 不是正则表达式`,
  }),
  escapeIt: {
    en: 'Put a backslash before ( ) [ ] * + ? to mean the character itself.',
    zh: '在 ( ) [ ] * + ? 前加反斜杠表示字符本身。',
  },
  followJson: {
    en: '--follow never ends, and --json is one document',
    zh: '--follow 不会结束，而 --json 只输出一个文档',
  },
  followJsonFix: {en: 'Use one of the two.', zh: '两者取其一。'},
  noUis: {en: 'No user interface is enabled.', zh: '未启用任何界面。'},
  user: {en: 'user', zh: '用户'},
  passwordIn: {en: 'password in', zh: '密码见'},
  noPod: (service: string) => ({
    en: `No running pod of ${service} can be reached`,
    zh: `没有可连接的 ${service} Pod`,
  }),
  untilCtrlC: {en: 'Reachable until Ctrl+C.', zh: '按 Ctrl+C 结束转发。'},
  openOne: {
    en: 'These names hold within the cluster. To reach one from here: opsctl open ID',
    zh: '这些名称仅在集群内有效。从本机访问：opsctl open ID',
  },
  opened: {en: 'Opened in the browser.', zh: '已在浏览器中打开。'},
})
