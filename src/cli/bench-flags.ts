/** Flags of the load tests: what one request is, how the load is made, where the result goes. */
import {Flags} from '@oclif/core'

import type {ModelOptions} from '../actions/bench/http.js'
import type {HttpLoadOptions} from '../actions/bench/http-load.js'
import {parseShare, parseSpan} from '../bench/units.js'
import {clusterFlags} from './flags.js'

const MAX_THREADS = 64
const MAX_CONNECTIONS = 20_000

/** Where the result goes; every bench command has them. */
export const resultFlags = {
  out: Flags.string({
    char: 'o',
    env: 'OPSCTL_BENCH_OUT',
    helpGroup: 'RESULT',
    helpValue: 'FILE',
    summary: 'Write the result to this file too, as JSON.',
  }),
  name: Flags.string({
    env: 'OPSCTL_BENCH_NAME',
    helpGroup: 'RESULT',
    helpValue: 'BASELINE',
    summary: 'Keep the result as the baseline of this name, for "bench compare".',
  }),
}

/** `--seed`; what it decides differs. */
export const seedFlag = (summary: string) =>
  Flags.integer({
    default: 1,
    env: 'OPSCTL_BENCH_SEED',
    helpGroup: 'LOAD',
    helpValue: 'N',
    max: 2 ** 31 - 1,
    min: 0,
    summary,
  })

/** `--warmup`. */
export const warmupFlag = Flags.string({
  default: '2s',
  env: 'OPSCTL_BENCH_WARMUP',
  helpGroup: 'LOAD',
  helpValue: 'DURATION',
  summary: 'Load before anything counts.',
})

/** What is asked, and how an answer is judged. */
export const requestFlags = {
  method: Flags.string({
    env: 'OPSCTL_BENCH_METHOD',
    helpGroup: 'REQUEST',
    helpValue: 'METHOD',
    summary: 'Method; GET, or POST with a body.',
  }),
  header: Flags.string({
    char: 'H',
    env: 'OPSCTL_BENCH_HEADER',
    helpGroup: 'REQUEST',
    helpValue: 'NAME:VALUE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'A header; {column} is taken from --data. For a log-in use --auth-file.',
  }),
  body: Flags.string({
    env: 'OPSCTL_BENCH_BODY',
    exclusive: ['body-file'],
    helpGroup: 'REQUEST',
    helpValue: 'TEXT',
    summary: 'Body; {column} is taken from --data.',
  }),
  'body-file': Flags.string({
    env: 'OPSCTL_BENCH_BODY_FILE',
    helpGroup: 'REQUEST',
    helpValue: 'FILE',
    summary: 'Body from a file; {column} is taken from --data.',
  }),
  data: Flags.string({
    env: 'OPSCTL_BENCH_DATA',
    helpGroup: 'REQUEST',
    helpValue: 'FILE',
    summary: 'CSV whose rows fill the {column}s of path, headers and body, in turn.',
  }),
  scenario: Flags.string({
    env: 'OPSCTL_BENCH_SCENARIO',
    exclusive: ['method', 'header', 'body', 'body-file', 'data', 'expect-status', 'expect-body'],
    helpGroup: 'REQUEST',
    helpValue: 'FILE',
    summary: 'YAML with several weighted requests, see "schema bench-scenario".',
  }),
  'auth-file': Flags.string({
    env: 'OPSCTL_BENCH_AUTH_FILE',
    helpGroup: 'REQUEST',
    helpValue: 'FILE',
    summary: 'File with user:password for basic authentication; else OPSCTL_BENCH_AUTH.',
  }),
  ca: Flags.string({
    env: 'OPSCTL_BENCH_CA',
    helpGroup: 'REQUEST',
    helpValue: 'FILE',
    summary: 'PEM of the authority behind the certificate; of a route it is found.',
  }),
  'keep-alive': Flags.boolean({
    allowNo: true,
    default: true,
    env: 'OPSCTL_BENCH_KEEP_ALIVE',
    helpGroup: 'REQUEST',
    summary: 'Use connections again; without, each request pays for its own.',
  }),
  timeout: Flags.string({
    default: '10s',
    env: 'OPSCTL_BENCH_TIMEOUT',
    helpGroup: 'REQUEST',
    helpValue: 'DURATION',
    summary: 'How long an answer may take, from being sent.',
  }),
  'expect-status': Flags.string({
    env: 'OPSCTL_BENCH_EXPECT_STATUS',
    helpGroup: 'REQUEST',
    helpValue: 'STATUS',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'Statuses that are right, as 200 or 200,404; any below 400 when absent.',
  }),
  'expect-body': Flags.string({
    env: 'OPSCTL_BENCH_EXPECT_BODY',
    helpGroup: 'REQUEST',
    helpValue: 'TEXT',
    summary: 'What every body must contain.',
  }),
}

/** How the load is made, but for how much of it. */
export const engineFlags = {
  arrivals: Flags.option({
    env: 'OPSCTL_BENCH_ARRIVALS',
    helpGroup: 'LOAD',
    options: ['constant', 'poisson'] as const,
    summary: 'Even gaps between requests, or random ones as of many clients.',
  })(),
  'max-connections': Flags.integer({
    default: 1000,
    env: 'OPSCTL_BENCH_MAX_CONNECTIONS',
    helpGroup: 'LOAD',
    helpValue: 'N',
    max: MAX_CONNECTIONS,
    min: 1,
    summary: 'Connections at a given rate; beyond, requests wait and their wait counts.',
  }),
  seed: seedFlag('The same seed gives the same times of requests.'),
  threads: Flags.integer({
    default: 1,
    env: 'OPSCTL_BENCH_THREADS',
    helpGroup: 'LOAD',
    helpValue: 'N',
    max: MAX_THREADS,
    min: 1,
    summary: 'Threads that make the load; one is enough for 50,000 requests/s.',
  }),
  pace: Flags.option({
    default: 'thread',
    env: 'OPSCTL_BENCH_PACE',
    helpGroup: 'LOAD',
    options: ['thread', 'spin', 'timer'] as const,
    summary: 'How times are kept: a thread; spin burns a core; timer is 0.6 ms late.',
  })(),
  'allow-remote': Flags.string({
    env: 'OPSCTL_BENCH_ALLOW_REMOTE',
    helpGroup: 'LOAD',
    helpValue: 'HOST',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'A host beyond this machine that is yours to put under load.',
  }),
  'max-error-ratio': Flags.string({
    default: '50%',
    env: 'OPSCTL_BENCH_MAX_ERROR_RATIO',
    helpGroup: 'LOAD',
    helpValue: 'SHARE',
    summary: 'End early when more than this share of a second’s requests fail.',
  }),
}

/** How much load `bench http` makes. */
export const modelFlags = {
  rate: Flags.string({
    char: 'r',
    env: 'OPSCTL_BENCH_RATE',
    exclusive: ['connections', 'stages'],
    helpGroup: 'LOAD',
    helpValue: 'N',
    summary: 'Requests per second.',
  }),
  stages: Flags.string({
    env: 'OPSCTL_BENCH_STAGES',
    exclusive: ['connections'],
    helpGroup: 'LOAD',
    helpValue: 'RATE:TIME,…',
    summary: 'Rates, each reached in its time: 100:30s,500:60s. In place of --duration.',
  }),
  connections: Flags.integer({
    char: 'c',
    env: 'OPSCTL_BENCH_CONNECTIONS',
    helpGroup: 'LOAD',
    helpValue: 'N',
    max: MAX_CONNECTIONS,
    min: 1,
    summary: 'Clients that ask one after the other; 10 when no rate is given.',
  }),
  duration: Flags.string({
    char: 'd',
    default: '10s',
    env: 'OPSCTL_BENCH_DURATION',
    helpGroup: 'LOAD',
    helpValue: 'DURATION',
    summary: 'How long is counted, at most 1h.',
  }),
  warmup: warmupFlag,
}

/** All that `bench http` and `bench capacity` share. */
export const httpLoadFlags = {...requestFlags, ...engineFlags, ...resultFlags, ...clusterFlags}

/** The values of {@link httpLoadFlags} as parsed. */
export interface HttpLoadFlagValues {
  readonly method?: string | undefined
  readonly header?: readonly string[] | undefined
  readonly body?: string | undefined
  readonly 'body-file'?: string | undefined
  readonly data?: string | undefined
  readonly scenario?: string | undefined
  readonly 'auth-file'?: string | undefined
  readonly ca?: string | undefined
  readonly 'keep-alive': boolean
  readonly timeout: string
  readonly 'expect-status'?: readonly string[] | undefined
  readonly 'expect-body'?: string | undefined
  readonly arrivals?: 'constant' | 'poisson' | undefined
  readonly 'max-connections': number
  readonly seed: number
  readonly threads: number
  readonly pace: 'thread' | 'spin' | 'timer'
  readonly 'allow-remote'?: readonly string[] | undefined
  readonly 'max-error-ratio': string
}

/** Options of the action from flags. Throws OPS_FLAG_*. */
export function toHttpLoadOptions(flags: HttpLoadFlagValues): HttpLoadOptions {
  return {
    ...(flags.method === undefined ? {} : {method: flags.method}),
    headers: flags.header ?? [],
    ...(flags.body === undefined ? {} : {body: flags.body}),
    ...(flags['body-file'] === undefined ? {} : {bodyFile: flags['body-file']}),
    ...(flags.data === undefined ? {} : {dataFile: flags.data}),
    ...(flags.scenario === undefined ? {} : {scenarioFile: flags.scenario}),
    ...(flags['auth-file'] === undefined ? {} : {authFile: flags['auth-file']}),
    ...(flags.ca === undefined ? {} : {caFile: flags.ca}),
    ...(flags['expect-body'] === undefined ? {} : {expectBody: flags['expect-body']}),
    expectStatus: flags['expect-status'] ?? [],
    keepAlive: flags['keep-alive'],
    timeoutS: parseSpan(flags.timeout, 'timeout'),
    seed: flags.seed,
    threads: flags.threads,
    pace: flags.pace,
    allowRemote: flags['allow-remote'] ?? [],
    maxErrorRatio: parseShare(flags['max-error-ratio'], 'max-error-ratio'),
  }
}

/** How much load, from the flags of `bench http`. */
export function toModelOptions(flags: {
  readonly rate?: string | undefined
  readonly stages?: string | undefined
  readonly connections?: number | undefined
  readonly arrivals?: 'constant' | 'poisson' | undefined
  readonly 'max-connections': number
  readonly duration: string
  readonly warmup: string
}): ModelOptions {
  const {rate, stages, connections, arrivals, duration, warmup} = flags
  return {
    ...(rate === undefined ? {} : {rate}),
    ...(stages === undefined ? {} : {stages}),
    ...(connections === undefined ? {} : {connections}),
    ...(arrivals === undefined ? {} : {arrivals}),
    maxConnections: flags['max-connections'],
    duration,
    warmup,
  }
}
