import {Flags} from '@oclif/core'

import {benchRedis} from '../../actions/bench/redis.js'
import type {BenchResult} from '../../bench/result.js'
import {BenchCommand} from '../../cli/bench-command.js'
import {engineFlags} from '../../cli/bench-flags.js'
import {connectionsFlag, given, rateFlag, storeFlags} from '../../cli/bench-store-flags.js'
import {formatError} from '../../cli/stack-command.js'

const {arrivals, 'max-connections': maxConnections, pace, threads} = engineFlags

export default class BenchRedis extends BenchCommand {
  static override summary = 'Load Redis with a mix of commands, over keys of its own that go afterwards.'
  static override description =
    `Logs in as the app does. With --rate requests are due at their times, whatever Redis does, and their latency counts
from then; without, each connection asks again once it is answered. Refuses keys that need more than half of the free memory.
Exit code 0: ran to its end. 1: stopped by errors or memory. 2: a flag is wrong. 3: no memory. 4: Redis failed. 130: Ctrl+C.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> --duration 30s',
      description: 'Nine reads to a write, as many as it can.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --rate 5k --mix get=3,set=1,incr=1',
      description: '5,000 requests a second.',
    },
    {
      command: "<%= config.bin %> <%= command.id %> --command 'HSET {key}:h field {value}' --pipeline 16",
      description: 'A command of your own, 16 at a time.',
    },
  ]

  static override flags = {
    command: Flags.string({
      env: 'OPSCTL_BENCH_COMMAND',
      helpGroup: 'REQUEST',
      helpValue: 'WORDS[@WEIGHT]',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'A command of your own with {key} and {value}.',
    }),
    keys: Flags.integer({
      char: 'k',
      default: 10_000,
      env: 'OPSCTL_BENCH_KEYS',
      helpGroup: 'REQUEST',
      helpValue: 'N',
      max: 10_000_000,
      min: 1,
      summary: 'Keys that are drawn from.',
    }),
    mix: Flags.string({
      char: 'm',
      env: 'OPSCTL_BENCH_MIX',
      helpGroup: 'REQUEST',
      helpValue: 'NAME=WEIGHT,…',
      summary: 'get, set, incr, hget, hset, lpush, rpop, sadd, zadd, ping; get=9,set=1 when absent.',
    }),
    pipeline: Flags.integer({
      char: 'P',
      default: 1,
      env: 'OPSCTL_BENCH_PIPELINE',
      helpGroup: 'LOAD',
      helpValue: 'N',
      max: 1000,
      min: 1,
      summary: 'Requests that a connection may have unanswered.',
    }),
    'value-bytes': Flags.integer({
      default: 100,
      env: 'OPSCTL_BENCH_VALUE_BYTES',
      helpGroup: 'REQUEST',
      helpValue: 'N',
      max: 1_048_576,
      min: 1,
      summary: 'Size of a value.',
    }),
    connections: connectionsFlag('Connections; 50 when no rate is given.'),
    rate: rateFlag('Requests per second; as many as the connections manage when absent.'),
    arrivals,
    'max-connections': maxConnections,
    pace,
    threads,
    ...storeFlags,
  }

  async run(): Promise<BenchResult> {
    const {flags} = await this.parse(BenchRedis)
    const {command = [], duration, keys, pace, pipeline, seed, threads, warmup} = flags
    return this.showLive((onSecond) =>
      benchRedis(this.project(flags), {
        ...{commands: command, duration, keys, pace, pipeline, seed, threads, warmup, onSecond},
        maxConnections: flags['max-connections'],
        valueBytes: flags['value-bytes'],
        ...given({arrivals: flags.arrivals, connections: flags.connections, mix: flags.mix, rate: flags.rate}),
        onLeft: (error) => this.logToStderr(formatError(error, this.lang)),
        ...this.conducting(flags),
      }),
    )
  }
}
