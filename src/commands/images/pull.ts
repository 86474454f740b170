import {type ImageState, pullImages} from '../../actions/images/pull.js'
import {formatImages} from '../../cli/print/images.js'
import {StackCommand} from '../../cli/stack-command.js'
import {imageMessages as say} from '../../messages/images.js'

export default class ImagesPull extends StackCommand {
  static override summary = 'Pull the images of the stack that come from a registry.'
  static override description =
    'Locked images are pulled by digest. Exit code 0: all are here. Exit code 4: the registry failed.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Pull what is missing or differs from the lock.'},
    {command: '<%= config.bin %> <%= command.id %> --verbose', description: 'Show what Docker prints.'},
  ]

  async run(): Promise<{readonly images: readonly ImageState[]}> {
    const {flags} = await this.parse(ImagesPull)
    const images = await pullImages(this.project(flags), {
      signal: this.signal,
      onLine: (line) => this.showProgress(line),
      onImage: (line) => this.showStep(line),
    })
    if (images.some((image) => image.action !== 'none')) this.log(formatImages(images, this.lang))
    this.log(
      `✓ ${this.say(images.every((image) => image.action === 'none') ? say.nothingMissing : say.ready(images.length))}`,
    )
    return {images}
  }
}
