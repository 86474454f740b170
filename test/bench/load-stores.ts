/** The Redis engine beside redis-benchmark, and what the log of pgbench costs it; rounds take turns. */
import {execFile, spawn} from 'node:child_process'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'

import type {LoadPlan, RedisCommandPlan} from '../../src/bench/load-plan.js'
import {imageRef} from '../../src/images/image-refs.js'
import {stackSchema} from '../../src/spec/stack.js'
import {GENERATOR, perS, runOnce, SERVER} from './load-process.js'
import {findPeers} from './load-programs.js'
import {judged, measureQuiet, type Quiet} from './load-quiet.js'
import {type FigureRow, median} from './load-rows.js'

const ROUNDS = 3
const SECONDS = 4
const CONNECTIONS = 50
const KEYS = 10_000
const VALUE_BYTES = 100
const REDIS_PORT = 18_790
const REDIS_GOAL = 1.3
const LOG_GOAL = 0.02
const CONTAINER = 'opsctl-bench-pgbench'
const execute = promisify(execFile)

/** All figures of stores. */
export async function storesRows(): Promise<readonly FigureRow[]> {
  return [await measureRedis(), await measurePgbench()]
}

function redisRow(measured: string): FigureRow {
  return {figure: 'redis ops/s / redis-benchmark, single thread', goal: `≥ ${REDIS_GOAL}`, measured}
}

async function measureRedis(): Promise<FigureRow> {
  const programs = await findPeers(['redis-server', 'redis-benchmark', 'taskset'])
  if (typeof programs === 'string') return redisRow(programs)
  const words = ['--port', String(REDIS_PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('taskset', ['-c', SERVER, programs['redis-server'], ...words], {stdio: 'ignore'})
  try {
    await sleep(1000)
    // Writes every key, so that what is read is there.
    await loadRedis({name: 'set', words: ['SET', '{key}', '{value}'], weight: 1})
    const peers: Quiet<number>[] = []
    const ours: Quiet<number>[] = []
    const pids = [server.pid as number]
    for (let round = 0; round < ROUNDS; round++) {
      peers.push(await measureQuiet(pids, () => runRedisBenchmark(programs['redis-benchmark'])))
      ours.push(await measureQuiet(pids, () => loadRedis({name: 'get', words: ['GET', '{key}'], weight: 1})))
    }

    const [peer, our] = [peers, ours].map((list) => median(list.map(({value}) => value))) as [number, number]
    const row = redisRow(`${(our / peer).toFixed(2)} (${perS(our)} / ${perS(peer)})`)
    return judged({...row, isReached: our / peer >= REDIS_GOAL}, [...peers, ...ours])
  } finally {
    server.kill()
  }
}

async function loadRedis(command: RedisCommandPlan): Promise<number> {
  const plan: LoadPlan = {
    target: {host: '127.0.0.1', port: REDIS_PORT},
    wire: {
      ...{protocol: 'redis', commands: [command], pipeline: 1, keyPrefix: 'key:'},
      ...{keys: KEYS, valueBytes: VALUE_BYTES},
    },
    model: {kind: 'closed', connections: CONNECTIONS, durationS: SECONDS},
    ...{warmupS: 1, drainS: 1, timeoutMs: 5000, seed: 1, threads: 1, pace: 'thread'},
  }
  return (await runOnce(plan, GENERATOR)).deliveredRate
}

/** Its keys are filled with noughts, so it reads ones of its own, of the same size. */
async function runRedisBenchmark(program: string): Promise<number> {
  const where = ['-p', String(REDIS_PORT), '-c', String(CONNECTIONS), '-r', String(KEYS), '-d', String(VALUE_BYTES)]
  await execute(program, [...where, '-t', 'set', '-n', '50000', '-P', '16', '-q'])
  const {stdout} = await execute('taskset', ['-c', GENERATOR, program, ...where, '-t', 'get', '-n', '400000', '--csv'])
  return Number(/"GET","([\d.]+)"/.exec(stdout)?.[1])
}

function pgbenchRow(measured: string): FigureRow {
  return {figure: 'cost of pgbench’s percentiles', goal: `≤ ${LOG_GOAL * 100} % tps`, measured}
}

async function measurePgbench(): Promise<FigureRow> {
  const image = imageRef(stackSchema.parse({version: 1, project: 'bench', images: {source: 'debian'}}), 'postgres')
  const there = await execute('docker', ['image', 'inspect', image]).catch(() => undefined)
  if (!there) return pgbenchRow(`${image} missing: opsctl images build`)
  const secret = ['-e', 'POSTGRES_PASSWORD=of-nobody']
  await execute('docker', ['run', '-d', '--rm', '--name', CONTAINER, '--network', 'none', ...secret, image])
  try {
    await untilReady()
    await inContainer(['pgbench', '-i', '-s', '10', '-q', '-U', 'postgres'])
    const pid = Number((await execute('docker', ['inspect', '-f', '{{.State.Pid}}', CONTAINER])).stdout)
    const [plain, logged]: [Quiet<number>[], Quiet<number>[]] = [[], []]
    for (let round = 0; round < ROUNDS + 2; round++) {
      plain.push(await measureQuiet([pid], () => runPgbench([])))
      logged.push(
        await measureQuiet([pid], () => runPgbench(['-l', '--log-prefix', '/tmp/log', '--failures-detailed'])),
      )
      await inContainer(['sh', '-c', 'rm -f /tmp/log.*'])
    }

    const [without, withLog] = [plain, logged].map((list) => median(list.map(({value}) => value))) as [number, number]
    const cost = 1 - withLog / without
    const row = pgbenchRow(`${(cost * 100).toFixed(1)} % (${perS(withLog)} / ${perS(without)})`)
    return judged({...row, isReached: cost <= LOG_GOAL}, [...plain, ...logged])
  } finally {
    await execute('docker', ['rm', '-f', '-v', CONTAINER])
  }
}

async function runPgbench(flags: readonly string[]): Promise<number> {
  const run = ['pgbench', '-n', '-S', '-M', 'prepared', '-c', '10', '-j', '2', '-T', String(SECONDS), '-P', '1']
  const stdout = await inContainer([...run, ...flags, '-U', 'postgres'])
  return Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1])
}

/** The first start answers on its socket before it is done, and stops once more. */
async function untilReady(): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    const isReady = await inContainer(['pg_isready', '-q', '-h', '127.0.0.1']).catch(() => undefined)
    if (isReady !== undefined) return
    await sleep(500)
  }

  throw new Error('the database did not become ready')
}

async function inContainer(argv: readonly string[]): Promise<string> {
  return (await execute('docker', ['exec', CONTAINER, ...argv])).stdout
}
