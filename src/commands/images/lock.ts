import {lockImages} from '../../actions/images/lock.js'
import {StackCommand} from '../../cli/stack-command.js'
import {imageMessages as say} from '../../messages/images.js'

export default class ImagesLock extends StackCommand {
  static override summary = 'Write the exact images of the stack to opsctl.lock.json.'
  static override description =
    `Registry images are locked by digest: every later pull takes exactly that image. Images built here are locked by id
and package versions, for comparison. Keep the file under version control. Exit code 3: an image is not on this host.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Lock what is on this host now.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'Print the lock as well.'},
  ]

  async run(): Promise<Record<string, unknown>> {
    const {flags} = await this.parse(ImagesLock)
    const {file, lock} = await lockImages(this.project(flags))
    this.log(`✓ ${this.say(say.locked(Object.keys(lock.images).length, file))}`)
    return {file, lock}
  }
}
