/** Edits of YAML that keep comments and indentation. Pure. */
import type {Edit, LintFile} from './check.js'
import type {ConfigEntry} from './node.js'

/** The column of an offset, as spaces. */
export function indentAt(file: LintFile, offset: number): string {
  return ' '.repeat(file.lineOf(offset).column - 1)
}

/** Renames a key and leaves its value. */
export function renameKey({key, keyStart}: ConfigEntry, text: string): Edit {
  return {start: keyStart, end: keyStart + key.length, text}
}

/** Whether the file is YAML in block style here, which is what the edits of lines are made for. */
export function isBlockStyle(file: LintFile, {keyStart}: ConfigEntry): boolean {
  const line = file.text.slice(file.text.lastIndexOf('\n', keyStart) + 1, keyStart)
  return /^[\s-]*$/.test(line)
}
