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
  doubled: (value: string) => ({en: `${value} is given twice; remove one`, zh: `${value} 重复；请删除一个`}),
})

function appsEn(apps: readonly string[]): string {
  return apps.length === 0 ? 'a URL, or an app under apps' : `one of ${apps.join(', ')}, or a URL`
}

function appsZh(apps: readonly string[]): string {
  return apps.length === 0 ? ' URL，或 apps 下的应用' : `以下之一：${apps.join(', ')}，或 URL`
}
