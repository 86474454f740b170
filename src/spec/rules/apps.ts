/** Apps: where they come from, what they are called, what they use. */
import type {SpecProblem, Stack} from '../../components/component.js'
import {components} from '../../components/registry.js'
import {ruleMessages} from '../../messages/rules.js'
import type {Text} from '../../text.js'
import {upcomingKeys} from '../stack.js'
import type {SpecRule} from './rule.js'

type App = Stack['apps'][string]

/** Every rule on one app. */
export const appRule: SpecRule = ({stack}) =>
  Object.entries(stack.apps).flatMap(([name, app]) => {
    const at = ['apps', name]
    return [...nameProblems(name, at), ...sourceProblems(app, at), ...storeProblems(stack, app, at)]
  })

function nameProblems(name: string, path: readonly string[]): SpecProblem[] {
  const ids: readonly string[] = [...components.map((component) => component.id), ...upcomingKeys]
  // The room of the apps is called app; a service of that name would clash with nothing.
  const taken = ids.filter((id) => id !== 'app')
  if (taken.includes(name)) return [{path, message: ruleMessages.nameTaken(name)}]
  const prefix = taken.find((id) => name.startsWith(`${id}-`))
  return prefix === undefined ? [] : [{path, message: ruleMessages.prefixTaken(prefix)}]
}

function sourceProblems(app: App, path: readonly string[]): SpecProblem[] {
  if (app.image === undefined && app.build === undefined) return [{path, message: ruleMessages.neitherImageNorBuild}]
  if (app.image !== undefined && app.build !== undefined) return [{path, message: ruleMessages.bothImageAndBuild}]
  if (app.build !== undefined) {
    return isInside(app.build) ? [] : [{path: [...path, 'build'], message: ruleMessages.buildOutside}]
  }

  const message = imageProblem(app.image ?? '')
  return message ? [{path: [...path, 'image'], message}] : []
}

/** Whether a path of the file stays inside the project folder. */
export function isInside(path: string): boolean {
  if (path.trim() === '' || /^[/~\\]|^[A-Za-z]:|:\/\/|[\n\0]/.test(path)) return false
  let depth = 0
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    if (depth < 0) return false
  }

  return true
}

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i
const REPOSITORY = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

/** What is wrong with an image reference of a person's own; undefined when nothing is. */
export function imageProblem(reference: string): Text | undefined {
  const [named = '', ...digests] = reference.split('@')
  if (digests.length > 1 || /\s/.test(reference)) return ruleMessages.imageMalformed
  const {host, repository, tag} = splitImage(named)
  if (repository !== repository.toLowerCase()) {
    const lower = reference.replace(repository, repository.toLowerCase())
    return ruleMessages.imageUppercase(lower)
  }

  if ((host !== '' && !HOST.test(host)) || !REPOSITORY.test(repository)) return ruleMessages.imageMalformed
  if (tag !== undefined && !TAG.test(tag)) return ruleMessages.imageMalformed
  const [digest] = digests
  if (digest !== undefined) return DIGEST.test(digest) ? undefined : ruleMessages.imageBadDigest
  if (tag === undefined) return ruleMessages.imageNoTag
  return tag === 'latest' ? ruleMessages.imageLatest : undefined
}

/** The part before the first / is a host if it has a dot or port, or is localhost. */
function splitImage(named: string): {host: string; repository: string; tag: string | undefined} {
  const slash = named.indexOf('/')
  const first = named.slice(0, Math.max(slash, 0))
  const host = /[.:]/.test(first) || first === 'localhost' ? first : ''
  const rest = host === '' ? named : named.slice(slash + 1)
  const colon = rest.lastIndexOf(':')
  return colon === -1
    ? {host, repository: rest, tag: undefined}
    : {host, repository: rest.slice(0, colon), tag: rest.slice(colon + 1)}
}

function storeProblems(stack: Stack, app: App, path: readonly string[]): SpecProblem[] {
  return app.uses.flatMap((store, index) => {
    const at = [...path, 'uses', index]
    if (app.uses.indexOf(store) !== index) return [{path: at, message: ruleMessages.doubled(store)}]
    return stack[store].enabled ? [] : [{path: at, message: ruleMessages.storeDisabled(store)}]
  })
}
