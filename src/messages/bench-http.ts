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

  noSuchHost: (host: string) => ({en: `There is no host ${host}`, zh: `没有主机 ${host}`}),
  checkHost: {
    en: 'Look at the spelling, or give the address. A route of opsctl.yaml needs no host.',
    zh: '检查拼写，或直接给出地址。opsctl.yaml 中的路由不需要主机。',
  },
  unreachable: (addresses: string, port: number) => ({
    en: `Nothing takes a connection at port ${port} of ${addresses}`,
    zh: `${addresses} 的端口 ${port} 无法连接`,
  }),
  startIt: {en: 'Start the target, or correct host and port.', zh: '启动目标，或更正主机与端口。'},
  remote: (host: string, addresses: string) => ({
    en: `${host} (${addresses}) is neither this machine nor a container of this project: load is sent to others only when you name them`,
    zh: `${host}（${addresses}）既不是本机，也不是该项目的容器：只有明确指定后才会向其他主机施加负载`,
  }),
  allowIt: (host: string) => ({
    en: `If it is yours to put under load: --allow-remote ${host}`,
    zh: `若您有权对其施压：--allow-remote ${host}`,
  }),
  rateTooHigh: (rate: string, limit: string) => ({
    en: `A rate of ${rate} is above the limit of ${limit}`,
    zh: `速率 ${rate} 超过上限 ${limit}`,
  }),
  tooLong: (duration: string, limit: string) => ({
    en: `A load of ${duration}, warm-up included, is above the limit of ${limit}`,
    zh: `负载时长 ${duration}（含预热）超过上限 ${limit}`,
  }),
  unknownRoute: (word: string, known: string, nearest: string | undefined) => ({
    en: `"${word}" is no URL and no route of opsctl.yaml${nearest ? `; did you mean "${nearest}"?` : ''}; there are: ${known || 'none'}`,
    zh: `“${word}”既不是 URL，也不是 opsctl.yaml 中的路由${nearest ? `；是否指“${nearest}”？` : ''}；现有：${known || '无'}`,
  }),
  noGateway: {
    en: 'The stack has no gateway, so there is no route to put under load',
    zh: '该栈没有网关，因此没有可施加负载的路由',
  },
  enableGateway: {en: 'Or set gateway.enabled in opsctl.yaml.', zh: '或在 opsctl.yaml 中启用 gateway.enabled。'},
  badUrl: (written: string) => ({
    en: `${written} is no http or https URL`,
    zh: `${written} 不是 http 或 https URL`,
  }),
  credentialInUrl: (host: string) => ({
    en: `The URL of ${host} holds a log-in, which everybody on this machine sees in the list of processes`,
    zh: `${host} 的 URL 中含有登录信息，本机所有人都能在进程列表中看到`,
  }),
  useAuthFile: {
    en: 'Put user:password into a file and give it: --auth-file FILE, or in OPSCTL_BENCH_AUTH.',
    zh: '将 user:password 写入文件：--auth-file FILE，或放入 OPSCTL_BENCH_AUTH。',
  },
  badLogin: (place: string) => ({
    en: `${place} holds no log-in of one line`,
    zh: `${place} 中不是单行的登录信息`,
  }),
  loginForm: {
    en: 'Write user:password, or a scheme and its token as in Bearer TOKEN.',
    zh: '写成 user:password，或“方案 令牌”，如 Bearer TOKEN。',
  },
  badFile: (flag: string, path: string) => ({
    en: `--${flag} ${path} can’t be used`,
    zh: `--${flag} ${path} 无法使用`,
  }),
  fileMissing: {en: 'there is no such file', zh: '文件不存在'},
  notAFile: {en: 'it is no plain file', zh: '不是普通文件'},
  fileUnreadable: {en: 'it can’t be read', zh: '无法读取'},
  fileTooBig: {en: 'it is larger than 32 MiB', zh: '超过 32 MiB'},
  noCertificate: {en: 'it holds no certificate in PEM', zh: '其中没有 PEM 证书'},
  noRows: {en: 'it has no rows', zh: '没有数据行'},
  tooManyRows: (rows: number, most: number) => ({
    en: `it has ${rows} rows; at most ${most} are held in memory`,
    zh: `有 ${rows} 行；内存中最多保存 ${most} 行`,
  }),
  openQuote: {en: 'a quote is not closed, or text follows it', zh: '引号未闭合，或其后有多余文本'},
  badColumn: (name: string) => ({
    en: `"${name}" can’t name a column: letters, digits, _, . and -, starting with a letter`,
    zh: `“${name}”不能作为列名：只能用字母、数字、_、. 和 -，以字母开头`,
  }),
  doubleColumn: (name: string) => ({en: `two columns are named ${name}`, zh: `有两列都名为 ${name}`}),
  wrongCells: (found: number, wanted: number) => ({
    en: `${found} cells, where the first line has ${wanted} columns`,
    zh: `有 ${found} 个单元格，而首行有 ${wanted} 列`,
  }),
})
