import {Args} from '@oclif/core'

import {runDoctor} from '../actions/doctor/run.js'
import {selectionFlags} from '../cli/doctor-flags.js'
import {clusterFlags} from '../cli/flags.js'
import {formatDoctor} from '../cli/print/doctor.js'
import {localize} from '../cli/print/localize.js'
import {StackCommand} from '../cli/stack-command.js'
import type {Tier} from '../doctor/collect.js'
import {EXIT} from '../errors.js'

export default class Doctor extends StackCommand {
  static override strict = false
  static override summary = 'Find what is wrong, what caused it, and the command that mends it.'
  static override description =
    `Gathers facts once, then judges them; nothing is written to a service. Causes come first, with their consequences beneath.
Exit code 0: no check failed. 1: one did. 2: a flag or opsctl.yaml is wrong. 3: nothing could be verified.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'The whole stack.'},
    {
      command: '<%= config.bin %> <%= command.id %> postgres redis.memory',
      description: 'PostgreSQL, and one check of Redis.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --preflight',
      description: 'The machine and the project, before they are brought up.',
    },
  ]

  static override args = {
    check: Args.string({
      description: 'Ids of checks, components, beginnings of ids as in pg, or tags; everything when absent.',
    }),
  }

  static override flags = {...selectionFlags, ...clusterFlags}

  async run(): Promise<unknown> {
    const {argv, flags} = await this.parse(Doctor)
    const {preflight, deep, only = [], skip = [], tag: tags = [], offline} = flags
    const tiers = new Set<Tier>(preflight ? ['preflight'] : ['runtime', ...(deep ? (['deep'] as const) : [])])
    const run = await runDoctor(this.project(flags), {
      selection: {words: [...argv.map(String), ...only], skip, tags, tiers},
      offline,
      signal: this.signal,
    })
    this.log(formatDoctor(run, this.lang))
    if (run.rows.some(({status}) => status === 'fail')) process.exitCode = EXIT.verdict
    return localize(
      {...run, rows: run.rows.map(({check, part, ...row}) => ({id: check.id, component: part.id, ...row}))},
      this.lang,
    )
  }
}
