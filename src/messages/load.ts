/** What is said when opsctl.yaml can't be loaded. */
import {defineMessages} from '../text.js'

export const loadMessages = defineMessages({
  invalid: (count: number) => ({
    en: `opsctl.yaml has ${count === 1 ? 'a problem' : `${count} problems`}`,
    zh: `opsctl.yaml 有 ${count} 个问题`,
  }),
  explain: {
    en: 'Correct the lines above; "opsctl explain PATH" says what a key takes.',
    zh: '请修正以上各行；"opsctl explain PATH" 说明各键的取值。',
  },
  missing: (path: string) => ({en: `There is no ${path}`, zh: `找不到 ${path}`}),
  runInit: {en: 'Create one: opsctl init', zh: '创建一个：opsctl init'},
  otherFolder: {
    en: 'Or name the project folder: opsctl -C DIR …',
    zh: '或指定项目目录：opsctl -C DIR …',
  },
  empty: (path: string) => ({
    en: `${path} is empty: it holds no key`,
    zh: `${path} 为空：没有任何键`,
  }),
  notAFile: (path: string) => ({
    en: `${path} is not a file but a folder, pipe or device`,
    zh: `${path} 不是文件，而是目录、管道或设备`,
  }),
  moveAway: {
    en: 'Move it away, then run opsctl init.',
    zh: '请将其移走，然后运行 opsctl init。',
  },
  unreadable: (path: string, why: string) => ({
    en: `${path} cannot be read${why ? ` (${why})` : ''}`,
    zh: `无法读取 ${path}${why ? `（${why}）` : ''}`,
  }),
  giveRights: (path: string) => ({
    en: `Give yourself the right to read it: ls -l ${path}`,
    zh: `请检查读取权限：ls -l ${path}`,
  }),
  tooBig: (path: string) => ({en: `${path} is larger than 1 MiB`, zh: `${path} 大于 1 MiB`}),
  makeSmaller: {
    en: 'Keep rules, scrape jobs and data in overlay/; opsctl.yaml only holds settings.',
    zh: '规则、采集任务和数据请放在 overlay/；opsctl.yaml 只存放设置。',
  },
})
