import {defineMessages, type Text} from '../text.js'

/** What the gateway room says. */
export const gatewayMessages = defineMessages({
  unknownApp: (name: string, known: readonly string[]) => ({
    en: `${name} is not an app of this stack; expected ${known.length > 0 ? known.join(', ') : 'an app under apps:'} or a URL`,
    zh: `${name} 不是本栈的应用；应为${known.length > 0 ? ` ${known.join('、')}` : ' apps: 下的应用'}或 URL`,
  }),
  badPort: (written: string) => ({
    en: `${written} has no valid port; expected 1 to 65535`,
    zh: `${written} 的端口无效；应为 1 到 65535`,
  }),
  loop: (written: string) => ({
    en: `${written} is the gateway itself, so a request would go round in circles`,
    zh: `${written} 就是网关自身，请求会无限循环`,
  }),
  mixedUpstreams: {
    en: 'https upstreams of one route must all have the same host, and no other upstream beside them',
    zh: '同一路由的 https 上游必须主机相同，且不能与其他上游混用',
  },
  noRoutes: {
    en: 'the gateway has no route, so it answers 404 to everything',
    zh: '网关没有路由，所有请求都会得到 404',
  },
  sameMatch: (path: string, host: string, other: string) => ({
    en: `${path} on ${host} is taken by route ${other} already`,
    zh: `${host} 上的 ${path} 已由路由 ${other} 使用`,
  }),
  everyHost: {en: 'every host', zh: '所有主机'},
  cacheOutside: (path: string, paths: readonly string[]) => ({
    en: `${path} is not under a path of this route (${paths.join(', ')})`,
    zh: `${path} 不在此路由的路径（${paths.join('、')}）之下`,
  }),
  cannot: (driver: string, feature: Text, able: readonly string[]) => ({
    en: `${driver} can’t do ${feature.en}; set gateway.driver to ${able.join(' or ')}, or remove it`,
    zh: `${driver} 不支持${feature.zh}；请将 gateway.driver 设为 ${able.join(' 或 ')}，或移除该项`,
  }),
  samePort: {en: 'http and https can’t share one port', zh: 'http 与 https 不能共用一个端口'},
  reservedRoute: (name: string) => ({
    en: `${name} is the label of requests that no route takes; choose another name`,
    zh: `${name} 是未匹配请求的标签，请换一个名称`,
  }),
  needsFile: (other: string) => ({
    en: `tls.mode files needs this beside ${other}`,
    zh: `tls.mode 为 files 时，除 ${other} 外还需要此项`,
  }),
  unusedFile: (mode: string) => ({
    en: `is not used while tls.mode is ${mode}`,
    zh: `tls.mode 为 ${mode} 时不会使用`,
  }),
  unreadable: (path: string, why: string) => ({en: `can’t read ${path}: ${why}`, zh: `无法读取 ${path}：${why}`}),
  noCertificate: (path: string) => ({
    en: `${path} holds no PEM certificate`,
    zh: `${path} 中没有 PEM 证书`,
  }),
  keyOpen: (path: string) => ({
    en: `${path} can be read by other users; run: chmod 600 ${path}`,
    zh: `${path} 可被其他用户读取；请运行：chmod 600 ${path}`,
  }),
  keyEncrypted: (path: string) => ({
    en: `${path} is encrypted and no server could start with it; decrypt it: openssl pkey -in ${path} -out decrypted.pem`,
    zh: `${path} 已加密，服务器无法使用；请解密：openssl pkey -in ${path} -out decrypted.pem`,
  }),
  keyInvalid: (path: string) => ({en: `${path} holds no PEM private key`, zh: `${path} 中没有 PEM 私钥`}),
  keyWeak: (path: string, bits: number) => ({
    en: `${path} is RSA with ${bits} bits; at least 2048 are needed`,
    zh: `${path} 是 ${bits} 位 RSA；至少需要 2048 位`,
  }),
  keyMismatch: (key: string, certificate: string) => ({
    en: `${key} is not the key of the first certificate in ${certificate}`,
    zh: `${key} 不是 ${certificate} 中第一个证书的私钥`,
  }),
  wrongOrder: (path: string) => ({
    en: `${path} has its certificates in the wrong order; expected the server’s own first, then each issuer`,
    zh: `${path} 中证书顺序错误；应先为服务器证书，再依次为颁发者`,
  }),
  expired: (path: string, at: string) => ({en: `${path} ended at ${at}`, zh: `${path} 已于 ${at} 过期`}),
  notYet: (path: string, at: string) => ({en: `${path} begins at ${at}`, zh: `${path} 于 ${at} 才生效`}),
  endsSoon: (path: string, at: string) => ({
    en: `${path} ends at ${at}, in less than 14 days`,
    zh: `${path} 将于 ${at} 过期，不足 14 天`,
  }),
  routesAnswer: {en: 'The gateway reaches the upstreams of every route', zh: '网关可到达每条路由的上游'},
  routesFine: (count: number) => ({en: `${count} routes answer`, zh: `${count} 条路由均有应答`}),
  routeDown: (name: string, path: string, answer: string) => ({
    en: `route ${name}: ${path} gave ${answer}`,
    zh: `路由 ${name}：${path} 返回 ${answer}`,
  }),
  fixRoute: (names: readonly string[]) => ({
    en: `Look at what the route forwards to: opsctl logs ${names.join(' ')}`,
    zh: `检查路由转发的目标：opsctl logs ${names.join(' ')}`,
  }),
  noAnswer: {en: 'no answer', zh: '无应答'},
  configRuns: {en: 'The gateway runs the configuration on disk', zh: '网关运行的是磁盘上的配置'},
  configSame: (hash: string) => ({en: `configuration ${hash}`, zh: `配置 ${hash}`}),
  configDiffers: (running: string, wanted: string) => ({
    en: `it runs ${running}, on disk is ${wanted}`,
    zh: `运行的是 ${running}，磁盘上是 ${wanted}`,
  }),
})
