import {Args} from '@oclif/core'

import {benchCapacity} from '../../actions/bench/capacity.js'
import type {BenchResult, ProbeRecord} from '../../bench/result.js'
import {capacityFlags} from '../../cli/bench-capacity-flags.js'
import {BenchCommand} from '../../cli/bench-command.js'
import {httpLoadFlags, toHttpLoadOptions} from '../../cli/bench-flags.js'
import {formatRate} from '../../figures.js'
import {probeWords} from '../../messages/bench-report.js'

export default class BenchCapacity extends BenchCommand {
  static override summary = 'Find the highest rate within an SLO, with its uncertainty, and what gives out there.'
  static override description =
    `Rates double until the SLO breaks, then probes around the limit say how precisely it is known. A probe in which the
generator was late or other programs disturbed is repeated, and never counts. Where the limit was not reached, it says "at least".
Exit code 0: a capacity, or at least one. 1: none, or the machine was never quiet. 2: a flag or file is wrong.
3: another bench runs, or the target can’t be reached. 4: the target answers wrong, or the result could not be kept.`

  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %> / --slo p99=200ms,errors=0.1%',
      description: 'A route of opsctl.yaml.',
    },
    {
      command:
        '<%= config.bin %> <%= command.id %> http://localhost:8080/ --slo p95=50ms --arrivals constant --max-time 60s',
      description: 'Even arrivals, a minute of load at most.',
    },
  ]

  static override args = {
    target: Args.string({description: 'A URL, a path, or the name of a route.', required: true}),
  }

  static override flags = {...httpLoadFlags, ...capacityFlags}

  async run(): Promise<BenchResult> {
    const {args, flags} = await this.parse(BenchCapacity)
    const result = await this.showLive((onSecond) =>
      benchCapacity(this.project(flags), args.target, {
        ...toHttpLoadOptions(flags),
        ...this.conducting(flags),
        slo: flags.slo,
        arrivals: flags.arrivals ?? 'poisson',
        minRate: flags['min-rate'],
        maxRate: flags['max-rate'],
        maxTime: flags['max-time'],
        headroom: flags.headroom,
        tolerance: flags.tolerance,
        maxConnections: flags['max-connections'],
        usl: flags.usl,
        onSecond,
        onProbe: (probe) => this.tell(probe),
      }),
    )
    const kind = result.search?.capacity.kind
    if (!process.exitCode && (kind === 'none' || kind === 'unknown')) process.exitCode = 1
    return result
  }

  private tell({rate, durationS, verdict, reason}: ProbeRecord): void {
    const words = `${formatRate(rate)}  ${durationS.toFixed(1)} s  ${this.say(probeWords[verdict])}`
    this.logToStderr(`${words}  ${this.say(reason)}`)
  }
}
