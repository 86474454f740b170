import {mkdir, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest'

import BenchCapacity from '../../src/commands/bench/capacity.js'
import BenchHttp from '../../src/commands/bench/http.js'
import {EXIT} from '../../src/errors.js'
import {tempDir} from '../temp-dir.js'
import {runCommand} from './run-command.js'

let folder: string

/** Where results belong there is a file, which not even root can put a result into. */
beforeEach(async () => {
  folder = await tempDir()
  await mkdir(join(folder, '.opsctl'))
  await writeFile(join(folder, '.opsctl', 'bench'), '')
})

async function startTarget(status = 200): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(status).end())
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('a result that can’t be kept', () => {
  const load = ['--warmup', '0s', '--pace', 'timer', '--rate', '50', '--duration', '1s']

  test('is printed without a place, told of once, and ends with exit code 4', async () => {
    const {stdout, stderr, exitCode} = await runCommand(BenchHttp, [await startTarget(), ...load, '-C', folder])
    expect(exitCode).toBe(EXIT.external)
    expect(stdout).toMatch(/50 of 50/)
    expect(stdout).not.toContain('.opsctl/bench')
    expect(stderr.match(/✗.*\.opsctl\/bench\/.*failed/g)).toHaveLength(1)
  }, 60_000)

  test('is the answer all the same with --json', async () => {
    const words = [await startTarget(), ...load, '--json', '-C', folder]
    const {stdout, exitCode} = await runCommand(BenchHttp, words)
    expect(exitCode).toBe(EXIT.external)
    expect(JSON.parse(stdout).run).toMatchObject({completed: 50})
  }, 60_000)

  test('has exit code 4 whatever a search found', async () => {
    const search = ['--slo', 'p99=1s', '--min-rate', '100', '--max-rate', '100', '--max-time', '3s', '--pace', 'timer']
    const words = [await startTarget(), ...search, '--arrivals', 'constant', '-C', folder]
    const {stdout, exitCode} = await runCommand(BenchCapacity, words)
    expect(exitCode).toBe(EXIT.external)
    expect(stdout).toMatch(/100\/s|quiet/)
  }, 60_000)
})
