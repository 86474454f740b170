import {Args} from '@oclif/core'

import {type RotateReport, rotateSecret} from '../../actions/secrets/rotate.js'
import {clusterChangeFlags, parseDurationS, timeout} from '../../cli/flags.js'
import {StackCommand} from '../../cli/stack-command.js'
import {EXIT} from '../../errors.js'
import {secretMessages as say} from '../../messages/secrets.js'

export default class SecretsRotate extends StackCommand {
  static override summary = 'Replace a generated secret, recreate its readers, and prove that the new one works.'
  static override description =
    `Postgres and Redis are told of the new password; the old one is tried and must be refused. A run that was cut short is
finished by running it again. Exit code 0: done and proved. Exit code 1: done, but a check fails afterwards. Exit code 2:
there is no such secret, or it follows another one. Exit code 4: the store did not take it.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> postgres-app-password', description: 'A new password for the apps.'},
    {command: '<%= config.bin %> <%= command.id %> redis-admin-password --json', description: 'With a JSON report.'},
  ]

  static override args = {name: Args.string({description: 'Name of the secret.', required: true})}
  static override flags = {timeout, ...clusterChangeFlags}

  async run(): Promise<RotateReport> {
    const {args, flags} = await this.parse(SecretsRotate)
    const report = await rotateSecret(this.project(flags), args.name, {
      timeoutS: parseDurationS(flags.timeout, 'timeout'),
      signal: this.signal,
      confirmContext: this.confirmContext(flags),
    })
    this.log(`✓ ${this.say(say.rotated(report.name))}`)
    if (report.oldRefused) this.log(`✓ ${this.say(say.oldRefused)}`)
    if (report.recreated.length > 0) this.log(`✓ ${this.say(say.recreated(report.recreated.join(', ')))}`)
    for (const {id, verdict} of report.health.filter((one) => one.verdict.status === 'fail')) {
      this.log(`✗ ${this.say(say.unwell(id, this.say(verdict.detail)))}`)
    }

    if (!report.ok) process.exitCode = EXIT.verdict
    return report
  }
}
