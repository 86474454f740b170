import {Flags} from '@oclif/core'

import {buildImages, type ImageState} from '../../actions/images/build.js'
import {formatImages} from '../../cli/print/images.js'
import {StackCommand} from '../../cli/stack-command.js'
import {imageMessages as say} from '../../messages/images.js'

export default class ImagesBuild extends StackCommand {
  static override summary = 'Build the images of the stack that are made on this host.'
  static override description =
    'From Debian packages (images.source: debian) and from the folders of your apps. Exit code 0: all are here. Exit code 4: a build failed.'
  static override examples = [
    {
      command: '<%= config.bin %> <%= command.id %>',
      description: 'Build what is missing; what is unchanged costs nothing.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> --rebuild --verbose',
      description: 'Build your apps again and show the output.',
    },
  ]

  static override flags = {
    rebuild: Flags.boolean({
      env: 'OPSCTL_REBUILD',
      summary: 'Build your apps again even when their files are the same, as when what they download has changed.',
    }),
  }

  async run(): Promise<{readonly images: readonly ImageState[]}> {
    const {flags} = await this.parse(ImagesBuild)
    const images = await buildImages(this.project(flags), {
      signal: this.signal,
      rebuild: flags.rebuild,
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
