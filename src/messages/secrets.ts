import {defineMessages} from '../text.js'

export const secretMessages = defineMessages({
  notInCluster: (name: string, secret: string, namespace: string) => ({
    en: `The Secret ${secret} in ${namespace} has no key ${name}`,
    zh: `${namespace} 中的 Secret ${secret} 没有键 ${name}`,
  }),
  keptElsewhere: (from: string) => ({
    en: `The secrets of this stack are kept by someone else: kubernetes.secrets.from is ${from}`,
    zh: `此栈的密钥由他人保管：kubernetes.secrets.from 为 ${from}`,
  }),
  rotateElsewhere: {
    en: 'Change the value where it is kept, in the store as well, then: opsctl restart',
    zh: '在其保管处以及存储中更改该值，然后：opsctl restart',
  },
  exposed: (folder: string, mode: string) => ({
    en: `${folder} can be entered by other users of this host (mode ${mode})`,
    zh: `本机其他用户可进入 ${folder}（权限 ${mode}）`,
  }),
  closeFolder: (folder: string) => ({en: `chmod 700 '${folder}'`, zh: `chmod 700 '${folder}'`}),
  renewAfterExposure: {
    en: 'If others may have read it, run opsctl secrets rotate for each name that opsctl secrets list prints.',
    zh: '若他人可能已读取，请对 opsctl secrets list 列出的每个名称运行 opsctl secrets rotate。',
  },
  notAFolder: (folder: string) => ({en: `${folder} is not a folder`, zh: `${folder} 不是目录`}),
  moveAway: (path: string) => ({
    en: `Move it away: mv '${path}' '${path}.old'`,
    zh: `将其移走：mv '${path}' '${path}.old'`,
  }),
  tracked: (names: string) => ({
    en: `git tracks secrets of this project: ${names}`,
    zh: `git 正在跟踪本项目的密钥：${names}`,
  }),
  untrack: {
    en: 'git rm --cached -r secrets, commit, then opsctl secrets rotate for each name: the history still holds the old values.',
    zh: '执行 git rm --cached -r secrets 并提交，然后对每个名称运行 opsctl secrets rotate：历史中仍保留旧值。',
  },
  faults: (count: number) => ({
    en: count === 1 ? 'A secret cannot be used' : `${count} secrets cannot be used`,
    zh: `${count} 个密钥无法使用`,
  }),
  repair: {
    en: 'Put the file back from a backup, or draw a new value: opsctl secrets rotate NAME',
    zh: '从备份恢复该文件，或生成新值：opsctl secrets rotate NAME',
  },
  empty: {en: 'is empty', zh: '为空'},
  deleted: {
    en: 'was deleted; a new value would not be the one the running store knows',
    zh: '已被删除；新值将与运行中的存储所知的值不一致',
  },
  setIt: {
    en: 'Pipe the value in, so that it is in no argument: opsctl secrets set NAME < FILE',
    zh: '请通过管道输入其值，避免出现在参数中：opsctl secrets set NAME < FILE',
  },
  notGiven: (name: string) => ({
    en: `is not set; only you know it: opsctl secrets set ${name}`,
    zh: `尚未设置，其值只有您知道：opsctl secrets set ${name}`,
  }),
  notAFile: {en: 'is not a regular file', zh: '不是普通文件'},
  tooLarge: {en: 'is larger than 1 MiB', zh: '超过 1 MiB'},
  multiline: {en: 'has more than one line', zh: '包含多行'},
  unprintable: {
    en: 'holds a space, a control character or one outside ASCII; use letters and digits',
    zh: '含空格、控制字符或非 ASCII 字符；请使用字母和数字',
  },
  short: (least: number) => ({en: `is shorter than ${least} characters`, zh: `少于 ${least} 个字符`}),
  guessable: {en: 'is a well-known or guessable value', zh: '是众所周知或可猜测的值'},
  sourceMissing: (source: string) => ({
    en: `${source}, which it is copied from, cannot be read`,
    zh: `无法读取其来源文件 ${source}`,
  }),
  sourceTracked: (source: string) => ({
    en: `${source} holds a private key and is tracked by git`,
    zh: `${source} 含私钥且被 git 跟踪`,
  }),
  sourceOpen: (source: string) => ({
    en: `${source} holds a private key that every user of this host can read; chmod 600 it`,
    zh: `${source} 含私钥且本机所有用户可读；请 chmod 600`,
  }),
  unknown: (name: string) => ({en: `There is no secret ${name} in this stack`, zh: `该栈没有名为 ${name} 的密钥`}),
  seeList: {en: 'opsctl secrets list prints the names.', zh: 'opsctl secrets list 列出所有名称。'},
  missing: (name: string) => ({en: `secrets/${name} does not exist yet`, zh: `secrets/${name} 尚不存在`}),
  createByUp: {en: 'opsctl up creates it.', zh: 'opsctl up 会创建它。'},
  derived: (name: string) => ({
    en: `${name} is computed from other secrets and follows them`,
    zh: `${name} 由其他密钥计算而来，会随之改变`,
  }),
  rotateSource: {
    en: 'Rotate the password it is made from; opsctl secrets list shows which are generated.',
    zh: '请轮换其来源密码；opsctl secrets list 会显示哪些是生成的。',
  },
  fromFile: (name: string, source: string) => ({
    en: `${name} is a copy of your own file ${source}`,
    zh: `${name} 是您自己的文件 ${source} 的副本`,
  }),
  replaceSource: {en: 'Replace that file, then run opsctl up.', zh: '替换该文件，然后运行 opsctl up。'},
  storeDown: (component: string) => ({
    en: `${component} does not run, so it can’t be told a new password`,
    zh: `${component} 未运行，无法告知其新密码`,
  }),
  startFirst: {en: 'opsctl up, then run the same command again.', zh: '先运行 opsctl up，再运行同一命令。'},
  rotated: (name: string) => ({en: `${name} has a new value`, zh: `${name} 已更换新值`}),
  oldRefused: {en: 'the new one was used to log in, the old one is refused', zh: '新值已用于登录，旧值被拒绝'},
  recreated: (services: string) => ({en: `recreated: ${services}`, zh: `已重建：${services}`}),
  unwell: (check: string, detail: string) => ({en: `${check}: ${detail}`, zh: `${check}：${detail}`}),
  isGiven: (name: string) => ({
    en: `${name} is known to you and its service only`,
    zh: `${name} 的值只有您和对应服务知道`,
  }),
  setGiven: (name: string) => ({
    en: `Change it there, then: opsctl secrets set ${name}`,
    zh: `请在对应服务处更改，然后运行：opsctl secrets set ${name}`,
  }),
  notSettable: (name: string) => ({
    en: `${name} is not one that you set: opsctl makes it`,
    zh: `${name} 不由您设置：它由 opsctl 生成`,
  }),
  rotateInstead: (name: string) => ({en: `opsctl secrets rotate ${name}`, zh: `opsctl secrets rotate ${name}`}),
  noInput: {en: 'No value came from standard input', zh: '标准输入中没有值'},
  pipeIt: (name: string) => ({
    en: `Pipe it in, so that it is in no argument: opsctl secrets set ${name} < FILE`,
    zh: `请通过管道输入，避免出现在参数中：opsctl secrets set ${name} < FILE`,
  }),
  typeIt: (name: string) => ({
    en: `Value of ${name}, ended by Enter and Ctrl+D:`,
    zh: `输入 ${name} 的值，以回车和 Ctrl+D 结束：`,
  }),
  wasSet: (name: string) => ({en: `${name} is set`, zh: `${name} 已设置`}),
  applySet: {en: 'opsctl up gives it to its readers.', zh: '运行 opsctl up 使其生效。'},
  origin: (origin: 'generated' | 'derived' | 'file' | 'given') =>
    ({
      generated: {en: 'generated', zh: '生成'},
      derived: {en: 'derived', zh: '派生'},
      file: {en: 'your file', zh: '您的文件'},
      given: {en: 'set by you', zh: '由您设置'},
    })[origin],
  notYet: {en: 'not created yet', zh: '尚未创建'},
  nobody: {en: 'nobody', zh: '无'},
})
