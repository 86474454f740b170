/** How settings and secrets reach an app: which environment it gets, which files, from which store. */
import {OpsError} from '../../errors.js'
import type {Binding, SecretSpec, Stack} from '../component.js'

export type App = Stack['apps'][string]
export type Bindings = Readonly<Record<string, Binding>>

/** The bindings of the stores an app uses, as far as they are in the stack. */
export function usedBindings(app: App, bindings: Bindings): readonly Binding[] {
  return app.uses.flatMap((store) => bindings[store] ?? [])
}

/** Environment name → secret name, of the stores and of the app's own secrets. */
export function secretEnv(name: string, app: App, bindings: Bindings): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...usedBindings(app, bindings).map((binding) => binding.secretEnv),
    Object.fromEntries(app.secrets.map((variable) => [variable, ownSecret(name, variable)])),
  )
}

/** Plain environment: the port, what the stores tell, where the secrets lie, and last what the person wrote. */
export function plainEnv(name: string, app: App, bindings: Bindings): Readonly<Record<string, string>> {
  const files = Object.entries(secretEnv(name, app, bindings)).map(([variable, secret]) => [
    `${variable}_FILE`,
    `/run/secrets/${secret}`,
  ])
  return {
    PORT: String(app.port),
    ...Object.assign({}, ...usedBindings(app, bindings).map(({env}) => env)),
    ...(app.deliver === 'files' ? Object.fromEntries(files) : {}),
    ...app.env,
  }
}

/** The secrets of one app: those it asked for, and the environment file where it wants them in the environment. */
export function appSecrets(name: string, app: App, bindings: Bindings): readonly SecretSpec[] {
  const own = app.secrets.map((variable) => ({
    name: ownSecret(name, variable),
    purpose: {en: `${variable} of the app ${name}.`, zh: `应用 ${name} 的 ${variable}。`},
    readers: [name],
  }))
  const variables = secretEnv(name, app, bindings)
  return needsEnvFile(app, variables) ? [...own, environmentFile(name, variables)] : own
}

/** Name of the secret that holds an app's environment file. */
export function envFileSecret(name: string): string {
  return `app-${name}-environment`
}

/** Whether an app takes its secrets by an environment file. */
export function needsEnvFile(app: App, variables: Readonly<Record<string, string>>): boolean {
  return app.deliver === 'env' && Object.keys(variables).length > 0
}

/** Name of the secret behind one of the app's own variables. */
export function ownSecret(name: string, variable: string): string {
  return `app-${name}-${variable.toLowerCase().replaceAll('_', '-')}`
}

function environmentFile(name: string, variables: Readonly<Record<string, string>>): SecretSpec {
  return {
    name: envFileSecret(name),
    purpose: {en: `Environment of the app ${name}.`, zh: `应用 ${name} 的环境变量。`},
    readers: [name],
    derive: (value) =>
      Object.keys(variables)
        .toSorted()
        .map((variable) => `${variable}=${quoted(variable, value(variables[variable] ?? ''))}\n`)
        .join(''),
  }
}

/** Between single quotes Compose takes every character as it is, but these. */
function quoted(variable: string, value: string): string {
  if (!/['\r\n]/.test(value)) return `'${value}'`
  throw new OpsError({
    code: 'OPS_SECRET_NOT_AN_ENV_VALUE',
    kind: 'usage',
    message: {
      en: `The secret for ${variable} holds a quote or a line break, which an environment file cannot carry`,
      zh: `${variable} 的密钥含有引号或换行，环境变量文件无法承载`,
    },
    suggestions: [
      {en: 'Set deliver: files for the app, or change the secret.', zh: '为应用设置 deliver: files，或更换密钥。'},
    ],
  })
}
