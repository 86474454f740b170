/** A bundle as a person reads of it: where it is, what is in it, what was taken out. */
import type {BundleReport} from '../../actions/doctor/bundle.js'
import {formatBytes} from '../../figures.js'
import {bundleMessages as say} from '../../messages/doctor-bundle.js'
import type {Lang} from '../../text.js'

/** The list of files for a preview; else the file, with what is missing in it. */
export function formatBundle({path, bytes, manifest}: BundleReport, lang: Lang): string {
  const missing = manifest.missing.map(({path: file, why}) => `  ! ${say.missing(file, why)[lang]}`)
  const last = manifest.redacted ? say.review[lang] : say.notRedacted[lang]
  if (path !== undefined) return [`✓ ${say.written(path, formatBytes(bytes))[lang]}`, ...missing, last].join('\n')
  const files = manifest.files.map((file) => {
    const count = Object.values(file.redactions).reduce((sum, one) => sum + one, 0)
    const words = [
      formatBytes(file.bytes),
      ...(count === 0 ? [] : [say.replaced(count)[lang]]),
      ...(file.cut ? [say.cut[lang]] : []),
    ]
    return `  ${file.path}  ${words.join(', ')}`
  })
  return [say.preview[lang], ...files, ...missing].join('\n')
}
