/** Judges configs that other people wrote, and repairs what is mechanical. */
import {createTwoFilesPatch} from 'diff'

import {OpsError} from '../../errors.js'
import type {Finding, LintFile, LintSeverity} from '../../lint/check.js'
import {loadMetrics} from '../../lint/known-metrics.js'
import {applyEdits, lint, readLintFile} from '../../lint/lint.js'
import {formatGithub} from '../../lint/report/github.js'
import {toSarif} from '../../lint/report/sarif.js'
import {formatText} from '../../lint/report/text.js'
import {isAtLeast} from '../../lint/severity.js'
import {lintMessages as say} from '../../messages/lint.js'
import {putFile} from '../../system/put-file.js'
import type {Lang} from '../../text.js'
import {readLintFiles, unusable} from './read-lint-files.js'

export const lintFormats = ['text', 'json', 'sarif', 'github'] as const
export type LintFormat = (typeof lintFormats)[number]

/** A file with its mechanical repairs. */
export interface LintRepair {
  readonly path: string
  readonly before: string
  readonly after: string
  readonly count: number
  /** Unified. */
  readonly diff: string
}

export interface LintReport {
  readonly files: number
  readonly findings: readonly Finding[]
  /** Whether a finding is of the level that fails. */
  readonly isBad: boolean
  readonly repairs: readonly LintRepair[]
}

/** Judges files and folders together. */
export async function lintPaths(paths: readonly string[], failOn: LintSeverity): Promise<LintReport> {
  const files: LintFile[] = []
  for (const source of await readLintFiles(paths)) {
    const file = readLintFile(source)
    if (file) files.push(file)
    else if (source.isNamed) throw unusable(say.unknownKind(source.path), say.knownKinds)
  }

  if (files.length === 0) throw unusable(say.nothingKnown(paths.join(', ')), say.knownKinds)
  const findings = lint(files, loadMetrics())
  const isBad = findings.some(({severity}) => isAtLeast(severity, failOn))
  return {files: files.length, findings, isBad, repairs: files.flatMap((file) => repairOf(file, findings))}
}

function repairOf({path, text}: LintFile, findings: readonly Finding[]): readonly LintRepair[] {
  const own = findings.filter(({file, edits}) => file === path && edits.length > 0)
  const after = applyEdits(text, own)
  if (after === text) return []
  const diff = createTwoFilesPatch(path, path, text, after, '', '', {context: 2})
  return [{path, before: text, after, count: own.length, diff}]
}

/** Writes the repairs; only what was shown, in one step for each file. */
export async function writeRepairs(repairs: readonly LintRepair[]): Promise<void> {
  for (const {path, after} of repairs) await putFile(path, after)
}

/** The report as it is printed. */
export function formatReport(report: LintReport, format: LintFormat, lang: Lang, version: string): string {
  if (format === 'github') return formatGithub(report.findings, lang)
  if (format === 'sarif') return JSON.stringify(toSarif(report.findings, version, lang), null, 2)
  if (format === 'json') return JSON.stringify(toJson(report, lang), null, 2)
  return formatText(report.findings, report.files, lang)
}

/** The answer for scripts. */
export function toJson({files, findings}: LintReport, lang: Lang): unknown {
  return {
    files,
    findings: findings.map(({edits, message, why, fix, ...place}) => ({
      ...place,
      message: message[lang],
      why: why[lang],
      fix: fix[lang],
      fixable: edits.length > 0,
    })),
  }
}

/** Repairs are there, and nobody can be asked. */
export function fixNeedsYes(): OpsError {
  return new OpsError({
    code: 'OPS_CONFIRMATION_NEEDED',
    kind: 'usage',
    message: say.needsYes,
    suggestions: [say.addYes],
  })
}
