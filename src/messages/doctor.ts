import {defineMessages} from '../text.js'

/** What doctor says around the words of its checks. */
export const doctorMessages = defineMessages({
  unknownCheck: (word: string) => ({
    en: `There is no check, room or tag "${word}".`,
    zh: `没有名为“${word}”的检查、组件或标签。`,
  }),
  needsDeep: (id: string) => ({
    en: `${id} is only looked at with --deep.`,
    zh: `${id} 仅在 --deep 时检查。`,
  }),
})
