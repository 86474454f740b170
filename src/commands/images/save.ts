import {Args} from '@oclif/core'

import {saveStackImages} from '../../actions/images/save.js'
import {formatBytes} from '../../cli/print/images.js'
import {StackCommand} from '../../cli/stack-command.js'
import {imageMessages as say} from '../../messages/images.js'

export default class ImagesSave extends StackCommand {
  static override summary = 'Save every image of the stack to one file, for a machine without network.'
  static override description =
    `The file is a tar that docker load takes too, with a checksum that images load verifies.
Exit code 3: an image is not on this host, or the disk is full.`

  static override examples = [
    {command: '<%= config.bin %> <%= command.id %> shop-images.tar', description: 'Save to a file.'},
    {
      command: '<%= config.bin %> <%= command.id %> /media/usb/shop-images.tar --json',
      description: 'The same for a script.',
    },
  ]

  static override args = {file: Args.string({description: 'File to write.', required: true})}

  async run(): Promise<Record<string, unknown>> {
    const {args, flags} = await this.parse(ImagesSave)
    const answer = await saveStackImages(this.project(flags), args.file, this.signal)
    this.log(`✓ ${this.say(say.saved(answer.images.length, answer.file, formatBytes(answer.bytes)))}`)
    return {...answer}
  }
}
