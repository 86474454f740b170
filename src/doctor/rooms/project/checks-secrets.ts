/** Whether every secret is there, and is one. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  listFew,
  note,
  type Outcome,
  warning,
} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {referencesFact, type SecretSeen, secretsFact} from './facts.js'
import {keepsSecrets, manual, ours} from './words.js'

const DAY_MS = 86_400_000

const complete = defineCheck({
  id: 'config.env-complete',
  title: {en: 'Every secret and every $VAR has a value', zh: '所有密钥与 $VAR 均有值'},
  impact: {
    en: 'A service starts without its password, or does not start at all.',
    zh: '服务会在没有密码的情况下启动，或根本无法启动。',
  },
  runs: {
    en: 'looks for the file of each secret, and for $VAR in overlay/compose.override.yaml without a value in the environment or .env',
    zh: '检查每个密钥的文件，以及 overlay/compose.override.yaml 中在环境和 .env 里没有值的 $VAR',
  },
  remedy: {
    text: {en: 'Give it a value.', zh: '为其赋值。'},
    commands: ['opsctl secrets list'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: keepsSecrets,
  needs: {secrets: secretsFact},
  wants: {references: referencesFact},
  judge({secrets: {secrets}, references}) {
    const absent = secrets.filter(({state}) => state !== 'there')
    // What was never there is drawn by the next up; only a person can give the others back.
    const isComing = ({known, origin, state}: SecretSeen) => state === 'missing' && !known && origin !== 'given'
    const coming = absent.filter(isComing).length
    const ofSecrets = absent.filter((one) => !isComing(one)).map(absentSecret)
    const ofReferences = (references?.found ?? []).map(({name, file, line, state}): Outcome => {
      const place = `${file}:${line}`
      if (state === 'default') {
        const detail = {
          en: `${place} takes the default that stands in the file for the secret ${name}`,
          zh: `${place} 对密钥 ${name} 使用了文件中的默认值`,
        }
        return warning(detail, {instance: name, remedy: nameIt(name)})
      }
      const detail = {
        en: `${place} needs ${name}, which is ${state === 'empty' ? 'empty' : 'not set'}: Compose puts nothing in its place`,
        zh: `${place} 需要 ${name}，但它${state === 'empty' ? '为空' : '未设置'}：Compose 会以空值代替`,
      }
      return failure(detail, {instance: name, remedy: nameIt(name)})
    })
    const count = secrets.length
    const well =
      coming > 0
        ? note({
            en: `${coming} secrets are drawn by the next opsctl up`,
            zh: `下次 opsctl up 将生成 ${coming} 个密钥`,
          })
        : healthy({
            en: `${count} secrets, ${references?.count ?? 0} references to the environment`,
            zh: `${count} 个密钥，${references?.count ?? 0} 处环境变量引用`,
          })
    return rowsOr([...ofSecrets, ...ofReferences], well)
  },
  fix: {level: 'guarded', plan: (_, {instance, observed}) => rotation(instance, observed?.origin)},
})

function nameIt(name: string) {
  const text = {
    en: 'Set it in .env beside opsctl.yaml, or let Compose stop for it with a question mark behind the name; for a secret use secrets: of the app.',
    zh: '在 opsctl.yaml 旁的 .env 中设置；或在名称后加问号使 Compose 报错停止；密钥请使用应用的 secrets:。',
  }
  return {text, commands: [`echo '${name}=…' >> .env`]}
}

function absentSecret({name, origin, state}: SecretSeen): Outcome {
  const what = {
    missing: {en: 'is missing', zh: '缺失'},
    empty: {en: 'is empty', zh: '为空'},
    'no-file': {en: 'is no file', zh: '不是文件'},
    there: {en: '', zh: ''},
  }[state]
  const commands = {
    generated: [`opsctl secrets rotate ${name}`],
    derived: ['opsctl up'],
    given: [`opsctl secrets set ${name} < FILE`],
    file: ['opsctl up'],
  }[origin]
  const text = {
    en: 'Put the file back from a backup, or give the store a new value with the command.',
    zh: '从备份恢复该文件，或用命令设置新值。',
  }
  return failure(
    {en: `secrets/${name} ${what.en}`, zh: `secrets/${name} ${what.zh}`},
    {instance: name, observed: {state, origin}, remedy: {text, commands}},
  )
}

const placeholder: Check = defineCheck({
  id: 'config.placeholder-secrets',
  title: {en: 'No sample password is in use', zh: '未使用示例密码'},
  impact: {en: 'The first thing that an attacker tries opens the door.', zh: '攻击者首先尝试的密码即可进入。'},
  runs: {
    en: 'compares each secret with words of samples and manuals; no value leaves the machine or is shown',
    zh: '将每个密钥与示例及手册中的词比较；值不会显示也不会外传',
  },
  remedy: {text: {en: 'Draw a new value.', zh: '生成新值。'}, commands: ['opsctl secrets list']},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  isFor: keepsSecrets,
  needs: {secrets: secretsFact},
  judge({secrets: {secrets}}, {stack}) {
    const isDevelopment = stack.environment === 'development'
    return rowsOr(
      secrets
        .filter(({sample}) => sample)
        .map(({name, origin}) => {
          const detail = {en: `secrets/${name} has a sample value`, zh: `secrets/${name} 为示例值`}
          const command = origin === 'given' ? `opsctl secrets set ${name} < FILE` : `opsctl secrets rotate ${name}`
          const more = {instance: name, observed: {origin}, remedy: {...placeholder.remedy, commands: [command]}}
          return isDevelopment ? warning(detail, more) : failure(detail, more)
        }),
      healthy({en: `${secrets.length} secrets, none of them a sample`, zh: `${secrets.length} 个密钥均非示例值`}),
    )
  },
  fix: {level: 'guarded', plan: (_, {instance, observed}) => rotation(instance, observed?.origin)},
})

/** Draws a new value where a program may; what only a person knows stays theirs. */
function rotation(name: string | undefined, origin: unknown): FixPlan | undefined {
  if (name === undefined || origin !== 'generated') return undefined
  return {
    effect: {en: `draws a new ${name} and gives it to its readers`, zh: `生成新的 ${name} 并交付给使用者`},
    back: {en: 'rotate again; the old value is refused from then on', zh: '可再次轮换；旧值此后被拒绝'},
    downtimeS: 30,
    steps: [{kind: 'opsctl', argv: ['secrets', 'rotate', name]}],
  }
}

const strength: Check = defineCheck({
  id: 'config.secret-strength',
  title: {en: 'Secrets are long enough, and each is one of its own', zh: '密钥足够长且互不相同'},
  impact: {
    en: 'A short one is guessed; of two that are the same, one leak opens both doors.',
    zh: '过短会被猜出；两个相同时，泄露一个等于泄露两个。',
  },
  runs: {
    en: 'measures length and kinds of characters, and compares by HMAC with a key that is thrown away',
    zh: '计算长度与字符种类，并用一次性密钥的 HMAC 比较',
  },
  remedy: {
    text: {en: 'Draw a new value for one of them.', zh: '为其中之一生成新值。'},
    commands: ['opsctl secrets list'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  isFor: keepsSecrets,
  needs: {secrets: secretsFact},
  thresholds: {
    length: {warn: 16, fail: 8, unit: 'characters', origin: manual},
    bits: {warn: 64, unit: 'bits', origin: ours},
  },
  judge({secrets: {secrets}}, {limits}) {
    const plain = secrets.filter(
      ({origin, state}) => (origin === 'generated' || origin === 'given') && state === 'there',
    )
    const found = plain.flatMap((one): Outcome[] => {
      const command =
        one.origin === 'given' ? `opsctl secrets set ${one.name} < FILE` : `opsctl secrets rotate ${one.name}`
      const more = {
        instance: one.name,
        observed: {length: one.length, bits: one.bits, origin: one.origin},
        remedy: {...strength.remedy, commands: [command]},
      }
      const byLength = gradeLow(one.length, limits.length)
      const byBits = gradeLow(one.bits, limits.bits)
      if (byLength === 'pass' && byBits === 'pass') return []
      const detail = {
        en: `secrets/${one.name} has ${one.length} characters, worth ${one.bits} bits`,
        zh: `secrets/${one.name} 有 ${one.length} 个字符，约 ${one.bits} 位`,
      }
      const limit = byLength === 'pass' ? 'bits' : 'length'
      return [byLength === 'fail' ? failure(detail, {...more, limit}) : warning(detail, {...more, limit})]
    })
    return rowsOr(
      [...found, ...twins(plain)],
      healthy({
        en: `${plain.length} secrets, all strong and different`,
        zh: `${plain.length} 个密钥均足够强且互不相同`,
      }),
    )
  },
  fix: {level: 'guarded', plan: (_, {instance, observed}) => rotation(instance, observed?.origin)},
})

function twins(secrets: readonly SecretSeen[]): readonly Outcome[] {
  const numbers = [...new Set(secrets.flatMap(({twin}) => twin ?? []))]
  return numbers.flatMap((number) => {
    const group = secrets.filter(({twin}) => twin === number)
    const names = group.map(({name}) => name)
    const last = group.at(-1)
    if (!last || group.length < 2) return []
    const detail = {en: `${listFew(names).en} have the same value`, zh: `${listFew(names).zh} 的值相同`}
    const command =
      last.origin === 'given' ? `opsctl secrets set ${last.name} < FILE` : `opsctl secrets rotate ${last.name}`
    return [
      warning(detail, {
        instance: last.name,
        observed: {names, origin: last.origin},
        remedy: {...strength.remedy, commands: [command]},
      }),
    ]
  })
}

const age: Check = defineCheck({
  id: 'config.secret-age',
  title: {en: 'Secrets are renewed in time', zh: '密钥按时更换'},
  impact: {
    en: 'The longer one is in use, the more people and backups know it.',
    zh: '使用越久，知道它的人和备份越多。',
  },
  runs: {en: 'reads when the file of each secret was last written', zh: '读取每个密钥文件的最后写入时间'},
  remedy: {text: {en: 'Draw a new value.', zh: '生成新值。'}, commands: ['opsctl secrets rotate NAME']},
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  isFor: keepsSecrets,
  needs: {secrets: secretsFact},
  thresholds: {age: {warn: 180, unit: 'd', origin: ours}},
  judge({secrets: {secrets}}, {limits, now}) {
    const drawn = secrets.filter(({origin, changedAt}) => origin === 'generated' && changedAt !== undefined)
    const aged = drawn.map((one) => ({...one, days: Math.floor((now - Date.parse(one.changedAt ?? '')) / DAY_MS)}))
    const old = aged.filter(({days}) => gradeHigh(days, limits.age) !== 'pass').toSorted((a, b) => b.days - a.days)
    const [oldest] = old
    if (!oldest) {
      const most = Math.max(0, ...aged.map(({days}) => days))
      return healthy({en: `the oldest is ${most} days old`, zh: `最旧的已使用 ${most} 天`}, {limit: 'age'})
    }
    const names = listFew(old.map(({name}) => name))
    return warning(
      {
        en: `${names.en}: not renewed for up to ${oldest.days} days`,
        zh: `${names.zh}：最长已 ${oldest.days} 天未更换`,
      },
      {
        limit: 'age',
        observed: {days: oldest.days, name: oldest.name, origin: 'generated'},
        remedy: {...age.remedy, commands: [`opsctl secrets rotate ${oldest.name}`]},
      },
    )
  },
  fix: {level: 'guarded', plan: (_, {observed}) => rotation(observed?.name as string | undefined, observed?.origin)},
})

/** In the order of causes. */
export const secretChecks: readonly Check[] = [complete, placeholder, strength, age]
