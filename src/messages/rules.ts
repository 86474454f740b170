/** What is said about keys of opsctl.yaml that are right each by itself, but not together. */
import {defineMessages} from '../text.js'

const guessed = (guess: string | undefined) =>
  guess === undefined ? {en: '', zh: ''} : {en: `; did you mean ${guess}?`, zh: `；是否想写 ${guess}？`}

export const ruleMessages = defineMessages({
  portTwice: (port: number, other: string) => ({
    en: `port ${port} of this host is also used by ${other}; give one of them another port`,
    zh: `本机端口 ${port} 也被 ${other} 使用；请为其中之一换用其他端口`,
  }),

  neitherImageNorBuild: {
    en: 'has neither image nor build; expected one of them, as in "image: shop/web:1.4.2" or "build: ./web"',
    zh: '既无 image 也无 build；应有其一，例如 "image: shop/web:1.4.2" 或 "build: ./web"',
  },
  bothImageAndBuild: {
    en: 'has both image and build; remove one of them',
    zh: '同时有 image 和 build；请删除其中一个',
  },
  imageLatest: {
    en: 'the tag latest means another image every day; expected an exact tag or digest, as in shop/web:1.4.2',
    zh: 'latest 标签每天可能指向不同镜像；应使用确切的标签或摘要，例如 shop/web:1.4.2',
  },
  imageNoTag: {
    en: 'the image has no tag, which means latest; expected an exact tag or digest, as in shop/web:1.4.2',
    zh: '镜像没有标签，即等于 latest；应使用确切的标签或摘要，例如 shop/web:1.4.2',
  },
  imageUppercase: (guess: string) => ({
    en: `the name of an image is in lower case; did you mean ${guess}?`,
    zh: `镜像名称须为小写；是否想写 ${guess}？`,
  }),
  imageBadDigest: {
    en: 'the digest is not sha256: followed by 64 digits of 0 to 9 and a to f',
    zh: '摘要不是 sha256: 后接 64 个 0-9、a-f 字符',
  },
  imageMalformed: {
    en: 'is no image reference; expected name:tag or name@sha256:…, as in shop/web:1.4.2',
    zh: '不是镜像引用；应为 name:tag 或 name@sha256:…，例如 shop/web:1.4.2',
  },
  buildOutside: {
    en: 'the folder must lie inside the project folder; expected a relative path, as in ./web',
    zh: '目录必须位于项目目录内；应为相对路径，例如 ./web',
  },
  nameTaken: (name: string) => ({
    en: `the name ${name} belongs to a component of opsctl; expected another name, as in my-${name}`,
    zh: `名称 ${name} 属于 opsctl 的组件；请换用其他名称，例如 my-${name}`,
  }),
  prefixTaken: (prefix: string) => ({
    en: `names that begin with ${prefix}- belong to helpers of the component ${prefix}; expected another name`,
    zh: `以 ${prefix}- 开头的名称保留给组件 ${prefix} 的辅助服务；请换用其他名称`,
  }),
  storeDisabled: (store: string) => ({
    en: `${store} is not in the stack; add "${store}: {}" to opsctl.yaml, or remove it here`,
    zh: `${store} 不在该栈中；请在 opsctl.yaml 中加入 "${store}: {}"，或在此删除`,
  }),
  unknownApp: (shown: string, apps: readonly string[], guess: string | undefined) => ({
    en: `no app is called ${shown}; expected ${appsEn(apps)}${guessed(guess).en}`,
    zh: `没有名为 ${shown} 的应用；应为${appsZh(apps)}${guessed(guess).zh}`,
  }),
  upstreamCredentials: {
    en: 'a URL with a user or password in it; remove them (the value is not shown)',
    zh: 'URL 中含有用户名或密码；请去掉（不显示其值）',
  },
  secretInEnv: (name: string) => ({
    en: `looks like a secret (the value is not shown); remove it and write "secrets: [${name}]": opsctl generates and delivers it`,
    zh: `看起来是密钥（不显示其值）；请删除并写 "secrets: [${name}]"：由 opsctl 生成并送达`,
  }),
  weakSecret: (name: string) => ({
    en: `is a default or weak password (the value is not shown); remove it and write "secrets: [${name}]": opsctl generates and delivers it`,
    zh: `是默认或弱密码（不显示其值）；请删除并写 "secrets: [${name}]"：由 opsctl 生成并送达`,
  }),
  secretInFile: {
    en: 'holds a secret (the value is not shown); opsctl.yaml never does: put it in secrets/, see "opsctl secrets path"',
    zh: '含有密钥（不显示其值）；opsctl.yaml 不应含密钥：请放入 secrets/，参见 "opsctl secrets path"',
  },
  reference: (name: string) => ({
    en: `\${${name}} is not replaced: opsctl.yaml is read as it stands; write the value, or list a secret by name`,
    zh: `\${${name}} 不会被替换：opsctl.yaml 按原样读取；请直接写值，或按名称列出密钥`,
  }),
  needsPrometheus: (id: string) => ({
    en: `nothing reads ${id} while prometheus is not in the stack; add "prometheus: {}"`,
    zh: `prometheus 不在该栈中，无人读取 ${id}；请加入 "prometheus: {}"`,
  }),
  unknownCheck: (id: string, guess: string | undefined) => ({
    en: `there is no check ${id}${guessed(guess).en || '; opsctl doctor list shows all'}`,
    zh: `没有名为 ${id} 的检查${guessed(guess).zh || '；opsctl doctor list 列出全部'}`,
  }),
  unknownThreshold: (id: string, name: string, guess: string | undefined, names: readonly string[]) => ({
    en: `${id} has no threshold ${name}${guessed(guess).en}; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
    zh: `${id} 没有阈值 ${name}${guessed(guess).zh}；现有：${names.length === 0 ? '无' : names.join('、')}`,
  }),
  unknownAlert: (name: string, guess: string | undefined) => ({
    en: `there is no alert ${name}${guessed(guess).en || '; opsctl alerts list shows all'}`,
    zh: `没有名为 ${name} 的告警${guessed(guess).zh || '；opsctl alerts list 列出全部'}`,
  }),
  noThreshold: (name: string) => ({
    en: `${name} has no threshold to change; remove the key, or turn the alert off with "enabled: false"`,
    zh: `${name} 没有可修改的阈值；请删除该键，或用 "enabled: false" 关闭该告警`,
  }),
  alertNotHere: (name: string) => ({
    en: `the alert ${name} is not in this stack, so this changes nothing`,
    zh: `该栈中没有告警 ${name}，此项不产生任何变化`,
  }),
  sloNeeds: (id: string) => ({
    en: `an objective is measured by ${id}, which is not in the stack; add "${id}: {}", or remove slo`,
    zh: `SLO 由 ${id} 度量，但它不在该栈中；请加入 "${id}: {}"，或删除 slo`,
  }),
  sloWindow: (window: string, kept: string) => ({
    en: `looks back ${window}, but prometheus.retention.time keeps ${kept}; set that to ${window} or more, or a window of at most ${kept}`,
    zh: `回溯 ${window}，但 prometheus.retention.time 只保留 ${kept}；请将其设为 ${window} 或更长，或将 window 设为不超过 ${kept}`,
  }),
  sloRoute: (route: string, routes: readonly string[], guess: string | undefined) => ({
    en: `the gateway has no route ${route}; expected one of ${routes.join(', ') || '(none yet)'}${guessed(guess).en}`,
    zh: `网关没有路由 ${route}；应为以下之一：${routes.join(', ') || '（尚无）'}${guessed(guess).zh}`,
  }),
  sloBucket: (latency: string, nearest: readonly string[]) => ({
    en: `the gateway counts no answers within ${latency}; expected a bucket of its histogram, the nearest: ${nearest.join(' or ')}`,
    zh: `网关不统计 ${latency} 内的应答；应为其直方图的桶，最接近的是 ${nearest.join(' 或 ')}`,
  }),
  sloLatencyMissing: {
    en: 'an objective of kind latency needs the key latency, as in "latency: 250ms"',
    zh: 'kind 为 latency 的 SLO 需要 latency 键，例如 "latency: 250ms"',
  },
  sloNoLatency: {
    en: 'belongs to kind latency only; set "kind: latency", or remove it',
    zh: '仅用于 kind 为 latency 的 SLO；请设置 "kind: latency"，或删除此键',
  },
  sloLoose: (objective: number) => ({
    en: `with an objective of ${objective} % the budget cannot burn 14.4 times too fast, so the fastest alert never fires; 93.1 or more lets it`,
    zh: `目标为 ${objective} % 时预算不可能以 14.4 倍速消耗，最快的告警永不触发；93.1 及以上才可能`,
  }),
  doubled: (value: string) => ({en: `${value} is given twice; remove one`, zh: `${value} 重复；请删除一个`}),
})

function appsEn(apps: readonly string[]): string {
  return apps.length === 0 ? 'a URL, or an app under apps' : `one of ${apps.join(', ')}, or a URL`
}

function appsZh(apps: readonly string[]): string {
  return apps.length === 0 ? ' URL，或 apps 下的应用' : `以下之一：${apps.join(', ')}，或 URL`
}
