/** Looks at secrets/: which are there, who may read them, and what they are like. No value leaves this file. */
import {createHmac, randomBytes} from 'node:crypto'
import {lstat, readFile} from 'node:fs/promises'
import {join, resolve} from 'node:path'

import type {SecretSpec} from '../../../components/component.js'
import {secretMessages as say} from '../../../messages/secrets.js'
import type {Project} from '../../../project.js'
import {isWeak} from '../../../spec/secret-words.js'
import {listSecrets} from '../../../spec/secrets.js'
import {errorCode, lstatIfThere, readIfThere} from '../../../system/files.js'
import {trackedByGit} from '../../../system/secret-folder.js'
import {findWeakness, normalizeSecret} from '../../../system/secret-value.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {type SecretSeen, secretsFact} from './facts.js'

/** Names that were ever created, see the store of secrets. */
const LEDGER = '.created'
/** What is shorter is weak by its length, whatever it says. */
const SHORT = 8
/** What manuals and samples write where a secret belongs. */
const SAMPLE =
  /your[-_ /]?(strong|secret|password|token|key|webhook|slack|own)|change[-_ ]?(me|it|this|in)|\b(sample|placeholder|dummy|todo|xxx+)\b|minioadmin|hooks\.slack\.com\/services\/(T0+|YOUR|XXX)|@?example\.(com|org|net)|<[a-z -]+>/i
/** One character, again and again. */
const REPEATED = /^(.)\1+$/

export const secretsCollector = defineCollector({
  key: secretsFact,
  isFor: ({target, kubernetes}) => target === 'compose' || kubernetes.secrets.from === 'opsctl',
  async collect({project, stack}) {
    const found = await lstatIfThere(project.secrets)
    const folder = {
      state:
        found === undefined ? ('missing' as const) : found.isDirectory() ? ('there' as const) : ('no-folder' as const),
      mode: (found?.mode ?? 0) & 0o777,
      ignored: ((await readIfThere(join(project.secrets, '.gitignore')).catch(() => undefined)) ?? '').includes('*'),
    }
    const ledger = new Set(((await readIfThere(join(project.secrets, LEDGER)).catch(blocked)) ?? '').split('\n'))
    // A key of one look only, so that nothing that is kept tells two values equal to a third.
    const key = randomBytes(32)
    const tracked = (await trackedByGit(project, project.secrets)).filter((path) => !path.endsWith('/.gitignore'))
    const looked = await Promise.all(listSecrets(stack).map((spec) => look(project, spec, {ledger, key})))
    return {folder, tracked: [...tracked], secrets: numberTwins(looked)}
  },
})

function blocked(error: unknown): never {
  if (errorCode(error) !== 'EACCES') throw error
  throw new CannotSee('permission', {en: 'secrets/ can’t be read by this user', zh: '当前用户无法读取 secrets/'})
}

type Looked = Omit<SecretSeen, 'twin'> & {readonly digest: string | undefined}

async function look(
  project: Project,
  spec: SecretSpec,
  {ledger, key}: {readonly ledger: ReadonlySet<string>; readonly key: Buffer},
): Promise<Looked> {
  const path = join(project.secrets, spec.name)
  const stats = await lstatIfThere(path)
  const origin = spec.derive ? 'derived' : spec.given ? 'given' : spec.from === undefined ? 'generated' : 'file'
  const source = spec.from === undefined ? undefined : await lookAtSource(project, spec.from)
  const nothing = {length: 0, bits: 0, sample: false, mode: 0, digest: undefined}
  const base = {name: spec.name, origin, known: ledger.has(spec.name), ...(source && {source})} as const
  if (!stats) return {...base, ...nothing, state: 'missing'}
  if (!stats.isFile()) return {...base, ...nothing, state: 'no-file', mode: stats.mode & 0o777}
  const value = normalizeSecret(await readFile(path, 'utf8').catch(blocked))
  return {
    ...base,
    state: value.trim() === '' ? 'empty' : 'there',
    mode: stats.mode & 0o777,
    length: value.length,
    bits: bitsOf(value),
    sample: origin === 'derived' || origin === 'file' ? false : isSample(value),
    changedAt: stats.mtime.toISOString(),
    digest: origin === 'derived' || value === '' ? undefined : createHmac('sha256', key).update(value).digest('hex'),
  }
}

async function lookAtSource(project: Project, from: string): Promise<SecretSeen['source']> {
  const path = resolve(project.root, from)
  const stats = await lstat(path).catch(() => undefined)
  const content = stats?.isFile() ? await readFile(path, 'utf8').catch(() => '') : ''
  const tracked = (await trackedByGit(project, path)).length > 0
  return {path: from, mode: (stats?.mode ?? 0) & 0o777, isKey: content.includes('PRIVATE KEY'), tracked}
}

/** Equal values get the same number; a value that is there once gets none. */
function numberTwins(looked: readonly Looked[]): SecretSeen[] {
  const counts = new Map<string, number>()
  for (const {digest} of looked) if (digest !== undefined) counts.set(digest, (counts.get(digest) ?? 0) + 1)
  const twins = [...counts].filter(([, count]) => count > 1).map(([digest]) => digest)
  return looked.map(({digest, ...one}) => {
    const twin = digest === undefined ? -1 : twins.indexOf(digest)
    return twin < 0 ? one : {...one, twin}
  })
}

/** Whether a value is one that stands in samples, or that everybody tries first. */
export function isSample(value: string): boolean {
  return (
    SAMPLE.test(value) ||
    REPEATED.test(value) ||
    findWeakness(value, []) === say.guessable ||
    (value.length >= SHORT && isWeak(value))
  )
}

/** Bits of a value drawn from the kinds of characters that it has; less where few differ. */
export function bitsOf(value: string): number {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/]
  const sizes = [26, 26, 10, 32]
  const alphabet = kinds.reduce((sum, kind, index) => sum + (kind.test(value) ? (sizes[index] ?? 0) : 0), 0)
  const distinct = new Set(value).size
  return Math.floor(Math.min(value.length, distinct * 3) * Math.log2(Math.max(alphabet, 1)))
}
