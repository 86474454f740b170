/** Findings as SARIF 2.1.0, which code hosts show next to the lines. */
import type {Lang} from '../../text.js'
import type {Finding} from '../check.js'

const LEVELS = {error: 'error', warning: 'warning', info: 'note'} as const

/** One run with a rule per check that found something. */
export function toSarif(findings: readonly Finding[], version: string, lang: Lang): unknown {
  const ids = [...new Set(findings.map(({id}) => id))].toSorted()
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'opsctl alerts lint', version, rules: ids.flatMap((id) => toRule(id, findings, lang))}},
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, ids.indexOf(finding.id), lang)),
      },
    ],
  }
}

function toRule(id: string, findings: readonly Finding[], lang: Lang): readonly unknown[] {
  const one = findings.find((finding) => finding.id === id)
  if (!one) return []
  return [
    {
      id,
      shortDescription: {text: one.why[lang]},
      help: {text: one.fix[lang]},
      defaultConfiguration: {level: LEVELS[one.severity]},
    },
  ]
}

function toResult({id, severity, message, fix, file, line, column}: Finding, ruleIndex: number, lang: Lang): unknown {
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: {text: `${message[lang]}. ${fix[lang]}`},
    locations: [
      {
        physicalLocation: {
          artifactLocation: {uri: toUri(file)},
          region: {startLine: line, startColumn: column},
        },
      },
    ],
  }
}

/** A relative path as a URI reference; an absolute one as a file URI. */
function toUri(path: string): string {
  const encoded = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${encoded}` : encoded.replace(/^\.\//, '')
}
