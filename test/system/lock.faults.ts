import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build} from 'esbuild'
import {describe, expect, test} from 'vitest'

import {projectAt} from '../../src/project.js'
import {withProjectLock} from '../../src/system/lock.js'
import {tempDir} from '../temp-dir.js'

const holder = new URL('lock-holder.js', import.meta.url).pathname

async function bundleLock(folder: string): Promise<string> {
  const outfile = join(folder, 'lock.mjs')
  const entry = new URL('../../src/system/lock.ts', import.meta.url).pathname
  await build({entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error'})
  return outfile
}

interface Start {
  readonly bundle: string
  readonly root: string
  readonly log: string
  readonly hold: string
  readonly starts: number
}

function start({bundle, root, log, hold, starts}: Start): ChildProcess & {answer: Promise<string>} {
  const argv = [holder, bundle, root, log, hold, String(starts)]
  const child = spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'inherit']})
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  return Object.assign(child, {answer: once(child, 'close').then(() => text)})
}

describe('the project lock between processes', () => {
  test('is free at once after its holder was killed, 20 times', async () => {
    const home = await tempDir()
    const bundle = await bundleLock(home)
    const project = projectAt(home)
    for (let round = 0; round < 20; round += 1) {
      const child = start({bundle, root: home, log: join(home, 'log'), hold: 'forever', starts: 1})
      await once(child.stdout as NodeJS.ReadableStream, 'data')
      await expect(withProjectLock(project, 'opsctl down', async () => undefined)).rejects.toThrow(
        `process ${child.pid}`,
      )
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(await withProjectLock(project, 'opsctl down', async () => 'mine')).toBe('mine')
    }
  })

  test('has one holder at a time in 1,000 starts and more by 200 processes, 25 of them killed', async () => {
    const home = await tempDir()
    const bundle = await bundleLock(home)
    const log = join(home, 'log')
    await writeFile(log, '')
    const killed = new Set<number>()
    const lines: string[] = []
    for (let round = 0; round < 25; round += 1) {
      const children = Array.from({length: 8}, () => start({bundle, root: home, log, hold: '2', starts: 6}))
      const [first] = children
      await once(first?.stdout as NodeJS.ReadableStream, 'data')
      first?.kill('SIGKILL')
      killed.add(first?.pid ?? 0)
      for (const child of children) lines.push(...(await child.answer).trim().split('\n'))
    }

    expect(lines.length).toBeGreaterThanOrEqual(1000)
    for (const line of lines) expect(line).toMatch(/^(held|OPS_LOCKED 3 .*)$/)
    expect(lines.filter((line) => line === 'held').length).toBeGreaterThanOrEqual(50)
    expect(countDouble((await readFile(log, 'utf8')).trim().split('\n'), killed)).toBe(0)
  })
})

/** A holder that comes in while another one is in; one that was killed never says that it is out. */
function countDouble(lines: readonly string[], killed: ReadonlySet<number>): number {
  let inside: number | undefined
  let double = 0
  for (const line of lines) {
    const [word, pid] = line.split(' ')
    if (word === 'in' && inside !== undefined && !killed.has(inside)) double += 1
    inside = word === 'in' ? Number(pid) : undefined
  }

  return double
}
