import {MASKED, maskPatterns} from '../spec/mask-patterns.js'

const patterns = maskPatterns.map(({pattern}) => new RegExp(pattern, 'g'))
/** Most lines hold no secret: one look tells. */
const any = new RegExp(maskPatterns.map(({pattern}) => `(?:${pattern})`).join('|'))

/** The text with secrets replaced, as the stored lines have it. */
export function maskText(text: string): string {
  if (!any.test(text)) return text
  return patterns.reduce((masked, pattern) => masked.replace(pattern, `$1${MASKED}`), text)
}
