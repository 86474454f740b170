import {defineMessages, type Text} from '../text.js'

/** What bench http says, and what every bench shares with it: targets, guards, kept results. */
export const benchHttpMessages = defineMessages({
  badDuration: (flag: string, written: string) => ({
    en: `--${flag} ${written} is not a duration as in 500ms, 20s, 5m or 1h`,
    zh: `--${flag} ${written} 不是 500ms、20s、5m、1h 这样的时长`,
  }),
  badRate: (flag: string, written: string) => ({
    en: `--${flag} ${written} is not a rate as in 500, 500/s or 2k: requests per second, above 0`,
    zh: `--${flag} ${written} 不是 500、500/s、2k 这样的速率：每秒请求数，须大于 0`,
  }),
  badName: (name: string) => ({
    en: `"${name}" can’t name a baseline: letters, digits, dots, dashes; not "last", not ending in .json`,
    zh: `“${name}”不能作为基线名称：只能用字母、数字、点、连字符；不能以 last 开头或以 .json 结尾`,
  }),
  unknownResult: (ref: string, nearest: string | undefined) => ({
    en: `There is no result "${ref}"${nearest ? `; did you mean "${nearest}"?` : ''}`,
    zh: `没有结果“${ref}”${nearest ? `；是否指“${nearest}”？` : ''}`,
  }),
  refForms: (kind: string) => ({
    en: `Name it by its id, as last, last:${kind}, the name of a baseline, or the path of a file.`,
    zh: `可用 id、last、last:${kind}、基线名称或文件路径来指定。`,
  }),
  unreadableResult: (path: string, why: Text) => ({
    en: `${path} is no result of a load test that this opsctl reads: ${why.en}`,
    zh: `${path} 不是此版本 opsctl 可读取的负载测试结果：${why.zh}`,
  }),
  notJson: {en: 'it is not JSON', zh: '不是 JSON'},
  otherFormat: (found: string, known: string) => ({
    en: `its format is ${found}, not ${known}`,
    zh: `格式为 ${found}，而非 ${known}`,
  }),
  wrongAt: (path: string) => ({en: `${path} is missing or wrong`, zh: `${path} 缺失或有误`}),
})
