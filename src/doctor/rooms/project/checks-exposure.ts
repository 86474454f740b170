/** Whether secrets are seen by anybody who should not see them. */
import {type Check, defineCheck, failure, healthy, listFew, type Outcome, warning} from '../../check.js'
import type {FixPlan, FixStep} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {type SecretSeen, secretsFact} from './facts.js'
import {keepsSecrets, octal} from './words.js'

const OTHERS = 0o077

const WORLD = 0o007

const WRITERS = 0o022

/** First: whoever reads a key could also be why opsctl.yaml is refused. */
export const perms: Check = defineCheck({
  id: 'config.env-perms',
  title: {en: 'Secrets are seen by their owner only', zh: '密钥仅所有者可见'},
  impact: {
    en: 'Every user of this host, or everybody with a copy of the repository, can read the passwords.',
    zh: '本机任何用户，或任何拥有仓库副本的人，都能读取密码。',
  },
  runs: {
    en: 'reads the modes of secrets/ and of TLS keys, and asks git what it tracks',
    zh: '读取 secrets/ 与 TLS 私钥的权限，并查询 git 跟踪的文件',
  },
  remedy: {
    text: {
      en: 'Close the folder; if others may have read it, rotate each secret.',
      zh: '关闭该目录；若可能已被他人读取，请轮换每个密钥。',
    },
    commands: ['chmod 700 secrets', 'opsctl secrets list'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  isFor: keepsSecrets,
  needs: {secrets: secretsFact},
  judge({secrets: {folder, tracked, secrets}}) {
    const found: Outcome[] = []
    if (folder.state === 'there' && (folder.mode & OTHERS) !== 0) {
      const isWorld = (folder.mode & WORLD) !== 0
      const detail = {
        en: `secrets/ has mode ${octal(folder.mode)}: ${isWorld ? 'every user' : 'the group'} of this host can read what is in it`,
        zh: `secrets/ 权限为 ${octal(folder.mode)}：本机${isWorld ? '任何用户' : '同组用户'}可读取其内容`,
      }
      const more = {observed: {path: 'secrets', mode: folder.mode, wanted: folder.mode & ~OTHERS}}
      found.push(isWorld ? failure(detail, more) : warning(detail, more))
    }
    if (tracked.length > 0) {
      const detail = {en: `git tracks ${listFew(tracked).en}`, zh: `git 正在跟踪 ${listFew(tracked).zh}`}
      const text = {
        en: 'Take them out, then rotate each one: the history keeps the old values.',
        zh: '将其移出，然后逐个轮换：历史中仍保留旧值。',
      }
      found.push(
        failure(detail, {
          instance: 'git',
          remedy: {text, commands: ['git rm --cached -r secrets', 'opsctl secrets list']},
        }),
      )
    }
    return rowsOr(
      [...found, ...secrets.flatMap(exposures)],
      healthy({
        en:
          folder.state === 'missing'
            ? 'there are none yet'
            : `secrets/ has mode ${octal(folder.mode)}; git tracks none`,
        zh: folder.state === 'missing' ? '尚无密钥' : `secrets/ 权限为 ${octal(folder.mode)}；git 未跟踪`,
      }),
    )
  },
  fix: {
    level: 'safe',
    plan(_, {observed}): FixPlan | undefined {
      const {path, mode, wanted} = (observed ?? {}) as {path?: string; mode?: number; wanted?: number}
      if (path === undefined || mode === undefined || wanted === undefined || /^(\/|\.\.)/.test(path)) return undefined
      const step: FixStep = {kind: 'chmod', path, mode: wanted, was: mode}
      return {
        effect: {
          en: `closes ${path} to others: ${octal(mode)} → ${octal(wanted)}`,
          zh: `对他人关闭 ${path}：${octal(mode)} → ${octal(wanted)}`,
        },
        back: {en: 'undo sets the former mode', zh: '撤销可恢复原权限'},
        steps: [step],
      }
    },
  },
})

/** Inside the closed folder containers of other users must read the files; nobody else may write them. */
function exposures({name, state, mode, source}: SecretSeen): readonly Outcome[] {
  const found: Outcome[] = []
  if (state === 'there' && (mode & WRITERS) !== 0) {
    const path = `secrets/${name}`
    const detail = {
      en: `${path} has mode ${octal(mode)}: others could replace it`,
      zh: `${path} 权限为 ${octal(mode)}：他人可替换其内容`,
    }
    const observed = {path, mode, wanted: mode & ~WRITERS}
    found.push(
      warning(detail, {instance: name, observed, remedy: {text: perms.remedy.text, commands: [`chmod 444 ${path}`]}}),
    )
  }
  if (source?.isKey && (source.mode & OTHERS) !== 0) {
    const isWorld = (source.mode & WORLD) !== 0
    const detail = {
      en: `the private key ${source.path} has mode ${octal(source.mode)}: ${isWorld ? 'every user' : 'the group'} can read it`,
      zh: `私钥 ${source.path} 权限为 ${octal(source.mode)}：${isWorld ? '任何用户' : '同组用户'}可读取`,
    }
    const observed = {path: source.path, mode: source.mode, wanted: source.mode & ~OTHERS}
    const more = {
      instance: source.path,
      observed,
      remedy: {text: perms.remedy.text, commands: [`chmod 600 '${source.path}'`]},
    }
    found.push(isWorld ? failure(detail, more) : warning(detail, more))
  }
  if (source?.isKey && source.tracked) {
    const detail = {en: `git tracks the private key ${source.path}`, zh: `git 正在跟踪私钥 ${source.path}`}
    const text = {en: 'Take it out and have a new key made.', zh: '将其移出并更换新私钥。'}
    found.push(failure(detail, {instance: source.path, remedy: {text, commands: [`git rm --cached '${source.path}'`]}}))
  }
  return found
}
