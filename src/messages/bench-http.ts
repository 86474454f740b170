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
  noResults: {en: 'There is no result of a load test here yet', zh: '此处还没有负载测试结果'},
  newerOpsctl: {
    en: 'If a newer opsctl wrote it, read it with that one.',
    zh: '如果由更新版本的 opsctl 写入，请用该版本读取。',
  },
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
  noColumn: (place: string, name: string, columns: readonly string[], nearest: string | undefined) => ({
    en: `${place} asks for {${name}}, and ${columns.length > 0 ? `the rows have ${columns.join(', ')}` : 'there are no rows'}${nearest ? `; did you mean {${nearest}}?` : ''}`,
    zh: `${place} 引用了 {${name}}，但${columns.length > 0 ? `数据列为 ${columns.join('、')}` : '没有数据'}${nearest ? `；是否指 {${nearest}}？` : ''}`,
  }),
  unusedRows: (columns: readonly string[]) => ({
    en: `No request uses a column of the rows: ${columns.join(', ')}`,
    zh: `没有请求使用数据列：${columns.join('、')}`,
  }),
  nameColumn: (column: string) => ({
    en: `Write {${column}} where its value belongs, in path, header or body.`,
    zh: `在路径、头部或请求体中用 {${column}} 标出其位置。`,
  }),
  giveData: {en: 'Give the rows: --data users.csv', zh: '提供数据：--data users.csv'},
  badHeader: (written: string) => ({
    en: `--header ${written} is no header as in Accept: text/html`,
    zh: `--header ${written} 不是 Accept: text/html 这样的头部`,
  }),
  secretHeader: (name: string) => ({
    en: `--header ${name} holds a secret, which everybody on this machine sees in the list of processes`,
    zh: `--header ${name} 含有密钥，本机所有人都能在进程列表中看到`,
  }),
  secretElsewhere: {
    en: 'Use --auth-file FILE, the headers of a scenario file, or {column} with --data.',
    zh: '使用 --auth-file FILE、场景文件中的头部，或配合 --data 使用 {列名}。',
  },
  badMethod: (written: string, nearest: string | undefined, known: string) => ({
    en: `--method ${written} is not one of ${known}${nearest ? `; did you mean ${nearest}?` : ''}`,
    zh: `--method ${written} 不是以下之一：${known}${nearest ? `；是否指 ${nearest}？` : ''}`,
  }),
  badStatus: (written: string) => ({
    en: `--expect-status ${written} is no status as in 200 or 200,404`,
    zh: `--expect-status ${written} 不是 200 或 200,404 这样的状态码`,
  }),
  badShare: (flag: string, written: string) => ({
    en: `--${flag} ${written} is not a share above 0 and up to 100 %, as in 5% or 0.05`,
    zh: `--${flag} ${written} 不是 0 到 100% 之间的比例，如 5% 或 0.05`,
  }),
  badScenario: (path: string, count: number) => ({
    en: `${path} is no scenario: ${count === 1 ? 'one problem' : `${count} problems`}`,
    zh: `${path} 不是有效的场景：有 ${count} 个问题`,
  }),
  badStages: (written: string) => ({
    en: `--stages ${written} is no list of rate and time as in 100:30s,500:60s`,
    zh: `--stages ${written} 不是 100:30s,500:60s 这样的“速率:时长”列表`,
  }),
  noTime: (flag: string) => ({en: `--${flag} must be longer than 0`, zh: `--${flag} 必须大于 0`}),
  arrivalsNeedRate: {
    en: '--arrivals says when requests come at a given rate, and none is given',
    zh: '--arrivals 决定给定速率下请求的到达方式，但未给出速率',
  },
  warmingUp: {en: 'Warming up …', zh: '预热中 …'},
  liveDue: (rate: string) => ({en: ` of ${rate}`, zh: `（应 ${rate}）`}),
  liveErrors: (count: number) => ({
    en: count === 1 ? '1 error' : `${count} errors`,
    zh: `${count} 个错误`,
  }),
  outNoFile: (out: string) => ({
    en: `--out ${out} is a folder or a device, not a file`,
    zh: `--out ${out} 是目录或设备，而非文件`,
  }),
  outNoFolder: (out: string) => ({
    en: `The folder of --out ${out} does not exist`,
    zh: `--out ${out} 所在的目录不存在`,
  }),
  notBegun: {en: 'It was interrupted before there was anything to keep', zh: '在有结果之前被中断'},
  runAgain: {en: 'Run the same command again.', zh: '重新运行同一命令。'},
})

/** The flags of src/cli/bench-flags.ts in Chinese. */
export const resultFlagsZh = {
  out: '同时将结果以 JSON 写入此文件。',
  name: '将结果保存为该名称的基线，供 bench compare 使用。',
} as const

/** Those that load tests over HTTP share. */
export const httpLoadFlagsZh = {
  method: '方法；缺省为 GET，有请求体时为 POST。',
  header: '一个头部；{列名} 取自 --data。登录信息请用 --auth-file。',
  body: '请求体；{列名} 取自 --data。',
  'body-file': '从文件读取请求体；{列名} 取自 --data。',
  data: 'CSV，各行依次填入路径、头部与请求体中的 {列名}。',
  scenario: '含多个加权请求的 YAML，参见 schema bench-scenario。',
  'auth-file': '含 user:password 的文件，用于基本认证；缺省用 OPSCTL_BENCH_AUTH。',
  ca: '签发目标证书的机构（PEM）；路由会自动找到。',
  'keep-alive': '复用连接；否则每个请求新建连接。',
  timeout: '从发出起，应答的时限。',
  'expect-status': '正确的状态码，如 200 或 200,404；缺省为 400 以下。',
  'expect-body': '每个应答体必须包含的文本。',
  arrivals: '请求间隔均匀，或像众多客户端那样随机。',
  'max-connections': '给定速率时的最大连接数；超出的请求等待并计入等待时间。',
  seed: '相同的种子产生相同的请求时刻。',
  threads: '产生负载的线程数；一个线程足以产生每秒 5 万个请求。',
  pace: '计时方式：thread 用单独线程；spin 占满一个核；timer 约晚 0.6 毫秒。',
  'allow-remote': '您有权施压的其他主机。',
  'max-error-ratio': '某一秒内失败请求超过该比例时提前结束。',
  ...resultFlagsZh,
} as const
