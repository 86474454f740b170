/** Findings as workflow commands, which GitHub shows as annotations. */
import type {Lang} from '../../text.js'
import type {Finding} from '../check.js'

const COMMANDS = {error: 'error', warning: 'warning', info: 'notice'} as const

/** One `::warning file=…,line=…,col=…,title=…::…` per finding. */
export function formatGithub(findings: readonly Finding[], lang: Lang): string {
  return findings.map((finding) => formatAnnotation(finding, lang)).join('\n')
}

function formatAnnotation({severity, file, line, column, id, message, why, fix}: Finding, lang: Lang): string {
  const text = `${message[lang]}\n${why[lang]}\n${fix[lang]}`
  const place = `file=${property(file)},line=${line},col=${column},title=${property(id)}`
  return `::${COMMANDS[severity]} ${place}::${data(text)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
