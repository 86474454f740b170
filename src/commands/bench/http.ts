import {Args} from '@oclif/core'

import {benchHttp} from '../../actions/bench/http.js'
import type {BenchResult} from '../../bench/result.js'
import {BenchCommand} from '../../cli/bench-command.js'
import {httpLoadFlags, modelFlags, toHttpLoadOptions, toModelOptions} from '../../cli/bench-flags.js'

export default class BenchHttp extends BenchCommand {
  static override summary = 'Put a URL or a route of the stack under load, and say what came of it.'
  static override description =
    `With --rate or --stages requests have their times beforehand, and latency counts from them: a stall is seen in
full. Without, each of --connections asks again as soon as it was answered. Ctrl+C ends early and keeps what there is.
Exit code 0: complete. 1: ended by --max-error-ratio. 2: a flag or file is wrong. 3: another bench runs, or the target can’t be reached.
4: the target answers wrong, or the result could not be kept.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> / --rate 500 --duration 20s',
      description: 'A route of opsctl.yaml, at 500 requests per second.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> http://localhost:8080/items/{id} --data items.csv --connections 50',
      description: 'As fast as 50 clients go, paths filled from a CSV.',
    },
    {
      command:
        '<%= config.bin %> <%= command.id %> web --scenario load.yaml --stages 100:30s,500:2m --arrivals poisson',
      description: 'Several weighted requests, at a rate that rises.',
    },
  ]

  static override args = {
    target: Args.string({description: 'A URL, a path, or the name of a route.', required: true}),
  }

  static override flags = {...modelFlags, ...httpLoadFlags}

  async run(): Promise<BenchResult> {
    const {args, flags} = await this.parse(BenchHttp)
    return this.showLive((onSecond) =>
      benchHttp(this.project(flags), args.target, {
        ...toHttpLoadOptions(flags),
        ...toModelOptions(flags),
        ...this.conducting(flags),
        onSecond,
      }),
    )
  }
}
