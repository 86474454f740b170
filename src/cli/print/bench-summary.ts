/** What a bench found, in eight lines; every bench command ends with it. */
import {splitSeconds} from '../../bench/counted-seconds.js'
import {describeRun, describeSearch, describeTrust, isTrusted, joinDoubts, joinWords} from '../../bench/describe.js'
import type {BenchResult, SearchRecord} from '../../bench/result.js'
import {formatUs} from '../../figures.js'
import {probeWords, benchReportMessages as say} from '../../messages/bench-report.js'
import type {Lang} from '../../text.js'
import {formatSparkline, needsPlainSigns} from './sparkline.js'
import {formatColumns} from './units.js'

const SPARKS = 48

/** Eight lines: verdict and trust first, where it is kept last. A ninth has what only one kind of bench counts. */
export function benchSummary(
  result: BenchResult,
  lang: Lang,
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const {id, kind, target, run, search} = result
  const spark = (values: readonly number[]) => sparks(values, needsPlainSigns(env))
  const doubts = joinDoubts(result, lang)
  const rows = [
    ...(search ? describeSearch(search, lang) : run ? describeRun(run, lang) : []),
    ...(search ? [[say.byRate[lang], byRate(search, lang, spark)]] : []),
    ...(run && !search
      ? [[say.perSecond[lang], spark(splitSeconds(run).counted.map(({p99}) => p99)) || say.noSeconds[lang]]]
      : []),
    [say.kept[lang], `${id}  opsctl bench report ${id}`],
  ]
  return [
    `${isTrusted(result) ? '✓' : '!'} ${kind}  ${target}  ${describeTrust(result, lang)}${doubts && ` (${doubts})`}`,
    ...formatColumns(rows.map(([name = '', words = '']) => [`  ${name}`, words])),
  ]
}

function byRate({probes}: SearchRecord, lang: Lang, spark: (values: readonly number[]) => string): string {
  const latencies = probes.toSorted((a, b) => a.rate - b.rate).map(({atSlo}) => atSlo)
  const counts = Object.entries(probeWords)
    .map(([verdict, words]) => [probes.filter((probe) => probe.verdict === verdict).length, words[lang]] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`)
  return `${spark(latencies)}  ${joinWords(counts, lang)}`.trim()
}

function sparks(values: readonly number[], isPlain: boolean): string {
  if (values.length === 0) return ''
  const line = formatSparkline(values, {width: SPARKS, isPlain})
  return `${line}  ${formatUs(Math.min(...values))} – ${formatUs(Math.max(...values))}`
}
