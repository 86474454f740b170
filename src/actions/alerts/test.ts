/** Runs the unit tests of the rules that this stack has, and of the person's own, with the promtool of its Prometheus. */
import {chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, dirname, join, resolve} from 'node:path'

import {alertFilesOf} from '../../alerts/catalogue.js'
import {adaptSuite, countCases, readVerdicts, testsOf} from '../../alerts/test-suite.js'
import type {Stack} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {loadImageLock} from '../../images/image-lock.js'
import {imageRef} from '../../images/image-refs.js'
import {alertMessages as say} from '../../messages/alerts.js'
import type {Project} from '../../project.js'
import {loadOverlay} from '../../render/overlay.js'
import {renderStack, ruleFileName} from '../../render/render-stack.js'
import {readShipped} from '../../shipped.js'
import {loadStack} from '../../spec/load-stack.js'
import {dockerRunOnce} from '../../system/docker-cli.js'
import {inspectImages} from '../../system/docker-images.js'
import {verbatim} from '../../text.js'

const RULES = 'prometheus/config/rules.d/'
const TIMEOUT_MS = 180_000

export interface TestedFile {
  /** As a person knows it: a file of the room, or the path that was given. */
  readonly file: string
  readonly cases: number
  readonly ok: boolean
  /** What promtool says; empty when all is well. */
  readonly detail: string
  /** Alerts that opsctl.yaml changes so that their tests no longer hold. */
  readonly notRun: readonly string[]
}

export interface AlertTestReport {
  readonly ok: boolean
  readonly cases: number
  readonly files: readonly TestedFile[]
}

interface Suite extends Omit<TestedFile, 'ok' | 'detail'> {
  /** Name in the folder of tests. */
  readonly name: string
}

/** Without files: everything that ships for this stack, and overlay/tests/*.yaml. Throws OPS_SPEC_*, OPS_OVERLAY_INVALID, OPS_TEST_FILE_*. */
export async function testAlerts(
  project: Project,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<AlertTestReport> {
  const {stack} = await loadStack(project)
  const image = await promtoolImage(project, stack)
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-alert-tests-'))
  try {
    await mkdir(join(folder, 'rules'))
    await mkdir(join(folder, 'tests'))
    const rendered = renderStack(stack, await loadOverlay(project)).filter(({path}) => path.startsWith(RULES))
    await Promise.all(rendered.map(({path, content}) => writeFile(join(folder, 'rules', basename(path)), content)))
    const shipped = files.length === 0 ? await shippedSuites(stack, folder) : []
    const own = await ownSuites(files.length === 0 ? await overlayTests(project) : files, folder)
    const suites = [...shipped, ...own]
    if (suites.length === 0) return {ok: true, cases: 0, files: []}
    await openToAll(folder)
    return report(suites, await runPromtool(image, folder, suites, signal))
  } finally {
    await rm(folder, {recursive: true})
  }
}

async function shippedSuites(stack: Stack, folder: string): Promise<readonly Suite[]> {
  const suites: Suite[] = []
  for (const file of alertFilesOf(stack)) {
    const [room = '', , topic = ''] = file.split('/')
    const test = `${room}/alerts/tests/${topic}`
    const {text, cases, notRun} = adaptSuite(readShipped(test), [`../rules/${ruleFileName(file)}`], stack.alerts)
    const name = `${room}-${topic}`
    await writeFile(join(folder, 'tests', name), text)
    suites.push({file: test, name, cases, notRun})
  }

  return suites
}

async function overlayTests(project: Project): Promise<readonly string[]> {
  const folder = join(project.overlay, 'tests')
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name))
}

/** Copies the person's test files, and the rules they name, to where the container sees them. */
async function ownSuites(files: readonly string[], folder: string): Promise<readonly Suite[]> {
  const suites: Suite[] = []
  for (const [index, file] of files.entries()) {
    const text = await readOwn(file)
    const suite = parseOwn(file, text)
    const place = join(folder, 'tests', `own-${index}`)
    await mkdir(place)
    const rules: string[] = []
    for (const [count, rule] of suite.rules.entries()) {
      const name = `${count}-${basename(rule)}`
      await copyRule(file, resolve(dirname(file), rule), join(place, name))
      rules.push(name)
    }

    const name = `own-${index}/test.yaml`
    await writeFile(join(folder, 'tests', name), adaptSuite(text, rules, {}).text)
    suites.push({file, name, cases: suite.cases, notRun: []})
  }

  return suites
}

function parseOwn(file: string, text: string): {readonly rules: readonly string[]; readonly cases: number} {
  try {
    const [, list = ''] = /^rule_files:\s*(\[[^\]]*\]|(?:\n\s*-.*)+)/m.exec(text) ?? []
    const rules = [...list.matchAll(/[^\s,[\]'"-][^,\]\n'"]*/g)].map(([path]) => path.trim())
    return {rules, cases: countCases(testsOf(text))}
  } catch (error) {
    throw testFileError(file, say.notATestFile(file), error)
  }
}

async function readOwn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw testFileError(file, say.testFileMissing(file), error)
  }
}

async function copyRule(file: string, from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (error) {
    throw testFileError(file, say.ruleFileMissing(file, from), error)
  }
}

function testFileError(file: string, message: OpsError['text'], cause: unknown): OpsError {
  return new OpsError({
    code: 'OPS_TEST_FILE_UNREADABLE',
    kind: 'usage',
    message,
    problems: [{file, message}],
    suggestions: [say.testFileShape],
    cause,
  })
}

async function promtoolImage(project: Project, stack: Stack): Promise<string> {
  const reference = imageRef(stack, 'prometheus', await loadImageLock(project))
  if ((await inspectImages([reference])).has(reference)) return reference
  throw new OpsError({
    code: 'OPS_IMAGE_MISSING',
    kind: 'environment',
    message: say.noPromtool(reference),
    suggestions: [verbatim(stack.images.source === 'debian' ? 'opsctl images build' : 'opsctl images pull')],
  })
}

/** The user in the container is another, and what it reads is no secret. */
async function openToAll(folder: string): Promise<void> {
  const paths = await readdir(folder, {recursive: true})
  await Promise.all(['', ...paths].map((path) => chmod(join(folder, path), 0o755)))
}

async function runPromtool(image: string, folder: string, suites: readonly Suite[], signal?: AbortSignal) {
  const paths = suites.map(({name}) => `/work/tests/${name}`)
  const mount = `type=bind,source=${folder},target=/work,readonly`
  const limits = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true', '--memory', '1g']
  // promtool keeps each test's series in a folder under /tmp.
  const argv = [...limits, '--tmpfs', '/tmp', '--mount', mount, '--entrypoint', 'sh', image]
  // What fails is on one stream and what passes on the other; only together do they have an order.
  const line = ['-c', 'exec promtool test rules "$@" 2>&1', 'promtool', ...paths]
  return dockerRunOnce([...argv, ...line], {timeoutMs: TIMEOUT_MS, ...(signal && {signal})})
}

function report(suites: readonly Suite[], result: {readonly stdout: string; readonly stderr: string}): AlertTestReport {
  const verdicts = readVerdicts(result.stdout, suites.length)
  const files = suites.map(({name: _, ...suite}, index): TestedFile => {
    const {ok = false, detail = ''} = verdicts[index] ?? {}
    return {...suite, ok, detail: ok ? '' : detail || result.stderr}
  })
  return {ok: files.every(({ok}) => ok), cases: files.reduce((sum, {cases}) => sum + cases, 0), files}
}
