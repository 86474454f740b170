/** The words of `explain parity` and of its table in the README. */
import {defineMessages} from '../text.js'

export const parityMessages = defineMessages({
  compose: {en: 'Compose', zh: 'Compose'},
  helm: {en: 'Helm', zh: 'Helm'},
  feature: {en: 'feature', zh: '功能'},
  why: {en: 'why not', zh: '原因'},
  standing: (has: 'yes' | 'part' | 'no') =>
    ({yes: {en: 'yes', zh: '是'}, part: {en: 'partly', zh: '部分'}, no: {en: 'no', zh: '否'}})[has],
})
