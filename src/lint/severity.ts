/** Which findings count. Pure. */
import type {LintSeverity} from './check.js'

const ORDER: readonly LintSeverity[] = ['info', 'warning', 'error']

/** Whether a severity is a level or above it. */
export function isAtLeast(severity: LintSeverity, level: LintSeverity): boolean {
  return ORDER.indexOf(severity) >= ORDER.indexOf(level)
}
