/** No secret stands in opsctl.yaml, and nothing in it is replaced. These rules read the file as it is written. */
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import type {KeyPath} from '../path.js'
import {isHarmless, isSecretName, isWeak, looksSecret} from '../secret-words.js'

/** Judges every text of the file. No message repeats a value. */
export function secretProblems(raw: unknown): readonly SpecProblem[] {
  const problems: SpecProblem[] = []
  for (const [path, value] of texts(raw, [])) {
    const problem = judge(path, value)
    if (problem) problems.push({path, message: problem})
  }

  return problems
}

function judge(path: KeyPath, value: string) {
  const [top, , key, name] = path
  const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)/.exec(value)
  if (reference) return ruleMessages.reference(reference[1] ?? '')
  const last = String(path.at(-1))
  if (top === 'apps' && key === 'env' && path.length === 4 && isSecretName(last) && !isHarmless(value)) {
    return isWeak(value) ? ruleMessages.weakSecret(String(name)) : ruleMessages.secretInEnv(String(name))
  }

  if (!looksSecret(value)) return undefined
  if (top === 'apps' && key === 'env') return ruleMessages.secretInEnv(last)
  return path.includes('upstreams') ? ruleMessages.upstreamCredentials : ruleMessages.secretInFile
}

function* texts(value: unknown, path: KeyPath): Generator<readonly [KeyPath, string]> {
  if (typeof value === 'string') yield [path, value]
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    yield* texts(child, [...path, Array.isArray(value) ? Number(key) : key])
  }
}
