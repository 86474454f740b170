import {prepareHost} from '../../actions/host/prepare.js'
import {StackCommand} from '../../cli/stack-command.js'
import {openTasks, pickScreen} from '../../cli/tasks.js'
import {EXIT} from '../../errors.js'
import {hostMessages as say} from '../../messages/host.js'

export default class HostPrepare extends StackCommand {
  static override summary = 'Give this machine what a stack needs: Docker, Compose, buildx, kernel settings.'
  static override description = `Without --yes it only shows the plan: each step with its reason and how to undo it.
Exit code 0: the machine is ready. Exit code 1: a plan was shown and waits for --yes. Exit code 3: something is missing
that opsctl can't install here (it installs on Debian and Ubuntu, as root).`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'See what would be done.'},
    {command: '<%= config.bin %> <%= command.id %> --yes', description: 'Do it. A second run changes nothing.'},
  ]

  async run(): Promise<Record<string, unknown>> {
    const {flags} = await this.parse(HostPrepare)
    const screen = pickScreen(this.lang, this.jsonEnabled(), (line) => this.logToStderr(line))
    const onLine = flags.verbose ? (line: string) => this.logToStderr(line) : undefined
    const answer = await prepareHost({
      apply: flags.yes,
      runSteps: openTasks(screen),
      signal: this.signal,
      ...(onLine ? {onLine} : {}),
    })
    if (answer.state === 'planned') this.log(this.say(say.plan))
    for (const step of answer.state === 'planned' ? answer.steps : []) {
      this.log(`  ${this.say(step.title)}`)
      this.log(`    ${this.say(say.why)}: ${this.say(step.why)}`)
      this.log(`    ${this.say(say.undo)}: ${this.say(step.undo)}`)
    }
    if (answer.state === 'unable') for (const step of answer.steps) this.log(`✗ ${this.say(step.missing)}`)
    for (const note of answer.notes) this.log(`! ${this.say(note)}`)
    if (answer.state === 'planned') this.log(this.say(say.goAhead))
    if (answer.state === 'ready') this.log(`✓ ${this.say(say.ready)}`)
    if (answer.state === 'prepared') this.log(`✓ ${this.say(say.prepared(answer.engineVersion ?? '?'))}`)
    if (answer.state === 'planned') process.exitCode = EXIT.verdict
    if (answer.state === 'unable') process.exitCode = EXIT.environment
    const steps = answer.steps.map(({id, title, why, undo}) => ({
      id,
      title: this.say(title),
      why: this.say(why),
      undo: this.say(undo),
    }))
    return {state: answer.state, engine: answer.engineVersion, steps, notes: answer.notes.map((note) => this.say(note))}
  }
}
