/** Judges files together: what each is, what is wrong in it, and what it looks like repaired. Pure. */
import {lintMessages as say} from '../messages/lint.js'
import type {Check, Edit, Finding, LintFile} from './check.js'
import {checks} from './checks.js'
import {detectConfig, detectText} from './detect.js'
import type {MetricKnowledge} from './known-metrics.js'
import {parseConfig} from './node.js'
import {makeProject} from './project.js'

/** A file as it was read. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Reads one file; undefined when it is none of the kinds that the linter knows. */
export function readLintFile({path, text}: SourceFile): LintFile | undefined {
  const kind = detectText(path, text)
  if (kind) return {path, kind, ...parseConfig(''), text, lineOf: lineCounter(text)}
  if (/\.(md|markdown|mmd)$/i.test(path)) return undefined
  const parsed = parseConfig(text)
  const found = detectConfig(parsed.root)
  return found ? {path, text, kind: found, ...parsed} : undefined
}

/** Everything that is wrong in the files, by file, line and column. */
export function lint(files: readonly LintFile[], metrics: MetricKnowledge): readonly Finding[] {
  const project = makeProject(files, metrics)
  const findings = files.flatMap((file) => {
    const silenced = readSuppressions(file.text)
    const broken = file.errors.map(({at, message}) => ({at, what: say.badYaml(message)}))
    return [
      ...broken.map((hit) => toFinding(brokenFile, file, hit)),
      ...checks
        .filter(({kinds}) => kinds.includes(file.kind))
        .flatMap((check) => [...check.run(file, project)].map((hit) => toFinding(check, file, hit))),
    ].filter((finding) => !isSilenced(silenced, finding))
  })
  return findings.toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.id.localeCompare(b.id),
  )
}

const brokenFile = {
  id: 'file/syntax',
  severity: 'error',
  title: say.brokenFile,
  why: say.brokenFileWhy,
  fix: say.brokenFileFix,
} as const

function toFinding(
  check: Pick<Check, 'id' | 'severity' | 'title' | 'why' | 'fix'>,
  file: LintFile,
  {at, what, edits}: {readonly at: number; readonly what?: Finding['message']; readonly edits?: readonly Edit[]},
): Finding {
  const {id, severity, title, why, fix} = check
  return {id, severity, file: file.path, ...file.lineOf(at), message: what ?? title, why, fix, edits: edits ?? []}
}

interface Suppressions {
  readonly everywhere: readonly string[]
  readonly byLine: ReadonlyMap<number, readonly string[]>
}

const COMMENT = /opsctl-lint-disable(-file)?((?:[ \t,]+[a-z]+\/[a-z-]+)+)/

/** Comments `# opsctl-lint-disable ID…`, for their line and the next, and `# opsctl-lint-disable-file ID…`. */
function readSuppressions(text: string): Suppressions {
  const everywhere: string[] = []
  const byLine = new Map<number, readonly string[]>()
  if (!text.includes('opsctl-lint-disable')) return {everywhere, byLine}
  for (const [index, line] of text.split('\n').entries()) {
    const [, isFile, words] = COMMENT.exec(line) ?? []
    if (words === undefined) continue
    const ids = words.split(/[\s,]+/).filter((id) => id !== '')
    if (isFile) everywhere.push(...ids)
    else for (const at of [index + 1, index + 2]) byLine.set(at, [...(byLine.get(at) ?? []), ...ids])
  }

  return {everywhere, byLine}
}

function isSilenced({everywhere, byLine}: Suppressions, {id, line}: Finding): boolean {
  return everywhere.includes(id) || (byLine.get(line) ?? []).includes(id)
}

function lineCounter(text: string): LintFile['lineOf'] {
  return (offset) => {
    const before = text.slice(0, offset)
    const line = before.split('\n').length
    return {line, column: offset - before.lastIndexOf('\n')}
  }
}

/** The text with every repair that does not overlap an earlier one. */
export function applyEdits(text: string, findings: readonly Finding[]): string {
  const taken: Edit[] = []
  for (const {edits} of findings) {
    const collides = edits.some((edit) => taken.some((other) => overlaps(edit, other)))
    if (!collides) taken.push(...edits)
  }

  const inOrder = taken.toSorted((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let done = 0
  for (const {start, end, text: replacement} of inOrder) {
    result += text.slice(done, start) + replacement
    done = end
  }

  return result + text.slice(done)
}

function overlaps(a: Edit, b: Edit): boolean {
  if (a.start === a.end || b.start === b.end) return a.start > b.start ? a.start < b.end : b.start < a.end
  return a.start < b.end && b.start < a.end
}
