/** What is said about opsctl.yaml when it is wrong: what was found, what was expected, and the way back. */
import {defineMessages, type Text} from '../text.js'

/** Joins parts of a sentence in both languages; parts that are undefined are left out. */
export function sentence(...parts: readonly (Text | undefined)[]): Text {
  const present = parts.filter((part) => part !== undefined)
  return {en: present.map((part) => part.en).join('; '), zh: present.map((part) => part.zh).join('；')}
}

const list = (words: readonly unknown[]) => words.map(String).join(', ')

/** What a value should have been, by the code its schema carries. */
export const expectedTexts = {
  'request-path': {en: 'a path without spaces, as in /users/{id}?all=1', zh: '不含空格的路径，如 /users/{id}?all=1'},
  'request-name': {en: 'a printable name of at most 60 characters', zh: '最多 60 个可打印字符的名称'},
  'header-name': {en: 'a header name, as in Accept or X-Shop', zh: '头部名称，如 Accept 或 X-Shop'},
  'header-value': {en: 'a header value on one line', zh: '单行的头部值'},
  'one-body': {en: 'either body or bodyFile, not both', zh: 'body 与 bodyFile 二选一'},
  'unique-name': {en: 'a name that no other request has', zh: '不与其他请求重复的名称'},
  growth: {en: 'a growth with its unit, as in 20%/year or 2%/month', zh: '带单位的增长率，如 20%/year 或 2%/month'},
  bytes: {en: 'a size, as in 50GB or 50GiB', zh: '大小，如 50GB 或 50GiB'},
  latency: {en: 'a time, as in 200ms or 1.5s', zh: '时间，如 200ms 或 1.5s'},
  project: {
    en: 'a project name: a to z, 0 to 9, - and _, starting with a letter or digit, at most 63 characters',
    zh: '项目名称：仅含 a-z、0-9、- 和 _，以字母或数字开头，最多 63 个字符',
  },
  name: {
    en: 'a name of 2 to 32 characters: a to z, 0 to 9 and -, starting with a letter, not ending with -',
    zh: '2 到 32 个字符的名称：仅含 a-z、0-9 和 -，以字母开头，不以 - 结尾',
  },
  'env-name': {
    en: 'an environment name: A to Z, 0 to 9 and _, not starting with a digit',
    zh: '环境变量名：仅含 A-Z、0-9 和 _，不以数字开头',
  },
  'pg-name': {
    en: 'a database name: a to z, 0 to 9 and _, starting with a letter, at most 63 characters',
    zh: '数据库名称：仅含 a-z、0-9 和 _，以字母开头，最多 63 个字符',
  },
  'url-path': {
    en: 'an absolute URL path without spaces, quotes, braces, ; or $, as in /api/',
    zh: '绝对 URL 路径，不含空格、双引号、花括号、; 或 $，例如 /api/',
  },
  'absolute-path': {en: 'an absolute path, as in /var/lib/docker', zh: '绝对路径，例如 /var/lib/docker'},
  'mask-regex': {en: 'a regular expression that compiles', zh: '可编译的正则表达式'},
  'mask-group': {
    en: 'a regular expression with exactly one capture group, which is kept: (password=)\\S+',
    zh: '恰好含一个捕获组（将被保留）的正则表达式：(password=)\\S+',
  },
  'mask-portable': {
    en: 'a regular expression without look-around and back-references: Logstash, Filebeat and opsctl read it',
    zh: '不含环视与反向引用的正则表达式：Logstash、Filebeat 与 opsctl 都会读取它',
  },
  hostname: {
    en: 'a host name in lower case by RFC 1123, as in www.example.com or *.example.com',
    zh: '符合 RFC 1123 的小写主机名，例如 www.example.com 或 *.example.com',
  },
  'alert-name': {
    en: 'name of an alert, as in PostgresDown; opsctl alerts list shows all',
    zh: '告警名称，例如 PostgresDown；opsctl alerts list 列出全部',
  },
  day: {en: 'a day that there is, as in 2027-01-31', zh: '真实存在的日期，例如 2027-01-31'},
  'host-port': {en: 'host:port, as in 10.0.0.5:9100', zh: 'host:port 形式，例如 10.0.0.5:9100'},
  upstream: {
    en: 'the name of an app, or a URL of scheme, host and port only, as in http://10.0.0.5:8080',
    zh: '应用名称，或仅含协议、主机和端口的 URL，例如 http://10.0.0.5:8080',
  },
  'uid-gid': {
    en: 'a numeric uid:gid other than root, as in 1000:1000',
    zh: '非 root 的数字 uid:gid，例如 1000:1000',
  },
  ip: {en: 'an IPv4 or IPv6 address, as in 0.0.0.0 or 127.0.0.1', zh: 'IPv4 或 IPv6 地址，例如 0.0.0.0 或 127.0.0.1'},
  'email-address': {en: 'one plain address, as in ops@example.com', zh: '单个邮件地址，例如 ops@example.com'},
  clock: {en: 'a time of day from 00:00 to 24:00, as in 09:30', zh: '00:00 到 24:00 的时刻，例如 09:30'},
  keyword: {en: 'letters and digits without a space, at most 40', zh: '不含空格的文字或数字，最多 40 个'},
  printable: {en: 'printable ASCII without a space', zh: '不含空格的可打印 ASCII 字符'},
  url: {en: 'an http or https URL', zh: 'http 或 https URL'},
  registry: {
    en: 'host, port and path in lower case without a scheme, as in mirror.example.com:5000/hub',
    zh: '小写的主机、端口和路径，不带协议，例如 mirror.example.com:5000/hub',
  },
} satisfies Record<string, Text>

export const specMessages = defineMessages({
  got: (shown: string) => ({en: `got ${shown}`, zh: `当前为 ${shown}`}),
  expected: (what: Text) => ({en: `expected ${what.en}`, zh: `应为${zhGap(what.zh)}`}),
  didYouMean: (guess: string) => ({en: `did you mean ${guess}?`, zh: `是否想写 ${guess}？`}),
  missing: {en: 'is missing', zh: '缺失'},
  isEmpty: {en: 'has no value', zh: '没有值'},
  emptyMapHint: (key: string) => ({
    en: `write "${key}: {}" to take every default, or remove the line`,
    zh: `写成 "${key}: {}" 以使用全部默认值，或删除该行`,
  }),
  unknownKey: (shown: string) => ({en: `unknown key ${shown}`, zh: `未知的键 ${shown}`}),
  badName: (shown: string) => ({en: `bad name ${shown}`, zh: `名称 ${shown} 无效`}),
  keysHere: (keys: readonly string[]) => ({en: `one of the keys ${list(keys)}`, zh: `以下键之一：${list(keys)}`}),
  elsewhere: (path: string) => ({en: `there is a key ${path}`, zh: `存在键 ${path}`}),
  putQuotes: (written: string) => ({
    en: `put it in quotes: "${written}" (without them YAML reads a number or true/false)`,
    zh: `请加引号："${written}"（不加引号时 YAML 会读成数字或布尔值）`,
  }),
  dropQuotes: (written: string) => ({en: `write ${written} without quotes`, zh: `请去掉引号，写成 ${written}`}),
  punycode: (ascii: string) => ({en: `in ASCII it is ${ascii}`, zh: `其 ASCII 形式为 ${ascii}`}),
  noPasswordKey: {
    en: 'passwords are not written here: opsctl generates them; see "opsctl secrets list"',
    zh: '密码不写在此处：由 opsctl 生成；参见 "opsctl secrets list"',
  },
  hidden: {en: '[hidden]', zh: '[已隐藏]'},

  aSize: (min: string, max: string) => ({
    en: `a size with its unit (KiB, MiB, GiB, TiB) from ${min} to ${max}, as in 512MiB`,
    zh: `带单位（KiB、MiB、GiB、TiB）的大小，范围 ${min} 到 ${max}，例如 512MiB`,
  }),
  aDuration: (min: string, max: string) => ({
    en: `a duration with one unit (ms, s, m, h, d) from ${min} to ${max}, as in 30s`,
    zh: `带单个单位（ms、s、m、h、d）的时长，范围 ${min} 到 ${max}，例如 30s`,
  }),
  aWhole: (min: number, max: number) => ({en: `a whole number from ${min} to ${max}`, zh: `${min} 到 ${max} 的整数`}),
  aNumber: (min: number, max: number) => ({en: `a number from ${min} to ${max}`, zh: `${min} 到 ${max} 的数字`}),
  aSwitch: {en: 'true or false', zh: 'true 或 false'},
  aChoice: (choices: readonly unknown[]) => ({en: `one of ${list(choices)}`, zh: `以下之一：${list(choices)}`}),
  aFixed: (value: unknown) => ({en: String(value), zh: String(value)}),
  aText: {en: 'a text', zh: '文本'},
  aList: {en: 'a list', zh: '列表'},
  aFullList: (min: number) => ({en: `a list of at least ${min}`, zh: `至少 ${min} 项的列表`}),
  aMap: (keys: readonly string[]) => ({en: `a map with the keys ${list(keys)}`, zh: `包含键 ${list(keys)} 的映射`}),
  aNamedMap: {en: 'a map of names to settings', zh: '名称到设置的映射'},
  aScalar: {en: 'a text, a number, or true or false', zh: '文本、数字或 true/false'},

  newerVersion: (found: number, ours: number) => ({
    en: `the file has format version ${found}; this opsctl reads ${ours}; update opsctl`,
    zh: `文件格式版本为 ${found}；此 opsctl 支持 ${ours}；请更新 opsctl`,
  }),
  upcoming: (id: string) => ({
    en: `${id} is accepted and kept, but this version of opsctl does not run it yet`,
    zh: `${id} 已接受并保留，但此版本的 opsctl 尚不运行它`,
  }),
  more: (count: number) => ({en: `and ${count} more problems`, zh: `以及另外 ${count} 个问题`}),
})

/** Chinese needs a space between 应为 and a Latin letter or digit. */
function zhGap(words: string): string {
  return /^[\u4e00-\u9fff]/.test(words) ? words : ` ${words}`
}
