import {type ImageState, listStackImages} from '../../actions/images/list.js'
import {formatImages} from '../../cli/print/images.js'
import {StackCommand} from '../../cli/stack-command.js'

export default class ImagesList extends StackCommand {
  static override summary = 'List the images of the stack: reference, origin, lock, size on this host.'
  static override description = 'Exit code 0 whether or not the images are here; `present` tells in --json.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Show every image.'},
    {command: '<%= config.bin %> <%= command.id %> --json', description: 'The same for a script.'},
  ]

  async run(): Promise<{readonly images: readonly ImageState[]}> {
    const {flags} = await this.parse(ImagesList)
    const images = await listStackImages(this.project(flags))
    this.log(formatImages(images, this.lang))
    return {images}
  }
}
