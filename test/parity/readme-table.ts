/** The tables of the README: the same rows as `opsctl explain parity`. */
import {parityMessages as say} from '../../src/messages/parity.js'
import {type ParityRow, parityGroups, type Side} from '../../src/parity/catalogue.js'

export const BEGIN = '<!-- parity: written by UPDATE_GOLDEN=1 vitest test/parity -->'
export const END = '<!-- parity: end -->'

/** Markdown between the two marks. */
export function formatReadmeTables(): string {
  return parityGroups
    .map(({title, rows}) =>
      [
        `| ${title.en} | ${say.compose.en} | ${say.helm.en} | ${say.why.en} |`,
        '| --- | --- | --- | --- |',
        ...rows.map(formatRow),
      ].join('\n'),
    )
    .join('\n\n')
}

function formatRow({feature, compose, helm, why, commands = [], keys = []}: ParityRow): string {
  const subjects = [...commands, ...keys].map((one) => `\`${one}\``).join(', ')
  const name = subjects === '' ? feature.en : `${feature.en}: ${subjects}`
  return `| ${name} | ${formatSide(compose)} | ${formatSide(helm)} | ${why?.en ?? ''} |`
}

function formatSide({has, how}: Side): string {
  const word = say.standing(has).en
  return how === undefined ? word : `${word}: ${how.en}`
}
