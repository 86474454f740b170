import type {DestroyReport, Losses} from '../../actions/destroy.js'
import {destroyMessages as say} from '../../messages/destroy.js'
import type {Lang} from '../../text.js'
import {formatBytes} from './units.js'

/** What `destroy` would remove, before it is confirmed. */
export function formatLosses(losses: Losses, lang: Lang): string {
  const sizes = losses.volumes.map(({name, bytes}) =>
    say.volume(name, bytes === undefined ? say.unknownSize[lang] : formatBytes(bytes)),
  )
  const spaces = losses.namespaces.map((name) => say.namespace(name))
  const items = [say.containers(losses.containers.length), ...(sizes.length > 0 ? sizes : [say.noVolumes]), ...spaces]
  const backup = losses.newestBackup ? say.newestBackup(losses.newestBackup.name, losses.newestBackup.at) : say.noBackup
  return [say.wouldLose(losses.project)[lang], ...items.map((item) => `  - ${item[lang]}`), `! ${backup[lang]}`].join(
    '\n',
  )
}

/** What `destroy` did. */
export function formatDestroyed(report: DestroyReport, lang: Lang): string {
  return `✓ ${say.isGone(report.project)[lang]}\n  ${say.stays(report.stays.join(', '))[lang]}`
}
