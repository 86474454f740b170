import {defineMessages} from '../text.js'

/** The words around a question. Those of keys are named as the prompts name them. */
export const promptMessages = defineMessages({
  yes: {en: 'Yes', zh: '是'},
  no: {en: 'No', zh: '否'},
  yesOrNo: {en: 'Answer y or n', zh: '请输入 y 或 n'},
  navigate: {en: 'move', zh: '移动'},
  select: {en: 'choose', zh: '选择'},
  all: {en: 'all', zh: '全选'},
  invert: {en: 'invert', zh: '反选'},
  submit: {en: 'done', zh: '完成'},
})
