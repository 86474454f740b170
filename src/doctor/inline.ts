/** Words of people and other programs as text of Markdown: on one line, and never taken as markup. */
export function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>|#]/g, (mark) => `\\${mark}`)
}
