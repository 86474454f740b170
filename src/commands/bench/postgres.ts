import {Flags} from '@oclif/core'

import {workloads} from '../../actions/bench/pgbench-scripts.js'
import {benchPostgres} from '../../actions/bench/postgres.js'
import type {BenchResult} from '../../bench/result.js'
import {parseDuration, parseRate, parseShare, parseSpan} from '../../bench/units.js'
import {BenchCommand} from '../../cli/bench-command.js'
import {connectionsFlag, given, rateFlag, storeFlags} from '../../cli/bench-store-flags.js'
import {formatError} from '../../cli/stack-command.js'

export default class BenchPostgres extends BenchCommand {
  static override summary = 'Load PostgreSQL with pgbench, in a database of its own that goes afterwards.'
  static override description =
    `pgbench runs in the database’s container and logs in as the app does. With --rate transactions are due at random times,
and their latency counts from then. Scripts find the tables pgbench_accounts, _branches, _tellers and _history.
Exit code 0: ran to its end. 1: clients failed on the way. 2: a flag or script is wrong. 3: no disk. 4: PostgreSQL failed. 130: Ctrl+C.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> --duration 30s', description: 'As many transactions as it can.'},
    {
      command: '<%= config.bin %> <%= command.id %> --rate 500 --latency-limit 200ms --workload select-only',
      description: '500 reads a second; those that are 200 ms late are given up.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --script order.sql@3 --script search.sql@1',
      description: 'Scripts of your own, three to one.',
    },
  ]

  static override flags = {
    'latency-limit': Flags.string({
      char: 'L',
      dependsOn: ['rate'],
      env: 'OPSCTL_BENCH_LATENCY_LIMIT',
      helpGroup: 'LOAD',
      helpValue: 'DURATION',
      summary: 'Give up what could not begin within that.',
    }),
    protocol: Flags.option({
      default: 'prepared',
      env: 'OPSCTL_BENCH_PROTOCOL',
      helpGroup: 'REQUEST',
      options: ['simple', 'extended', 'prepared'] as const,
      summary: 'How statements are sent.',
    })(),
    'sampling-rate': Flags.string({
      env: 'OPSCTL_BENCH_SAMPLING_RATE',
      helpGroup: 'RESULT',
      helpValue: 'SHARE',
      summary: 'Share of transactions to keep the time of; a long run chooses it itself.',
    }),
    scale: Flags.integer({
      char: 's',
      default: 10,
      env: 'OPSCTL_BENCH_SCALE',
      helpGroup: 'REQUEST',
      helpValue: 'N',
      max: 100_000,
      min: 0,
      summary: 'Size of the tables: 100,000 accounts, 15 MiB each; 0 makes none.',
    }),
    script: Flags.string({
      char: 'f',
      env: 'OPSCTL_BENCH_SCRIPT',
      helpGroup: 'REQUEST',
      helpValue: 'FILE[@WEIGHT]',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A script of your own, in place of the workload.',
    }),
    workload: Flags.option({
      char: 'w',
      default: 'tpcb-like',
      env: 'OPSCTL_BENCH_WORKLOAD',
      helpGroup: 'REQUEST',
      options: workloads,
      summary: 'What a transaction does.',
    })(),
    connections: connectionsFlag('Clients, each with its connection; 10 when absent.'),
    rate: rateFlag('Transactions per second; as many as the clients manage when absent.'),
    ...storeFlags,
  }

  async run(): Promise<BenchResult> {
    const {flags} = await this.parse(BenchPostgres)
    const {connections = 10, protocol, scale, script = [], seed, workload} = flags
    const {rate, 'latency-limit': limit, 'sampling-rate': share} = flags
    return this.showLive((onSecond) =>
      benchPostgres(this.project(flags), {
        ...{protocol, scale, seed, workload, clients: connections, scripts: script, onSecond},
        durationS: parseSpan(flags.duration, 'duration'),
        warmupS: parseDuration(flags.warmup, 'warmup'),
        ...given({
          rate: rate === undefined ? undefined : parseRate(rate, 'rate'),
          latencyLimitS: limit === undefined ? undefined : parseDuration(limit, 'latency-limit'),
          samplingRate: share === undefined ? undefined : parseShare(share, 'sampling-rate'),
        }),
        onLeft: (error) => this.logToStderr(formatError(error, this.lang)),
        ...this.conducting(flags),
      }),
    )
  }
}
