import {defineMessages} from '../text.js'

/** What is said of support bundles. */
export const bundleMessages = defineMessages({
  tooLarge: (bytes: number) => ({
    en: `The bundle has more than ${Math.round(bytes / 1024 ** 2)} MiB: no bundle of opsctl has, so it is not read.`,
    zh: `该支持包超过 ${Math.round(bytes / 1024 ** 2)} MiB：opsctl 不会生成这么大的包，因此不读取。`,
  }),
  tooMany: (count: number) => ({
    en: `The bundle has more than ${count} files: it is not read.`,
    zh: `该支持包超过 ${count} 个文件：不读取。`,
  }),
  notABundle: (why: string) => ({
    en: `This is no whole bundle of opsctl${why === '' ? '' : ` (${why})`}.`,
    zh: `这不是完整的 opsctl 支持包${why === '' ? '' : `（${why}）`}。`,
  }),
  notAFile: (path: string, type: string) => ({
    en: `"${path}" in the bundle is a ${type}: a bundle holds plain files only.`,
    zh: `支持包中的 "${path}" 是 ${type}：支持包只含普通文件。`,
  }),
  leavesFolder: (path: string) => ({
    en: `"${path}" in the bundle would lie outside of its folder.`,
    zh: `支持包中的 "${path}" 位于包目录之外。`,
  }),
  twice: (path: string) => ({en: `"${path}" is in the bundle twice.`, zh: `支持包中的 "${path}" 出现了两次。`}),
  askAgain: {
    en: 'Ask for it again: opsctl doctor bundle writes a whole one.',
    zh: '请重新索取：opsctl doctor bundle 会生成完整的包。',
  },
  newer: (version: string) => ({
    en: `The bundle was written by a newer opsctl (${version}) in a layout that this one does not know.`,
    zh: `该支持包由更新的 opsctl（${version}）生成，其格式此版本无法识别。`,
  }),
  update: {en: 'Update opsctl, then read it again.', zh: '请升级 opsctl 后再读取。'},
  changed: (path: string) => ({
    en: `"${path}" is not the file that the bundle's manifest names: its checksum differs.`,
    zh: `"${path}" 与支持包清单不符：校验和不同。`,
  }),
  leak: (names: string, path: string) => ({
    en: `Nothing was written: the finished bundle still held ${names} in ${path}.`,
    zh: `未写入任何文件：完成的支持包在 ${path} 中仍含 ${names}。`,
  }),
  reportLeak: {
    en: 'This is a defect of opsctl, please report it. What was collected is gone.',
    zh: '这是 opsctl 的缺陷，请报告。已收集的内容已丢弃。',
  },
  written: (path: string, size: string) => ({en: `${path}, ${size}`, zh: `${path}，${size}`}),
  preview: {
    en: 'These files would be in the bundle; nothing was written.',
    zh: '支持包将包含以下文件；未写入任何内容。',
  },
  replaced: (count: number) => ({en: `${count} replaced`, zh: `替换 ${count} 处`}),
  cut: {en: 'beginning left out', zh: '已省略开头'},
  missing: (path: string, why: string) => ({en: `${path} is missing: ${why}`, zh: `缺少 ${path}：${why}`}),
  review: {
    en: 'Look through it before you send it: opsctl never uploads anything.',
    zh: '发送前请先检查：opsctl 从不上传任何内容。',
  },
  notRedacted: {
    en: 'It holds secrets as they are: give it to nobody.',
    zh: '其中含有明文机密：请勿交给任何人。',
  },
})
