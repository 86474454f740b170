/** The promtools that judge rules: the one of the Prometheus image a stack runs, and that of a Prometheus 2. */
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'

import {ensureImages} from '../../src/images/ensure-images.js'
import {imageRef} from '../../src/images/image-refs.js'
import {projectAt} from '../../src/project.js'
import {stackSchema} from '../../src/spec/stack.js'

const execute = promisify(execFile)
const tools = new URL('../../.test-results/tools', import.meta.url).pathname

/** Path of the first promtool: $PROMTOOL, or what {@link promtools} put in place. */
export function promtool(): string {
  const own = process.env.PROMTOOL ?? join(tools, 'promtool')
  if (!existsSync(own)) throw new Error(`no promtool at ${own}; npm run test:rules puts it there`)
  return own
}

/** A promtool and the version it gives itself. */
export interface Promtool {
  readonly path: string
  readonly version: string
}

/**
 * Every promtool this machine can have, fetched where it is not here yet: that of the image, and that of the
 * distribution's package where this is a Prometheus 2. Says so where it is not.
 */
export async function promtools(): Promise<readonly Promtool[]> {
  await mkdir(tools, {recursive: true})
  const first = await withVersion(await fromImage())
  try {
    const second = await withVersion(await fromPackage())
    if (second.version.startsWith('2.')) return [first, second]
    process.stderr.write(`the package of this distribution is Prometheus ${second.version}: nothing ran on a 2.x\n`)
  } catch (error) {
    process.stderr.write(`no package of Prometheus, so nothing ran on a 2.x: ${(error as Error).message}\n`)
  }

  return [first]
}

async function withVersion(path: string): Promise<Promtool> {
  const {stdout, stderr} = await execute(path, ['--version'])
  return {path, version: /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'unknown'}
}

async function fromImage(): Promise<string> {
  const path = join(tools, 'promtool')
  if (existsSync(path)) return path
  const stack = stackSchema.parse({version: 1, project: 'promtool', images: {source: 'debian'}, prometheus: {}})
  await ensureImages(stack, projectAt(tmpdir()))
  const {stdout} = await execute('docker', ['create', imageRef(stack, 'prometheus')])
  const container = stdout.trim()
  try {
    await execute('docker', ['cp', `${container}:/usr/bin/promtool`, `${path}.new`])
    await chmod(`${path}.new`, 0o755)
    await rename(`${path}.new`, path)
  } finally {
    await execute('docker', ['rm', container])
  }

  return path
}

/** What the lists of packages of this machine name, be they fresh or old. */
async function fromPackage(): Promise<string> {
  const path = join(tools, 'promtool-2')
  if (existsSync(path)) return path
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-promtool-'))
  try {
    // The user that apt downloads as may not write here.
    await chmod(folder, 0o777)
    await execute('apt-get', ['update']).catch(() => undefined)
    await execute('apt-get', ['download', 'prometheus'], {cwd: folder})
    const [name = ''] = await readdir(folder)
    await execute('dpkg-deb', ['-x', name, 'unpacked'], {cwd: folder})
    await copyFile(join(folder, 'unpacked/usr/bin/promtool'), `${path}.new`)
    await rename(`${path}.new`, path)
  } finally {
    await rm(folder, {recursive: true})
  }

  return path
}
