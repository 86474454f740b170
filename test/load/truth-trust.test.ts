import {describe, expect, test} from 'vitest'

import {Histogram} from '../../src/bench/histogram.js'
import type {RunRecord} from '../../src/bench/result.js'
import {summarizeLatency} from '../../src/bench/summarize.js'
import {judgeTrust, type MachineSpan} from '../../src/bench/trust.js'

const quiet: MachineSpan = {seconds: 1, cpus: 2, busy: 0.9, own: 0.3, target: 0.55, foreign: 0.05, steal: 0}

function latencyOf(us: number) {
  const histogram = new Histogram()
  histogram.record(us)
  return summarizeLatency(histogram)
}

function runWith({lagUs = 100, p99Us = 5000, threadCpu = 0.3}): RunRecord {
  const response = latencyOf(p99Us)
  return {
    model: 'open',
    connections: 10,
    warmupS: 0,
    durationS: 20,
    offered: 1,
    completed: 1,
    failed: 0,
    unfinished: 0,
    offeredRate: 1,
    deliveredRate: 1,
    response,
    responseCounts: [],
    service: response,
    serviceCounts: [],
    sendLag: latencyOf(lagUs),
    errors: [],
    statuses: {},
    bytesSent: 0,
    bytesReceived: 0,
    requests: [],
    seconds: [],
    extra: {ioThreadCpu: threadCpu, pacerThreadCpu: 0.1},
  }
}

/** A run of 20 s with a machine that was like this in some of its seconds. */
function judge(run: Parameters<typeof runWith>[0], other: Partial<MachineSpan> = {}, seconds = 20, sloUs?: number) {
  const machine = Array.from({length: 20}, (_, index) => (index < seconds ? {...quiet, ...other} : quiet))
  return judgeTrust({run: runWith(run), machine, ...(sloUs === undefined ? {} : {sloUs})})
}

describe('trust', () => {
  test('is good on a quiet machine, and where nobody watched', () => {
    expect(judge({})).toEqual({verdict: 'good', reasons: []})
    expect(judgeTrust({run: runWith({}), machine: []}).verdict).toBe('good')
  })

  test.each([
    ['others take a part of it', {foreign: 0.15}, 20],
    ['the hypervisor keeps a part of it', {steal: 0.05}, 20],
    ['others crowd a full machine for one second', {busy: 1.98, own: 0.6, target: 0.9, foreign: 0.48}, 1],
  ])('is disturbed when %s', (_, machine, seconds) => {
    const {verdict, reasons} = judge({}, machine, seconds)
    expect(verdict).toBe('disturbed')
    expect(reasons).toHaveLength(1)
  })

  test('bears one second of others while processors are left', () => {
    expect(judge({}, {busy: 1.5, foreign: 0.6}, 1).verdict).toBe('good')
  })

  test('is generator-limited when requests leave late, against what is promised or measured', () => {
    expect(judge({lagUs: 900}).verdict).toBe('generator-limited')
    expect(judge({lagUs: 900, p99Us: 50_000}).verdict).toBe('good')
    expect(judge({lagUs: 900, p99Us: 50_000}, {}, 20, 10_000).verdict).toBe('generator-limited')
  })

  test('is generator-limited when a thread has no time left', () => {
    expect(judge({threadCpu: 0.95}).verdict).toBe('generator-limited')
  })

  test('of few requests looks at more than the one that was latest', () => {
    const lags = (late: number, count: number) => {
      const histogram = new Histogram()
      for (let at = 0; at < count; at++) histogram.record(at < late ? 9000 : 100)
      return judgeTrust({run: {...runWith({}), sendLag: summarizeLatency(histogram)}, machine: []}).verdict
    }
    expect(lags(2, 50)).toBe('good')
    expect(lags(6, 50)).toBe('generator-limited')
    expect(lags(12, 200)).toBe('generator-limited')
    expect(lags(10, 500)).toBe('generator-limited')
  })

  test('names the disturbance before the lag that it made', () => {
    const {verdict, reasons} = judge({lagUs: 9000}, {foreign: 1})
    expect(verdict).toBe('disturbed')
    expect(reasons).toHaveLength(2)
  })
})
