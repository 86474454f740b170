/** What the commands of `images` print. */
import type {ImageState} from '../../images/ensure-images.js'
import {imageMessages as say} from '../../messages/images.js'
import type {Lang} from '../../text.js'

const COLUMNS = ['component', 'id', 'reference', 'origin', 'lock', 'size'] as const

/** One line per image, columns aligned, with a line of headings. */
export function formatImages(images: readonly ImageState[], lang: Lang): string {
  const heads = COLUMNS.map((key) => say.column(key)[lang])
  const rows = images.map((image) => [
    image.component,
    image.id === image.reference ? '' : image.id,
    image.reference,
    say.origin(image.origin)[lang],
    say.lockState(image.lock)[lang],
    image.bytes === undefined ? say.absent[lang] : formatBytes(image.bytes),
  ])
  const widths = heads.map((_, column) => Math.max(...[heads, ...rows].map((row) => columnsOf(row[column] ?? ''))))
  return [heads, ...rows]
    .map((row) => row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell))).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Bytes as MiB, the unit of opsctl.yaml. */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(bytes < 1024 ** 2 * 10 ? 1 : 0)} MiB`
}

/** Chinese characters take two columns of a terminal. */
function columnsOf(words: string): number {
  return [...words].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 2 : 1), 0)
}
