/** The promtools that judge rules: the one of the Prometheus image a stack runs, and that of a Prometheus 2. */
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {chmod, mkdir, mkdtemp, readdir, rename, rm} from 'node:fs/promises'
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

/** Both promtools, fetched where they are not here yet: from the image, and from the distribution's package. */
export async function promtools(): Promise<readonly {readonly path: string; readonly version: string}[]> {
  await mkdir(tools, {recursive: true})
  const paths = [await fromImage(), await fromPackage()]
  return Promise.all(
    paths.map(async (path) => {
      const {stdout, stderr} = await execute(path, ['--version'])
      return {path, version: /version (\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'unknown'}
    }),
  )
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

/** Debian 12 and 13 have a Prometheus 2. */
async function fromPackage(): Promise<string> {
  const path = join(tools, 'promtool-2')
  if (existsSync(path)) return path
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-promtool-'))
  try {
    await execute('apt-get', ['update'])
    await execute('apt-get', ['download', 'prometheus'], {cwd: folder})
    const [name = ''] = await readdir(folder)
    await execute('dpkg-deb', ['-x', name, '.'], {cwd: folder})
    await execute('cp', ['usr/bin/promtool', path], {cwd: folder})
  } finally {
    await rm(folder, {recursive: true})
  }

  return path
}
