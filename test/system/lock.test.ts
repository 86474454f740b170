import {mkdir, symlink} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {withProjectLock} from '../../src/system/lock.js'
import {tempDir} from '../temp-dir.js'

test('a second one is told who holds the lock, in both languages, with exit code 3', async () => {
  const project = projectAt(await tempDir())
  await withProjectLock(project, 'opsctl up', async () => {
    const second = withProjectLock(project, 'opsctl down', async () => undefined)
    const error = (await second.catch((problem: unknown) => problem)) as OpsError
    expect(error.code).toBe('OPS_LOCKED')
    expect(error.exitCode).toBe(3)
    expect(error.text.en).toContain(`"opsctl up", process ${process.pid}`)
    expect(error.text.zh).toContain(`${process.pid}`)
    expect(error.ways[1]?.en).toContain(`kill ${process.pid}`)
  })
})

test('the lock is free again after the work, also after work that failed', async () => {
  const project = projectAt(await tempDir())
  await expect(withProjectLock(project, 'opsctl up', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withProjectLock(project, 'opsctl up', async () => 'again')).toBe('again')
})

test('two paths to one project share a lock, two projects do not', async () => {
  const home = await tempDir()
  await mkdir(join(home, 'shop'))
  await mkdir(join(home, 'other'))
  await symlink(join(home, 'shop'), join(home, 'link'))
  await withProjectLock(projectAt(join(home, 'shop')), 'opsctl up', async () => {
    const linked = withProjectLock(projectAt(join(home, 'link')), 'opsctl up', async () => undefined)
    await expect(linked).rejects.toThrow('Another opsctl')
    expect(await withProjectLock(projectAt(join(home, 'other')), 'opsctl up', async () => 'free')).toBe('free')
  })
})

test('1,000 contended starts never have two holders, and every start ends with an answer', async () => {
  const project = projectAt(await tempDir())
  let holders = 0
  let most = 0
  let held = 0
  let refused = 0
  const start = async () => {
    try {
      await withProjectLock(project, 'opsctl up', async () => {
        holders += 1
        most = Math.max(most, holders)
        await new Promise((resolve) => setTimeout(resolve, 1))
        holders -= 1
        held += 1
      })
    } catch (error) {
      expect((error as OpsError).code).toBe('OPS_LOCKED')
      refused += 1
    }
  }
  for (let round = 0; round < 50; round += 1) await Promise.all(Array.from({length: 20}, start))
  expect(most).toBe(1)
  expect(held + refused).toBe(1000)
  expect(held).toBeGreaterThanOrEqual(50)
})
