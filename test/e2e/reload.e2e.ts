/** What a reload does when the new configuration is no good: refused by the program, not taken by the server, or fine again. */
import {execFile} from 'node:child_process'
import {mkdir, rm, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {openStack} from '../../src/actions/pipeline.js'
import {reload} from '../../src/actions/reload.js'
import {listReloadable} from '../../src/actions/reload-component.js'
import type {StepRunner} from '../../src/actions/step.js'
import {projectAt} from '../../src/project.js'
import {readTree} from '../render/deploy-tree.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const PROJECT = 'reload-rules'
const docker = async (...argv: string[]) => (await promisify(execFile)('docker', argv)).stdout.trim()

let home: string
let shop: string

beforeAll(async () => {
  home = await makeFolder()
  shop = join(home, PROJECT)
  await mkdir(join(shop, 'overlay/rules'), {recursive: true})
  await mkdir(join(shop, 'overlay/scrape'))
  await writeFile(
    join(shop, 'opsctl.yaml'),
    `version: 1\nproject: ${PROJECT}\nimages: {source: debian}\nprometheus: {port: 18600}\n`,
  )
  await mustRun('-C', shop, 'up')
})

afterAll(async () => {
  await opsctl(['-C', shop, 'destroy', '--yes', '--project', PROJECT])
  await rm(home, {recursive: true, force: true})
})

/** Puts a file of the person's there for as long as the work takes. */
async function withOverlay(path: string, content: string, work: () => Promise<void>): Promise<void> {
  const file = join(shop, 'overlay', path)
  await writeFile(file, content)
  try {
    await work()
  } finally {
    await rm(file)
  }
}

const rule = (expr: string) => `groups:\n  - name: mine\n    rules:\n      - record: shop:mine\n        expr: ${expr}\n`

/** What must not change: the files, the folder they lie in, the container, and what the server says it runs. */
async function takeState() {
  const deploy = join(shop, 'deploy')
  const {access, stack} = await openStack(projectAt(shop))
  const [prometheus] = listReloadable(stack)
  return {
    files: await readTree(deploy),
    folder: (await stat(join(deploy, 'prometheus/config'))).ino,
    container: await docker('ps', '-q', '--no-trunc', '--filter', `label=com.docker.compose.project=${PROJECT}`),
    running: await prometheus?.spec.runningHash(access),
  }
}

describe('a configuration that passes opsctl’s own rules and not the program’s', () => {
  test.each([
    ['a rule of the wrong type', 'rules/mine.yaml', rule(`'sum("a")'`), /expected type instant vector/],
    ['a rate of an instant', 'rules/mine.yaml', rule('rate(up)'), /expected type range vector/],

    [
      'an unknown field of a job',
      'scrape/mine.yaml',
      'scrape_configs:\n  - job_name: mine\n    scrape_intervall: 10s\n',
      /scrape_intervall/,
    ],
  ])('is refused before anything changes: %s', async (_, path, content, words) => {
    const before = await takeState()
    await withOverlay(path, content, async () => {
      for (const verb of [['reload', 'prometheus'], ['reload'], ['up']]) {
        const answer = await opsctl(['-C', shop, ...verb])
        expect([verb.join(' '), answer.code]).toEqual([verb.join(' '), 4])
        expect(answer.stderr).toMatch(words)
        expect(answer.stderr).toContain('prometheus')
      }

      expect(await takeState()).toEqual(before)
    })
  })

  test('is told to a script with its code', async () => {
    await withOverlay('rules/mine.yaml', rule(`'sum("a")'`), async () => {
      const {code, json} = await askJson('-C', shop, 'reload')
      expect(code).toBe(4)
      expect(json).toMatchObject({error: {code: 'OPS_CONFIG_REFUSED', exit: 4}})
    })
  })
})

describe('a server that does not take its new configuration', () => {
  const silent: StepRunner = async (steps) => {
    for (const step of steps) await step.run(() => undefined)
  }

  test('gets the former files back', async () => {
    const before = await takeState()
    await writeFile(join(shop, 'overlay/rules/mine.yaml'), rule('sum(up)'))
    const pid = Number(await docker('inspect', '--format', '{{.State.Pid}}', before.container))
    // The main process may be a tiny init: the server is what listens, so all of them stop.
    const {stdout} = await promisify(execFile)('ps', ['-o', 'pid=', '--ppid', String(pid)])
    const stopped = [pid, ...stdout.split('\n').map(Number)].filter((one) => one > 0)
    for (const one of stopped) process.kill(one, 'SIGSTOP')
    try {
      const options = {runSteps: silent, signal: new AbortController().signal, patienceMs: 1000}
      const report = await reload(projectAt(shop), 'prometheus', options)
      expect(report).toMatchObject({ok: false, rolledBack: true, files: expect.arrayContaining([expect.any(String)])})
      expect(report.reloaded).toMatchObject([{component: 'prometheus', taken: false}])
    } finally {
      for (const one of stopped) process.kill(one, 'SIGCONT')
    }

    expect(await takeState()).toEqual(before)
  })

  test('takes the next one that is good, without a restart', async () => {
    const before = await takeState()
    const {code, json} = await askJson('-C', shop, 'reload', 'prometheus')

    expect(code).toBe(0)
    expect(json).toMatchObject({ok: true, rolledBack: false, reloaded: [{component: 'prometheus', taken: true}]})
    const after = await takeState()
    expect(after.running).not.toBe(before.running)
    expect([after.container, after.folder]).toEqual([before.container, before.folder])
    expect(after.files['prometheus/config/rules.d/overlay-mine.yaml']).toContain('sum(up)')
  })
})

test('reload of what can not be reloaded names what can', async () => {
  const answer = await opsctl(['-C', shop, 'reload', 'redis'])
  expect(answer.code).toBe(2)
  expect(answer.stderr).toContain('prometheus')
})
