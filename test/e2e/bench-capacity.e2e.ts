/** A capacity search as a person starts it, against a server whose limit is known. Whatever else the machine does, it never claims what is not so. */
import {rm} from 'node:fs/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type BenchResult, benchResultSchema} from '../../src/bench/result.js'
import {type SyntheticServer, startSyntheticServer} from '../../src/load/synthetic-server.js'
import {makeFolder, opsctl} from './opsctl.js'

/** 4 at once, 10 ms each. */
const KNOWN = {servers: 4, serviceUs: 10_000}
const CARRIES = 400
const LOAD_S = 25

describe('bench capacity', () => {
  let folder: string
  let server: SyntheticServer

  beforeAll(async () => {
    folder = await makeFolder()
    server = await startSyntheticServer(KNOWN)
  })

  afterAll(async () => {
    await server?.close()
    await rm(folder, {recursive: true, force: true})
  })

  const search = async (
    ...words: readonly string[]
  ): Promise<{readonly code: number | null; readonly result: BenchResult}> => {
    const url = `http://${server.host}:${server.port}/`
    const {code, stdout, stderr} = await opsctl(['-C', folder, 'bench', 'capacity', url, ...words, '--json'])
    expect(stdout, stderr).not.toBe('')
    return {code, result: benchResultSchema.parse(JSON.parse(stdout))}
  }

  test('brackets the rate that the server carries', {timeout: 60_000}, async () => {
    const words = ['--slo', 'p99=50ms', '--arrivals', 'constant', '--max-time', `${LOAD_S}s`]
    const {code, result} = await search(...words)
    const {capacity, probes} = result.search as NonNullable<BenchResult['search']>
    expect(probes.reduce((sum, {durationS}) => sum + durationS, 0)).toBeLessThanOrEqual(LOAD_S)
    expect(code).toBe(capacity.kind === 'unknown' || capacity.kind === 'none' ? 1 : 0)
    if (capacity.kind === 'found') {
      expect(capacity.low).toBeLessThanOrEqual(CARRIES * 1.02)
      expect(capacity.high).toBeGreaterThanOrEqual(CARRIES * 0.98)
    } else {
      // Others kept the machine busy: then it says so, and claims no more than was kept.
      console.log(`not found: ${capacity.kind}, ${capacity.reason?.en}`)
      expect(capacity.kind).not.toBe('none')
      expect(capacity.rate).toBeLessThanOrEqual(CARRIES * 1.02)
      expect(capacity.reason?.en).not.toBe('')
    }
  })

  test('says "at least" where it may not ask for more, and keeps the result', {timeout: 30_000}, async () => {
    const words = ['--slo', 'p99=500ms', '--arrivals', 'constant', '--max-time', '10s']
    const {result} = await search(...words, '--min-rate', '50', '--max-rate', '50')
    expect(result.search?.capacity.kind).toMatch(/^(at-least|unknown)$/)
    expect(result.search?.capacity.rate).toBeLessThanOrEqual(50)
    const report = await opsctl(['-C', folder, 'bench', 'report', 'last:capacity', '--format', 'md'])
    expect(report.code, report.stderr).toBe(0)
    expect(report.stdout).toContain(`http://${server.host}:${server.port}/`)
  })
})
