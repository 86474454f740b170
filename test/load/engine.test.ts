import type {Socket} from 'node:net'
import {afterAll, describe, expect, test} from 'vitest'

import type {HttpRequestPlan, LoadModel, LoadPlan} from '../../src/bench/load-plan.js'
import type {BenchSecond} from '../../src/bench/result.js'
import {OpsError} from '../../src/errors.js'
import {runLoad} from '../../src/load/engine.js'
import {OK, type SmallServer, startSmallServer} from './small-server.js'

const servers: SmallServer[] = []
afterAll(() => {
  for (const server of servers) server.close()
})

async function serve(answer: (socket: Socket, count: number) => void): Promise<SmallServer> {
  const server = await startSmallServer(answer)
  servers.push(server)
  return server
}

const closed = (connections: number, durationS: number): LoadModel => ({kind: 'closed', connections, durationS})

function open(rate: number, durationS: number, maxConnections = 20): LoadModel {
  return {kind: 'open', arrivals: 'constant', stages: [{durationS, from: rate, to: rate}], maxConnections}
}

interface PlanOptions extends Partial<Omit<LoadPlan, 'target' | 'wire' | 'model'>> {
  readonly keepAlive?: boolean
  readonly requests?: readonly Partial<HttpRequestPlan>[]
}

function plan(
  port: number,
  model: LoadModel,
  {keepAlive = true, requests = [{}], ...options}: PlanOptions = {},
): LoadPlan {
  return {
    target: {host: '127.0.0.1', port},
    wire: {
      protocol: 'http',
      host: `127.0.0.1:${port}`,
      keepAlive,
      requests: requests.map((request) => {
        return {name: 'GET /', method: 'GET', path: '/', headers: {}, weight: 1, expect: {}, ...request}
      }),
    },
    model,
    warmupS: 0,
    drainS: 2,
    timeoutMs: 5000,
    seed: 1,
    threads: 1,
    pace: 'timer',
    ...options,
  }
}

const ok = (socket: Socket) => socket.write(OK)

describe.concurrent('the closed model', () => {
  test('has each connection ask again when it was answered, and counts without the warm-up', async () => {
    const server = await serve(ok)
    const seconds: BenchSecond[] = []
    const {run, ended} = await runLoad(plan(server.port, closed(4, 1), {warmupS: 1}), {
      onSecond: (second) => seconds.push(second),
    })
    expect(ended).toBe('complete')
    expect(run).toMatchObject({model: 'closed', connections: 4, failed: 0, unfinished: 0, errors: [], durationS: 1})
    expect(run.completed).toBe(run.offered)
    expect(run.completed).toBeGreaterThan(50)
    // The first request of all, and those of the warm-up.
    expect(server.requests.length).toBeGreaterThan(run.completed)
    expect(server.connections()).toBe(5)
    expect(run.statuses).toEqual({200: run.completed})
    expect(run.response.count).toBe(run.completed)
    expect(run.seconds.reduce((sum, {completed}) => sum + completed, 0)).toBe(run.completed)
    expect(seconds[0]?.completed).toBe(run.seconds[0]?.completed)
  })

  test('deals connections out among threads', async () => {
    const server = await serve(ok)
    const {run} = await runLoad(plan(server.port, closed(3, 1), {threads: 2}))
    expect(server.connections()).toBe(4)
    expect(run.completed).toBe(server.requests.length - 1)
  })

  test('opens a connection for each request without keep-alive, and where the server closes', async () => {
    const close = (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    for (const keepAlive of [false, true]) {
      const server = await serve(close)
      const {run} = await runLoad(plan(server.port, closed(2, 0.5), {keepAlive}))
      expect(run.failed).toBe(0)
      expect(run.completed).toBeGreaterThan(10)
      expect(server.connections()).toBeGreaterThanOrEqual(run.completed)
    }
  })
})

describe.concurrent('the open model', () => {
  test('sends exactly what is due, whatever was before', async () => {
    const server = await serve(ok)
    const {run} = await runLoad(plan(server.port, open(100, 1), {warmupS: 1, pace: 'thread'}))
    expect(run).toMatchObject({offered: 100, completed: 100, offeredRate: 100, arrivals: 'constant'})
    expect(server.requests).toHaveLength(201)
    expect(run.sendLag?.count).toBeGreaterThan(0)
  })

  test('counts the opening of a connection where each request has its own', async () => {
    const server = await serve((socket) => socket.end(OK))
    const {run} = await runLoad(plan(server.port, open(50, 1), {keepAlive: false}))
    expect(run).toMatchObject({offered: 50, completed: 50, failed: 0})
    expect(server.connections()).toBe(51)
    expect(run.response.min).toBeGreaterThan(run.service.min)
    expect(run.sendLag?.count).toBe(50)
  })

  test('counts the wait for a connection that is busy', async () => {
    const server = await serve((socket) => setTimeout(() => socket.write(OK), 50))
    const {run} = await runLoad(plan(server.port, open(40, 1, 1)))
    // 20/s are served, 40/s are due: the last one waits for a second.
    expect(run).toMatchObject({offered: 40, completed: 40, connections: 1})
    expect(run.response.max).toBeGreaterThan(900_000)
    expect(run.service.p50).toBeLessThan(200_000)
    expect(run.deliveredRate).toBeLessThan(25)
    expect(run.durationS).toBe(1)
  })

  test('opens connections as they are needed', async () => {
    const server = await serve((socket) => setTimeout(() => socket.write(OK), 200))
    const {run} = await runLoad(plan(server.port, open(50, 1, 40)))
    expect(run.connections).toBeGreaterThan(8)
    expect(run.response.p50).toBeLessThan(500_000)
  })

  test('gives unfinished requests their age', async () => {
    const server = await serve((socket, count) => count <= 5 && socket.write(OK))
    const {run} = await runLoad(plan(server.port, open(20, 1, 2), {drainS: 0.5}))
    expect(run.unfinished).toBe(run.offered - run.completed)
    expect(run.unfinished).toBeGreaterThan(10)
    expect(run.response.count).toBe(20)
    expect(run.response.max).toBeGreaterThan(1_000_000)
  })

  test('gives up what is over its deadline, sent or not', async () => {
    const server = await serve((socket, count) => count === 1 && socket.write(OK))
    const {run} = await runLoad(plan(server.port, open(20, 1, 2), {timeoutMs: 100}))
    expect(run.errors).toMatchObject([{kind: 'timeout', count: 20}])
    expect(run.response.min).toBeGreaterThanOrEqual(100_000)
    expect(run.unfinished).toBe(0)
  })
})

describe.concurrent('errors', () => {
  test('are counted by their kinds, with an example each', async () => {
    const server = await serve((socket, count) => {
      if (count % 5 === 1) socket.write(OK)
      else if (count % 5 === 2) socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
      else if (count % 5 === 3) socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n')
      else if (count % 5 === 4) socket.resetAndDestroy()
      else socket.end('nonsense\r\n\r\n')
    })
    const {run, ended} = await runLoad(plan(server.port, open(50, 1, 1)))
    expect(ended).toBe('complete')
    const counts = Object.fromEntries(run.errors.map(({kind, count}) => [kind, count]))
    expect(counts).toEqual({'4xx': 10, '5xx': 10, reset: 10, framing: 10})
    expect(run.errors.find(({kind}) => kind === '5xx')?.example).toBe('HTTP 503')
    expect(run.statuses).toEqual({200: 10, 404: 10, 503: 10})
    expect(run.completed).toBe(10)
  })

  test('stop the load when they are too many', async () => {
    const server = await serve((socket, count) => {
      socket.write(count === 1 ? OK : 'HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n')
    })
    const outcome = await runLoad(plan(server.port, open(200, 20), {stopAtErrorRatio: 0.5}))
    expect(outcome.ended).toBe('stopped')
    expect(outcome.reason?.en).toContain('100 %')
    expect(outcome.run.durationS).toBeLessThan(5)
  })

  test('are not followed by a storm of attempts when nothing listens any more', async () => {
    const server = await serve((socket) => {
      socket.end(OK)
      server.close()
    })
    const {run} = await runLoad(plan(server.port, closed(2, 1)))
    expect(run.errors.map(({kind}) => kind)).toContain('connect')
    expect(run.failed).toBeLessThan(100)
  })

  test('belong to the kind of request that had them', async () => {
    const server = await serve((socket, count) => {
      const isBad = server.requests[count - 1]?.includes('/bad')
      socket.write(isBad ? 'HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n' : OK)
    })
    const requests = [
      {name: 'good', weight: 3, expect: {bodyContains: 'ok'}},
      {name: 'bad', path: '/bad', weight: 1},
    ]
    const {run} = await runLoad({...plan(server.port, open(100, 1), {requests}), seed: 3})
    const [good, bad] = run.requests
    expect(good).toMatchObject({name: 'good', errors: 0})
    expect(bad).toMatchObject({name: 'bad', completed: 0})
    expect((good?.completed ?? 0) + (bad?.errors ?? 0)).toBe(100)
    expect(good?.latency.count).toBe(good?.completed)
  })
})

test.concurrent('an aborted load tells what there is', async () => {
  const server = await serve(ok)
  const abort = new AbortController()
  const {run, ended} = await runLoad(plan(server.port, open(50, 30)), {
    signal: abort.signal,
    onSecond: () => abort.abort(),
  })
  expect(ended).toBe('interrupted')
  expect(run.durationS).toBeLessThan(10)
  expect(run.completed).toBeGreaterThan(40)
  expect(run.offeredRate).toBeGreaterThan(40)
})

describe.concurrent('a load does not begin', () => {
  const refusal = async (port: number, options?: PlanOptions) => {
    const outcome = runLoad(plan(port, closed(1, 1), options))
    return (await outcome.then(
      () => undefined,
      (error: unknown) => error,
    )) as OpsError
  }

  test('where nobody listens', async () => {
    const server = await startSmallServer(ok)
    server.close()
    const error = await refusal(server.port)
    expect(error).toBeInstanceOf(OpsError)
    expect(error).toMatchObject({code: 'OPS_BENCH_UNREACHABLE', kind: 'environment'})
    expect(error.detail).toContain('ECONNREFUSED')
  })

  test.each([
    ['HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n', 'HTTP 404'],
    ['SSH-2.0-OpenSSH\r\n\r\n', 'no HTTP/1.1 answer'],
    ['HTTP/1.1 302 X\r\nLocation: http://other.test/\r\nContent-Length: 0\r\n\r\n', 'http://other.test'],
  ])('when the first answer is %j', async (answer, words) => {
    const server = await serve((socket) => socket.write(answer))
    const error = await refusal(server.port)
    expect(error.code).toBe('OPS_BENCH_FIRST_ANSWER')
    expect(error.message).toContain(words)
    expect(server.requests).toHaveLength(1)
  })

  test('when no first answer comes, or one without what it must hold', async () => {
    const silent = await serve(() => {})
    expect((await refusal(silent.port, {timeoutMs: 200})).message).toContain('200 ms')
    const server = await serve(ok)
    const error = await refusal(server.port, {requests: [{expect: {bodyContains: 'welcome'}}]})
    expect(error.message).toContain('without "welcome"')
  })
})
