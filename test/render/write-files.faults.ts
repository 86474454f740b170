import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {cp, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {build} from 'esbuild'
import {describe, expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import type {DeployFile} from '../../src/render/config-hash.js'
import {recoverWrites, stageFiles} from '../../src/render/write-files.js'
import {tempDir} from '../temp-dir.js'
import {readTree, twoRenders} from './deploy-tree.js'

const execute = promisify(execFile)
const writer = new URL('crash-writer.js', import.meta.url).pathname
const {before, after} = twoRenders(4)

async function commit(project: Project, files: readonly DeployFile[]): Promise<void> {
  await (await stageFiles(project, files)).commit()
}

/** One file of plain JavaScript, so that a thousand processes start in a minute. */
async function bundleWriter(folder: string): Promise<string> {
  const outfile = join(folder, 'write-files.mjs')
  const entry = new URL('../../src/render/write-files.ts', import.meta.url).pathname
  await build({entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error'})
  return outfile
}

async function inParallel<T>(items: readonly T[], lanes: number, work: (item: T, lane: number) => Promise<void>) {
  const queue = [...items]
  const lane = async (id: number) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, id)
  }
  await Promise.all(Array.from({length: lanes}, (_, id) => lane(id)))
}

interface Scenario {
  readonly name: string
  /** Project folder to begin with; absent for an empty one. */
  readonly from?: string
  readonly start: Record<string, string>
  readonly json: string
  readonly files: readonly DeployFile[]
  readonly end: Record<string, string>
}

describe('a render that is killed', () => {
  test('leaves every file old or new in full, and the next one finishes it, at 1,000 points and more', async () => {
    const home = await tempDir(existsSync('/dev/shm') ? '/dev/shm' : undefined)
    const bundle = await bundleWriter(home)
    const run = (root: string, json: string, at: number) =>
      execute(process.execPath, [writer, bundle, root, join(home, json), String(at), 'print'])
    const scenarios = await prepareScenarios(home, run)
    let points = 0
    for (const {name, from, start, json, files, end} of scenarios) {
      const reset = async (root: string) => {
        await rm(root, {recursive: true, force: true})
        await (from ? cp(from, root, {recursive: true}) : mkdir(root, {recursive: true}))
      }
      const counted = join(home, `${name}-count`)
      await reset(counted)
      const total = Number((await run(counted, json, 0)).stdout)
      expect(await readTree(join(counted, 'deploy'))).toEqual(end)

      await inParallel(
        Array.from({length: total}, (_, index) => index + 1),
        2,
        async (at, lane) => {
          const project = projectAt(join(home, `${name}-${lane}`))
          await reset(project.root)
          const killed = await run(project.root, json, at).catch((error: {signal?: string}) => error.signal)
          expect(killed, `${name} at step ${at}`).toBe('SIGKILL')
          expectWhole(await readTree(project.deploy), [start, end], `${name} at step ${at}`)
          await recoverWrites(project)
          expect([start, end], `${name} at step ${at}, recovered`).toContainEqual(await readTree(project.deploy))
          await commit(project, files)
          expect(await readTree(project.deploy), `${name} at step ${at}, rendered again`).toEqual(end)
          expect(await readdir(project.state), `${name} at step ${at} leaves nothing`).toEqual([])
          points += 1
        },
      )
    }
    expect(points).toBeGreaterThanOrEqual(1000)
    console.log(`killed at ${points} points: 0 torn files`)
  })
})

async function prepareScenarios(
  home: string,
  run: (root: string, json: string, at: number) => Promise<unknown>,
): Promise<readonly Scenario[]> {
  await writeFile(join(home, 'before.json'), JSON.stringify(before))
  await writeFile(join(home, 'after.json'), JSON.stringify(after))
  const [oldProject, newProject, halfway] = ['old', 'new', 'half'].map((name) => projectAt(join(home, name)))
  if (!oldProject || !newProject || !halfway) throw new Error('three projects')
  await mkdir(oldProject.root)
  await commit(oldProject, before)
  await mkdir(newProject.root)
  await commit(newProject, after)
  const [oldTree, newTree] = [await readTree(oldProject.deploy), await readTree(newProject.deploy)]

  // The last step before the log is removed lies in the middle of the moves, whatever their number.
  for (let at = 120; !existsSync(join(halfway.state, 'moves.json')); at += 10) {
    await rm(halfway.root, {recursive: true, force: true})
    await cp(oldProject.root, halfway.root, {recursive: true})
    await run(halfway.root, 'after.json', at).catch(() => undefined)
  }
  const there = {from: oldProject.root, start: oldTree, end: newTree, json: 'after.json', files: after}
  const back = {from: newProject.root, start: newTree, end: oldTree, json: 'before.json', files: before}
  return [
    {name: 'first', start: {}, end: oldTree, json: 'before.json', files: before},
    {name: 'change', ...there},
    {name: 'back', ...back},
    {name: 'recovery', ...there, from: halfway.root},
  ]
}

function expectWhole(tree: Record<string, string>, allowed: readonly Record<string, string>[], at: string): void {
  for (const [path, content] of Object.entries(tree)) {
    expect(
      allowed.map((one) => one[path]),
      `${path}, ${at}`,
    ).toContain(content)
  }
}

describe('a render on a full disk', () => {
  test('changes nothing, says so, and leaves no temporary file, at 100 points and more', async ({skip}) => {
    const home = await tempDir()
    const disk = join(home, 'disk')
    await mkdir(disk)
    const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=220', 'tmpfs', disk]).then(
      () => true,
      () => false,
    )
    if (!mounted) skip('a tmpfs can’t be mounted here: needs root')
    try {
      await fillAndRender(disk)
    } finally {
      await execute('umount', ['-l', disk])
    }
  })
})

/** Frees one page, then one inode, more each time, until the new files fit: every point at which they don't is met once. */
async function fillAndRender(disk: string): Promise<void> {
  const project = projectAt(join(disk, 'shop'))
  const {before, after} = twoRenders(60)
  await mkdir(project.root)
  await commit(project, before)
  const oldTree = await readTree(project.deploy)
  const filler = join(disk, 'filler')
  let full = 0
  for (const fill of [fillBytes, fillInodes]) {
    for (let spare = 0; ; spare += 1) {
      await fill(disk, filler, spare)
      const error = await commit(project, after).then(
        () => undefined,
        (problem: OpsError) => problem,
      )
      await rm(filler, {recursive: true})
      if (!error) break
      expect(error.code, String(error.cause)).toBe('OPS_DISK_FULL')
      expect(error.exitCode).toBe(3)
      expect(await readTree(project.deploy)).toEqual(oldTree)
      expect(await readdir(project.state)).toEqual([])
      full += 1
    }
    expect((await readTree(project.deploy))['fresh/config/deep/only.conf']).toContain('new')
    expect(await readFile(project.manifest, 'utf8')).toContain('fresh')
    await commit(project, before)
  }

  expect(full).toBeGreaterThanOrEqual(100)
  console.log(`disk full at ${full} points: 0 changed files`)
}

async function fillBytes(disk: string, filler: string, spare: number): Promise<void> {
  const {stdout} = await execute('stat', ['-f', '-c', '%a %S', disk])
  const [blocks = 0, size = 0] = stdout.trim().split(' ').map(Number)
  await writeFile(filler, Buffer.alloc(Math.max(0, blocks - spare) * size))
}

async function fillInodes(disk: string, filler: string, spare: number): Promise<void> {
  await mkdir(filler)
  const {stdout} = await execute('stat', ['-f', '-c', '%d', disk])
  for (let left = Number(stdout) - spare; left > 0; left -= 1) await writeFile(join(filler, String(left)), '')
}
