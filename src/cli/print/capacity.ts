import type {CapacityForecast} from '../../actions/capacity.js'
import type {DiskAnswer} from '../../capacity/disk.js'
import type {Figure, Input} from '../../capacity/formula.js'
import type {Growth} from '../../capacity/growth.js'
import type {Driver, Outlook, QuarterNeed, Unit} from '../../capacity/outlook.js'
import type {Trigger} from '../../capacity/triggers.js'
import {capacityMessages as say, capacityWords as words} from '../../messages/capacity.js'
import type {Lang} from '../../text.js'
import {formatColumns} from './units.js'

const MARKS = {quiet: '✓', scale: '✗', unknown: '?'} as const
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** What is used up when, what each quarter needs, and which signs say to scale now. */
export function formatForecast(forecast: CapacityForecast, lang: Lang): string {
  const {growths, outlooks, quarters, triggers, hints} = forecast
  const grows = (driver: Driver) => `${words.drivers[driver][lang]} ${formatGrowth(growths[driver], lang)}`
  const table = formatColumns([
    [say.resource, say.used, say.of, say.limit, say.growsWith, say.usedUp, say.early, say.late].map((one) => one[lang]),
    ...outlooks.map((one) => [
      words.resources[one.id][lang],
      one.used === undefined ? '?' : formatAmount(one.used, one.unit),
      formatAmount(one.total, one.unit),
      formatShare(one.limit),
      grows(one.driver),
      one.date ?? (one.state === 'dated' ? '' : words.states[one.state][lang]),
      one.early ?? '',
      one.late ?? '',
    ]),
  ])
  return [
    verdictOf(outlooks, lang),
    '',
    say.untilWhen[lang],
    ...indent(table),
    '',
    say.perQuarter[lang],
    ...indent(quarterTable(quarters, lang)),
    ...(triggers.length === 0 ? [] : ['', say.triggers[lang], ...triggers.flatMap((one) => triggerLines(one, lang))]),
    ...(forecast.inFlight === undefined ? [] : ['', say.inFlight(formatCount(forecast.inFlight))[lang]]),
    ...hints.map((hint) => `→ ${hint[lang]}`),
  ].join('\n')
}

function verdictOf(outlooks: readonly Outlook[], lang: Lang): string {
  const full = outlooks.filter(({state}) => state === 'full')
  if (full.length > 0) return `✗ ${say.fullNow(full.map(({id}) => words.resources[id][lang]).join(', '))[lang]}`
  const first = outlooks.find(({state}) => state === 'dated')
  if (!first?.date) return `✓ ${say.noneOut[lang]}`
  const range = first.early && first.late ? say.between(first.early, first.late)[lang] : ''
  return `✓ ${say.firstOut(words.resources[first.id][lang], first.date, range)[lang]}`
}

function quarterTable(quarters: readonly QuarterNeed[], lang: Lang): readonly string[] {
  const drivers = ['users', 'requests', 'data'] as const
  return formatColumns([
    [
      say.from[lang],
      ...drivers.map((driver) => words.drivers[driver][lang]),
      ...(quarters[0]?.needs ?? []).map(({id}) => words.resources[id][lang]),
    ],
    ...quarters.map(({day, factors, needs}) => [
      day,
      ...drivers.map((driver) => `×${factors[driver].toFixed(2)}`),
      ...needs.map(({total, unit, isShort}) => `${formatAmount(total, unit)}${isShort ? ' ●' : ''}`),
    ]),
  ])
}

function triggerLines({state, title, value, above, id, action}: Trigger, lang: Lang): readonly string[] {
  const show = (amount: number) => (id === 'latency' ? formatSeconds(amount) : formatShare(amount))
  const line = `  ${MARKS[state]} ${title[lang]}  ${value === undefined ? '?' : show(value)}  (> ${show(above)})`
  return state === 'scale' ? [line, `    → ${action[lang]}`] : [line]
}

/** Every line of the disk with its formula, their sum, and the disk to have. */
export function formatDisk(answer: DiskAnswer, lang: Lang): string {
  const bound = answer.isComplete ? '' : `${say.atLeast[lang]} `
  return [
    ...figureLines(answer.figures, lang),
    '',
    `${say.sum[lang]}  ${bound}${formatAmount(answer.used, 'bytes')}`,
    `${say.diskNeeded[lang]}  ${bound}${formatAmount(answer.disk, 'bytes')}`,
  ].join('\n')
}

/** Figures, each with its formula and inputs beneath it. */
export function figureLines(figures: readonly Figure[], lang: Lang): readonly string[] {
  const heads = formatColumns(
    figures.map(({title, value, unit}) => [title[lang], value === undefined ? '?' : formatAmount(value, unit)]),
  )
  return figures.flatMap(({formula, inputs, needs, cap, value}, index) => [
    heads[index] ?? '',
    `  = ${formula[lang]}`,
    ...(inputs.length === 0 ? [] : [`    ${inputs.map((input) => formatInput(input, lang)).join('; ')}`]),
    ...(cap && (value === undefined || cap.value < value)
      ? [`    ${say.capped(cap.by, formatAmount(cap.value, 'bytes'))[lang]}`]
      : []),
    ...(needs ? [`    ${say.needs[lang]}: ${needs[lang]}`] : []),
  ])
}

function formatInput({name, value, unit, source, origin}: Input, lang: Lang): string {
  const from = origin ? `${words.sources[source][lang]}: ${origin[lang]}` : words.sources[source][lang]
  return `${name[lang]} ${formatAmount(value, unit)} (${from})`
}

function formatGrowth({rate, per, source}: Growth, lang: Lang): string {
  const percent = `${formatCount(rate * 100)} %`
  const period = words.periods[per][lang]
  return `${percent}/${period} (${words.sources[source][lang]})`
}

/** An amount in its unit, in decimal multiples as disks and networks are sold. */
export function formatAmount(value: number, unit: Unit | Input['unit']): string {
  if (unit === 'bytes') return decimal(value, DECIMAL)
  if (unit === 'bytes/day') return `${decimal(value, DECIMAL)}/d`
  if (unit === 'bytes/request' || unit === 'bytes/sample') return decimal(value, DECIMAL)
  if (unit === 'bits/s') return decimal(value, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'])
  if (unit === 'requests/s' || unit === 'samples/s') return `${formatCount(value)}/s`
  if (unit === 'seconds') return value >= 86_400 ? `${formatCount(value / 86_400)} d` : formatSeconds(value)
  if (unit === 'share') return formatShare(value)
  if (unit === 'factor') return `×${value.toFixed(2)}`
  if (unit === 'days') return `${formatCount(value)} d`
  return formatCount(value)
}

function formatSeconds(value: number): string {
  return value < 1 ? `${formatCount(value * 1000)} ms` : `${formatCount(value)} s`
}

function decimal(value: number, units: readonly string[]): string {
  let rest = value
  let unit = 0
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000
    unit += 1
  }

  return `${formatCount(rest)} ${units[unit]}`
}

/** Three digits that count. */
function formatCount(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

function formatShare(share: number): string {
  return `${formatCount(share * 100)} %`
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
