import {Args} from '@oclif/core'

import {loadStackImages} from '../../actions/images/load.js'
import {StackCommand} from '../../cli/stack-command.js'
import {imageMessages as say} from '../../messages/images.js'

export default class ImagesLoad extends StackCommand {
  static override summary = 'Load the images of a file that images save wrote. Needs no network.'
  static override description =
    'The whole file is checked before anything is loaded. Exit code 2: it is damaged or another kind of file.'

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> shop-images.tar', description: 'Load from a file.'},
    {
      command: '<%= config.bin %> <%= command.id %> /media/usb/shop-images.tar --json',
      description: 'The same for a script.',
    },
  ]

  static override args = {file: Args.string({description: 'File to read.', required: true})}

  async run(): Promise<Record<string, unknown>> {
    const {args} = await this.parse(ImagesLoad)
    const answer = await loadStackImages(args.file, {signal: this.signal})
    this.log(`✓ ${this.say(say.loaded(answer.images.length, answer.file))}`)
    return {...answer}
  }
}
