import {join, resolve} from 'node:path'

import {type Comparison, compareRuns} from '../../bench/compare.js'
import {renderHtml} from '../../bench/report/render-html.js'
import {renderMarkdown} from '../../bench/report/render-markdown.js'
import type {BenchResult} from '../../bench/result.js'
import {OpsError} from '../../errors.js'
import {benchReportMessages as say} from '../../messages/bench-report.js'
import type {Project} from '../../project.js'
import {ensureFolder, storageError} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {type Lang, verbatim} from '../../text.js'
import {foreseeGrowth, type ReportGrowth} from './foresee-growth.js'
import {loadResult} from './store.js'

export const reportFormats = ['html', 'md', 'json'] as const
export type ReportFormat = (typeof reportFormats)[number]

const FOLDER_MODE = 0o700
/** Stands for the terminal in place of a file. */
const STDOUT = '-'

export interface BenchReportOptions {
  readonly format: ReportFormat
  readonly lang: Lang
  /** Where to; a page goes beside the result when absent, anything else to the terminal. */
  readonly out?: string | undefined
  /** The result it is held against. */
  readonly baseline?: string | undefined
  readonly maxRegression: number
  readonly seed: number
  /** How fast requests grow, for what becomes of a capacity. */
  readonly growth: ReportGrowth
}

export interface BenchReport {
  readonly id: string
  readonly format: ReportFormat
  /** The file that was written, or the report itself. */
  readonly path?: string
  readonly text?: string
}

/** Makes the report of a kept result. Throws OPS_BENCH_RESULT_*, OPS_BENCH_NOT_COMPARABLE, OPS_BENCH_FORMAT, OPS_CAPACITY_GROWTH, and what a disk may refuse. */
export async function reportBench(project: Project, ref: string, options: BenchReportOptions): Promise<BenchReport> {
  const {format, baseline, out} = options
  if (format === 'json' && baseline !== undefined) throw comparisonInJson(ref, baseline)
  const result = await loadResult(project, ref)
  const old = baseline === undefined ? undefined : await loadResult(project, baseline)
  const text = render(result, old && compareRuns(old, result, options), options)
  const path = await pathFor(project, result.id, {format, out})
  if (path === undefined) return {id: result.id, format, text}
  await putFile(path, text)
  return {id: result.id, format, path}
}

function render(result: BenchResult, comparison: Comparison | undefined, asked: BenchReportOptions): string {
  const {format, lang} = asked
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  const growth = result.search && foreseeGrowth(result.search, asked.growth, Date.parse(result.endedAt))
  const options = {lang, ...(comparison ? {comparison} : {}), ...(growth ? {growth} : {})}
  return format === 'html' ? renderHtml(result, options) : renderMarkdown(result, options)
}

async function pathFor(
  project: Project,
  id: string,
  {format, out}: {readonly format: ReportFormat; readonly out: string | undefined},
): Promise<string | undefined> {
  if (out === STDOUT || (out === undefined && format !== 'html')) return undefined
  if (out !== undefined) return resolve(out)
  const folder = join(project.state, 'bench')
  try {
    await ensureFolder(folder, FOLDER_MODE)
  } catch (error) {
    throw storageError(error, folder)
  }

  return join(folder, `${id}.html`)
}

function comparisonInJson(ref: string, baseline: string): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_FORMAT',
    kind: 'usage',
    message: say.jsonIsResult,
    suggestions: [verbatim(`opsctl bench compare ${baseline} ${ref} --json`)],
  })
}
