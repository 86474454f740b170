/** The words of `explain`, `validate` and `schema`. */
import {defineMessages} from '../text.js'

const list = (words: readonly string[]) => words.join(', ')

export const explainMessages = defineMessages({
  takes: {en: 'takes', zh: '取值'},
  default: {en: 'default', zh: '默认值'},
  required: {en: 'required', zh: '必填'},
  lands: {en: 'ends up in', zh: '写入'},
  keys: {en: 'keys', zh: '子键'},
  none: {en: 'none', zh: '无'},
  topTitle: {
    en: 'Keys of opsctl.yaml. For one of them: opsctl explain KEY',
    zh: 'opsctl.yaml 的键。查看某一键：opsctl explain 键名',
  },
  names: (key: string) => ({en: `${key}.<name>: a name of your own`, zh: `${key}.<name>：自定义名称`}),
  unknownKey: (path: string) => ({en: `opsctl.yaml has no key ${path}`, zh: `opsctl.yaml 没有键 ${path}`}),
  tryKey: (path: string) => ({en: `opsctl explain ${path}`, zh: `opsctl explain ${path}`}),
  tryTop: {en: 'List every key: opsctl explain', zh: '列出所有键：opsctl explain'},
  valid: (file: string) => ({en: `${file} is valid`, zh: `${file} 有效`}),
  summary: (project: string, images: string) => ({
    en: `project ${project}, images from ${images}`,
    zh: `项目 ${project}，镜像来源 ${images}`,
  }),
  components: (ids: readonly string[]) => ({
    en: `components: ${list(ids) || 'none'}`,
    zh: `组件：${list(ids) || '无'}`,
  }),
  apps: (names: readonly string[]) => ({en: `apps: ${list(names) || 'none'}`, zh: `应用：${list(names) || '无'}`}),
  routes: (names: readonly string[]) => ({en: `routes: ${list(names) || 'none'}`, zh: `路由：${list(names) || '无'}`}),
})
