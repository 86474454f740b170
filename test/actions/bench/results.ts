/** Results of load tests for tests: as small as the schema lets them be. */
import {Histogram} from '../../../src/bench/histogram.js'
import {type BenchResult, RESULT_FORMAT, type RunRecord} from '../../../src/bench/result.js'
import {summarizeLatency} from '../../../src/bench/summarize.js'

/** A run of a few seconds, 10 requests in each. */
export function runOf(seconds: number): RunRecord {
  const histogram = new Histogram()
  for (let count = 0; count < seconds * 10; count++) histogram.record(1000)
  const latency = summarizeLatency(histogram)
  const answered = {offered: 10, completed: 10, errors: 0}
  return {
    model: 'open',
    arrivals: 'constant',
    connections: 1,
    warmupS: 0,
    durationS: seconds,
    offered: seconds * 10,
    completed: seconds * 10,
    failed: 0,
    unfinished: 0,
    offeredRate: 10,
    deliveredRate: 10,
    response: latency,
    responseCounts: [...histogram.toSparse()],
    service: latency,
    serviceCounts: [...histogram.toSparse()],
    errors: [],
    statuses: {200: seconds * 10},
    bytesSent: 1000,
    bytesReceived: 1000,
    requests: [],
    seconds: Array.from({length: seconds}, (_, atS) => ({
      ...{atS, ...answered, p50: 1000, p90: 1000, p99: 1000, max: 1000},
      latency: [],
    })),
    extra: {},
  }
}

/** A whole result with this id. */
export function resultOf(id: string, rest: Partial<BenchResult> = {}): BenchResult {
  return {
    format: RESULT_FORMAT,
    id,
    kind: 'http',
    target: 'http://localhost:8080/',
    startedAt: '2026-11-21T20:41:13.000Z',
    endedAt: '2026-11-21T20:41:33.000Z',
    status: 'complete',
    command: ['opsctl', 'bench', 'http', '/'],
    seed: 1,
    trust: {verdict: 'good', reasons: []},
    environment: {
      ...{opsctl: '0.1.0', node: 'v20', kernel: 'Linux', cpu: 'test', cores: 2, memoryBytes: 1},
      engine: 'opsctl 0.1.0',
    },
    run: runOf(2),
    ...rest,
  }
}
