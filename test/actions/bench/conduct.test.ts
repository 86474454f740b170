import {execFile} from 'node:child_process'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, test} from 'vitest'

import {type BenchPlan, conductBench} from '../../../src/actions/bench/conduct.js'
import {loadResult} from '../../../src/actions/bench/store.js'
import {benchResultSchema} from '../../../src/bench/result.js'
import type {OpsError} from '../../../src/errors.js'
import {projectAt} from '../../../src/project.js'
import {withProjectLock} from '../../../src/system/lock.js'
import {tempDir} from '../../temp-dir.js'
import {runOf} from './results.js'

const execute = promisify(execFile)

function planOf(rest: Partial<BenchPlan> = {}): BenchPlan {
  return {
    kind: 'http',
    target: 'http://localhost:8080/',
    command: ['opsctl', 'bench', 'http', '/'],
    seed: 1,
    onNotKept(error) {
      throw error
    },
    ...rest,
  }
}

const complete = async () => ({run: runOf(1), ended: 'complete'}) as const

describe('a load test', () => {
  test('is kept as the schema has it, with what the machine is', async () => {
    const project = projectAt(await tempDir())
    const result = await conductBench(project, planOf({name: 'nightly'}), complete)
    expect(benchResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.environment).toMatchObject({node: process.version, engine: expect.stringMatching(/^opsctl \d/)})
    expect(await loadResult(project, 'nightly')).toEqual(result)
  })

  test('is marked when it was cut short, and says why', async () => {
    const project = projectAt(await tempDir())
    const reason = {en: 'too many errors', zh: '错误过多'}
    const result = await conductBench(project, planOf(), async () => ({run: runOf(1), ended: 'stopped', reason}))
    expect(await loadResult(project, 'last')).toMatchObject({status: 'stopped', statusReason: reason})
    expect(result.run?.completed).toBe(10)
  })

  test('leaves nothing when it never began', async () => {
    const project = projectAt(await tempDir())
    await expect(conductBench(project, planOf(), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await readdir(project.root)).toEqual([])
  })

  test('tells for every second what else the machine did', async () => {
    const project = projectAt(await tempDir())
    const run = runOf(2)
    const result = await conductBench(project, planOf(), async ({onSecond}) => {
      for (const second of run.seconds) {
        await new Promise((resolve) => setTimeout(resolve, 1000))
        onSecond(second)
      }
      return {run, ended: 'complete'}
    })
    const seconds = result.run?.seconds ?? []
    expect(seconds.map(({foreignCpu, steal}) => [typeof foreignCpu, typeof steal])).toEqual([
      ['number', 'number'],
      ['number', 'number'],
    ])
  })

  test('runs alone in its project, and keeps nobody from changing it', async () => {
    const project = projectAt(await tempDir())
    await conductBench(project, planOf(), async () => {
      const second = (await conductBench(project, planOf(), complete).catch((error: unknown) => error)) as OpsError
      expect(second.code).toBe('OPS_BENCH_RUNNING')
      expect(second.exitCode).toBe(3)
      expect(second.text.en).toContain(`"opsctl bench http /", process ${process.pid}`)
      expect(await withProjectLock(project, 'opsctl up', async () => 'free')).toBe('free')
      return complete()
    })
    expect(await conductBench(projectAt(await tempDir()), planOf(), complete)).toMatchObject({status: 'complete'})
  })

  test.each([
    [{name: 'last'}, 'OPS_BENCH_NAME'],
    [{out: '/dev/null'}, 'OPS_BENCH_OUT'],
  ])('is refused before any load with %j', async (rest, code) => {
    const project = projectAt(await tempDir())
    let began = false
    const work = async () => {
      began = true
      return complete()
    }
    await expect(conductBench(project, planOf(rest), work)).rejects.toMatchObject({code})
    expect(began).toBe(false)
  })
})

describe('on a full disk', () => {
  test('the result is there all the same, the error is told once, and nothing half written stays', async ({skip}) => {
    const root = await tempDir()
    const isMounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', root]).then(
      () => true,
      () => false,
    )
    if (!isMounted) skip('a tmpfs can’t be mounted here: needs root')
    try {
      const project = projectAt(root)
      await conductBench(project, planOf(), complete)
      const before = await readdir(join(project.state, 'bench'))
      await writeFile(join(root, 'filler'), Buffer.alloc(64 * 1024)).catch(() => undefined)
      const told: string[] = []
      const plan = planOf({name: 'nightly', onNotKept: ({code}) => void told.push(code)})
      const result = await conductBench(project, plan, complete)
      expect(told).toEqual(['OPS_DISK_FULL'])
      expect(result.run?.completed).toBe(10)
      const after = await readdir(join(project.state, 'bench'))
      expect(after).toEqual(before)
      for (const name of after) JSON.parse(await readFile(join(project.state, 'bench', name), 'utf8'))
    } finally {
      await execute('umount', ['-l', root])
    }
  })
})
