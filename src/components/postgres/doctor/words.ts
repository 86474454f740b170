/** What the checks of this room have in common: what they rest on, how they cut lists and name things. */
import type {Outcome, RowRef} from '../../../doctor/check.js'
import type {Text} from '../../../text.js'

/** The service that all but one of them ask. */
export const service = 'postgres'
/** Whatever must run before anything can be asked. */
export const running = ['docker.daemon', 'compose.running', 'k8s.pods'] as const
/** What must hold before SQL tells anything. */
export const asked = {service, tiers: ['runtime'], after: [...running, 'pg.up']} as const

/** What waits for a lock is explained by it. */
export const becauseOfLocks: readonly RowRef[] = [{id: 'pg.locks'}]

export const ops = {en: 'opsctl default', zh: 'opsctl 默认值'}
export const manual = {en: 'operations manual', zh: '运维手册'}
export const pghero = {en: 'PgHero', zh: 'PgHero'}
export const postgresDocs = {en: 'PostgreSQL documentation', zh: 'PostgreSQL 文档'}

const SHOWN = 5

/** One outcome for each of the first five things that are not well, the last telling of those left out; else the healthy one. */
export function eachOf<T>(
  items: readonly T[],
  toOutcome: (item: T) => Outcome,
  well: Outcome,
): readonly [Outcome, ...Outcome[]] {
  const outcomes = items.slice(0, SHOWN).map(toOutcome)
  const more = items.length - outcomes.length
  const last = outcomes.at(-1)
  if (more > 0 && last) outcomes[outcomes.length - 1] = {...last, detail: andMore(last.detail, more)}
  const [first, ...rest] = outcomes
  return first ? [first, ...rest] : [well]
}

function andMore({en, zh}: Text, more: number): Text {
  return {en: `${en} (+ ${more} more)`, zh: `${zh}（另有 ${more} 项）`}
}

/** The first five words of a list. */
export function listed(words: readonly string[]): Text {
  const shown = words.slice(0, SHOWN).join(', ')
  return words.length > SHOWN ? andMore({en: shown, zh: shown}, words.length - SHOWN) : {en: shown, zh: shown}
}

interface Who {
  readonly pid: number
  readonly role: string
  readonly app: string
  readonly client: string
}

/** A session as a person finds it again. */
export function nameSession({pid, role, app, client}: Who): string {
  return `pid ${pid} (role=${role}, app=${app}, from ${client})`
}

/** A name as SQL wants it. */
export function sqlName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

/** A text as SQL wants it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
