import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {cpuSecondsOf} from '../../../src/actions/bench/pgbench.js'
import {parseProgress} from '../../../src/actions/bench/pgbench-progress.js'
import {readScripts, scriptArgv, scriptFailed, withOwnPaths} from '../../../src/actions/bench/pgbench-scripts.js'
import {tempDir} from '../../temp-dir.js'

describe('the progress of pgbench', () => {
  test('is a second that counts once the warm-up is over', () => {
    const line = 'progress: 3.0 s, 1922.0 tps, lat 0.316 ms stddev 0.450, 2 failed, lag 0.150 ms, 5 skipped'
    expect(parseProgress(line, 2)).toEqual({
      atS: 0,
      ...{offered: 1929, completed: 1922, errors: 7},
      ...{p50: 316, p90: 316, p99: 316, max: 316, latency: []},
    })
    expect(parseProgress(line, 3)).toBeUndefined()
    expect(parseProgress('progress: 4.0 s, 0.0 tps, lat 0.000 ms stddev 0.000, 0 failed', 2)?.atS).toBe(1)
    expect(parseProgress('pgbench (18.6)', 0)).toBeUndefined()
  })

  test('ends with the time of processors that it took', () => {
    expect(cpuSecondsOf('tps = 1977.6\n0m0.000000s 0m0.000000s\n0m0.230000s 1m0.280000s')).toBeCloseTo(60.51)
    expect(cpuSecondsOf('nothing')).toBeUndefined()
  })
})

describe('scripts', () => {
  test('are read with their weights and keep their paths to themselves', async () => {
    const folder = await tempDir()
    const [a, b] = [join(folder, 'a@b.sql'), join(folder, 'b.sql')]
    await Promise.all([writeFile(a, 'SELECT 1;'), writeFile(b, 'SELECT 2;')])
    const scripts = await readScripts([`${a}@3`, b])
    expect(scripts.map(({path, weight, name}) => [path, weight, name])).toEqual([
      [a, 3, 'script-1.sql'],
      [b, 1, 'script-2.sql'],
    ])
    expect(scriptArgv(scripts, 'tpcb-like')).toEqual(['--file', 'script-1.sql@3', '--file', 'script-2.sql@1'])
    expect(scriptArgv([], 'select-only')).toEqual(['--builtin', 'select-only'])
  })

  test.each([
    ['nowhere.sql', "can't be read"],
    ['x.sql@0', 'weight'],
    ['x.sql@many', 'x.sql@many'],
  ])('%s is refused', async (written, words) => {
    await expect(readScripts([written])).rejects.toMatchObject({code: 'OPS_BENCH_SCRIPT', exitCode: 2})
    await expect(readScripts([written])).rejects.toThrow(words)
  })

  test('that fail are named as the person wrote them, with what pgbench said once', () => {
    const scripts = [{path: 'load/a.sql', weight: 1, name: 'script-1.sql', content: ''}]
    const stderr = [
      'pgbench: error: client 1 script 0 aborted in command 0 query 0: ERROR:  division by zero',
      'pgbench: error: client 0 script 0 aborted in command 0 query 0: ERROR:  division by zero',
      'pgbench: error: client 2 script 0 aborted in command 0 query 0: ERROR:  prepared statement "P_0" does not exist',
      'pgbench: error: script-1.sql:1: invalid command in command "foo"',
    ].join('\n')
    const {text, detail} = scriptFailed(withOwnPaths({exitCode: 2, stdout: '', stderr}, scripts), scripts)
    expect(text.en).toBe("pgbench can't run load/a.sql")
    expect(detail?.split('\n')).toEqual([
      'pgbench: error: client 0 load/a.sql aborted in command 0 query 0: ERROR:  division by zero',
      'pgbench: error: load/a.sql:1: invalid command in command "foo"',
    ])
  })
})
