/** The secrets of a project on disk: generates, keeps, checks and derives them. It never prints a value. */
import {createHash} from 'node:crypto'
import {chmod, lstat, mkdir, readdir, readFile, rm} from 'node:fs/promises'
import {join, resolve} from 'node:path'

import {OpsError, type Problem} from '../errors.js'
import {secretMessages as messages} from '../messages/secrets.js'
import type {Project} from '../project.js'
import type {Text} from '../text.js'
import {putFile} from './put-file.js'
import {hideSecret} from './redact.js'
import {checkFolder, trackedByGit} from './secret-folder.js'
import {drawSecret, findWeakness, normalizeSecret} from './secret-value.js'

/** What the store needs to know of a secret; see SecretSpec. */
export interface StoredSecret {
  readonly name: string
  readonly derive?: (value: (name: string) => string, previous: string | undefined) => string | Promise<string>
  readonly from?: string
  readonly given?: (value: string) => Text | undefined
}

export interface SecretStore {
  /** Creates what is missing and re-derives what is stale. Returns the names whose file changed, sorted. */
  ensure(): Promise<readonly string[]>
  /** The value, without the line end an editor may have left. */
  read(name: string): Promise<string>
  path(name: string): string
  /** sha256 of the file, for the label that recreates its readers. */
  digest(name: string): Promise<string>
  /** Replaces a value; call ensure() afterwards so that derived secrets follow. Drops what was staged. */
  write(name: string, value: string): Promise<void>
  /** Keeps the next value beside the present one, so that a rotation which was cut short can be finished. */
  stage(name: string, value: string): Promise<void>
  staged(name: string): Promise<string | undefined>
}

const MAX_BYTES = 1024 ** 2
const FILE_MODE = 0o444

/** Names ever created, so that a deleted secret is told from a new one. */
const LEDGER = '.created'

/** Opens the store of a project; touches the disk only when asked. */
export function openSecretStore(project: Project, specs: readonly StoredSecret[]): SecretStore {
  const path = (name: string) => join(project.secrets, name)
  const stagedPath = (name: string) => join(project.secrets, `.next-${name}`)
  let checked: Promise<void> | undefined
  const check = () => {
    checked ??= checkFolder(project)
    return checked
  }

  const load = async (name: string): Promise<string> => {
    const spec = find(specs, name)
    await check()
    const raw = await readIfThere(path(name))
    if (raw === undefined) throw notThere(name)
    const value = isPlain(spec) ? normalizeSecret(raw) : raw
    hide(value)
    return value
  }

  return {
    ensure: () => ensureAll(project, specs),
    read: load,
    path,
    digest: async (name) =>
      createHash('sha256')
        .update(await load(name))
        .digest('hex'),
    write: async (name, value) => {
      const spec = find(specs, name)
      // What only a person knows may be the first secret of a project.
      await (spec.given ? makeFolder(project) : check())
      hide(value)
      const weakness = isPlain(spec) ? weaknessOf(spec, value, [name, project.root]) : undefined
      if (weakness) throw faulty([problem(name, weakness)], [spec])
      await putFile(path(name), value, FILE_MODE)
      await rm(stagedPath(name), {force: true})
      await addToLedger(project, [name])
    },
    stage: async (name, value) => {
      find(specs, name)
      await check()
      hide(value)
      await putFile(stagedPath(name), value, FILE_MODE)
    },
    staged: async (name) => {
      const value = await readIfThere(stagedPath(name))
      if (value) hide(value)
      return value || undefined
    },
  }
}

async function ensureAll(project: Project, specs: readonly StoredSecret[]): Promise<readonly string[]> {
  await makeFolder(project)
  const ledger = await readLedger(project)
  const values = new Map<string, string>()
  const changed = new Set<string>()
  const problems: Problem[] = []
  for (const spec of specs.filter((one) => !one.derive)) {
    const file = join(project.secrets, spec.name)
    const present = await readRegular(file, spec.name, problems)
    const next = await settle(project, spec, present, ledger.has(spec.name), problems)
    if (next === undefined) continue
    values.set(spec.name, next)
    hide(next)
    if (next === present) await keepReadable(file)
    else changed.add(spec.name)
  }

  if (problems.length > 0) throw faulty(problems, specs)
  for (const name of changed) await putFile(join(project.secrets, name), values.get(name) ?? '', FILE_MODE)
  for (const name of await deriveAll(project, specs, values)) changed.add(name)
  await addToLedger(
    project,
    specs.map((spec) => spec.name),
  )
  return [...changed].toSorted()
}

/** Decides the value a secret should have now, or notes what stands against it. */
async function settle(
  project: Project,
  spec: StoredSecret,
  present: string | undefined,
  known: boolean,
  problems: Problem[],
): Promise<string | undefined> {
  if (spec.from !== undefined) return readSource(project, spec.name, spec.from, problems)
  if (present === undefined) {
    if (spec.given) {
      problems.push(problem(spec.name, messages.notGiven(spec.name)))
      return undefined
    }

    if (!known) return drawSecret()
    if (!problems.some((one) => one.file === `secrets/${spec.name}`))
      problems.push(problem(spec.name, messages.deleted))
    return undefined
  }

  const value = normalizeSecret(present)
  const weakness = weaknessOf(spec, value, [spec.name, ...spec.name.split('-'), project.root])
  if (weakness) problems.push(problem(spec.name, weakness))
  return value
}

/** What is given may be short or guessable: others chose it. It must be one line, and what its room takes. */
function weaknessOf(spec: StoredSecret, value: string, names: readonly string[]): Text | undefined {
  if (!spec.given) return findWeakness(value, names)
  if (value.trim() === '') return messages.empty
  return /[\r\n]/.test(value) ? messages.multiline : spec.given(value)
}

async function readSource(project: Project, name: string, from: string, problems: Problem[]) {
  const source = resolve(project.root, from)
  const found = await lstat(source).catch(() => undefined)
  const content = found?.isDirectory() ? undefined : await readFile(source, 'utf8').catch(() => undefined)
  if (content === undefined) problems.push(problem(name, messages.sourceMissing(from)))
  else if (content.trim() === '') problems.push(problem(name, messages.empty))
  else if (content.length > MAX_BYTES) problems.push(problem(name, messages.tooLarge))
  else if (content.includes('PRIVATE KEY')) {
    if (((found?.mode ?? 0) & 0o004) !== 0) problems.push(problem(name, messages.sourceOpen(from)))
    if ((await trackedByGit(project, source)).length > 0) problems.push(problem(name, messages.sourceTracked(from)))
  }

  return content
}

/** Thrown through a derive() that asks for a derived secret which isn't computed yet. */
class NotYet {
  constructor(readonly name: string) {}
}

/** Computes the derived secrets, each after those it asks for, and writes the ones that differ. */
async function deriveAll(project: Project, specs: readonly StoredSecret[], values: Map<string, string>) {
  const changed: string[] = []
  const known = (name: string) => {
    const value = values.get(name)
    if (value === undefined) throw new NotYet(name)
    return value
  }

  const compute = async (spec: StoredSecret, chain: readonly string[]): Promise<void> => {
    if (!spec.derive || values.has(spec.name)) return
    if (chain.includes(spec.name)) throw new Error(`derived secrets ask for each other: ${chain.join(', ')}`)
    const previous = await readIfThere(join(project.secrets, spec.name))
    for (;;) {
      try {
        const value = await spec.derive(known, previous || undefined)
        values.set(spec.name, value)
        hide(value)
        if (value === previous) await keepReadable(join(project.secrets, spec.name))
        else {
          await putFile(join(project.secrets, spec.name), value, FILE_MODE)
          changed.push(spec.name)
        }

        return
      } catch (error) {
        if (!(error instanceof NotYet)) throw error
        await compute(find(specs, error.name), [...chain, spec.name])
      }
    }
  }

  for (const spec of specs) await compute(spec, [])
  return changed
}

async function makeFolder(project: Project): Promise<void> {
  await mkdir(project.secrets, {recursive: true, mode: 0o700})
  await checkFolder(project)
  const ignore = join(project.secrets, '.gitignore')
  if ((await readIfThere(ignore)) !== '*\n') await putFile(ignore, '*\n', FILE_MODE)
}

async function readLedger(project: Project): Promise<Set<string>> {
  const written = (await readIfThere(join(project.secrets, LEDGER))) ?? ''
  return new Set(written.split('\n').filter(Boolean))
}

async function addToLedger(project: Project, names: readonly string[]): Promise<void> {
  const ledger = await readLedger(project)
  if (names.every((name) => ledger.has(name))) return
  const present = new Set(await readdir(project.secrets))
  const all = [...ledger, ...names.filter((name) => present.has(name))]
  await putFile(join(project.secrets, LEDGER), `${[...new Set(all)].toSorted().join('\n')}\n`, FILE_MODE)
}

async function readRegular(file: string, name: string, problems: Problem[]): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.isFile() && found.size <= MAX_BYTES) return readIfThere(file)
  problems.push(problem(name, found.isFile() ? messages.tooLarge : messages.notAFile))
  return undefined
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Containers read as other users than the owner; the folder is what keeps the people of this host out. */
async function keepReadable(file: string): Promise<void> {
  if (((await lstat(file)).mode & 0o777) !== FILE_MODE) await chmod(file, FILE_MODE)
}

/** Hides a value in all output; of one with many lines, each line that is long enough to be a key. */
function hide(value: string): void {
  hideSecret(value)
  if (!value.includes('\n')) return
  for (const line of value.split('\n')) if (line.length >= 32 && !/\s/.test(line)) hideSecret(line)
}

function isPlain(spec: StoredSecret): boolean {
  return spec.derive === undefined && spec.from === undefined
}

function find(specs: readonly StoredSecret[], name: string): StoredSecret {
  const spec = specs.find((one) => one.name === name)
  if (spec) return spec
  throw new OpsError({
    code: 'OPS_SECRET_UNKNOWN',
    kind: 'usage',
    message: messages.unknown(name),
    suggestions: [messages.seeList],
  })
}

function notThere(name: string): OpsError {
  return new OpsError({
    code: 'OPS_SECRET_MISSING',
    kind: 'usage',
    message: messages.missing(name),
    suggestions: [messages.createByUp],
  })
}

function problem(name: string, message: Text): Problem {
  return {file: `secrets/${name}`, message}
}

function faulty(problems: readonly Problem[], specs: readonly StoredSecret[]): OpsError {
  const given = new Set(specs.filter((spec) => spec.given).map((spec) => `secrets/${spec.name}`))
  const isGiven = problems.every(({file}) => given.has(file))
  return new OpsError({
    code: 'OPS_SECRETS_INVALID',
    kind: 'usage',
    message: messages.faults(problems.length),
    suggestions: [isGiven ? messages.setIt : messages.repair],
    problems,
  })
}
