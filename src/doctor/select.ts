/** Which checks a person means. */
import type {Check, DoctorPart} from './check.js'
import type {Tier} from './collect.js'

export interface Selection {
  /** Ids, rooms, beginnings of ids (`pg` for all `pg.…`) or tags; every check when empty. */
  readonly words: readonly string[]
  /** The same words, for what is left out. */
  readonly skip: readonly string[]
  /** Only checks that bear one of these. */
  readonly tags: readonly string[]
  /** How far doctor looks: what is not in one of these is not looked at, unless it is named by its id. */
  readonly tiers: ReadonlySet<Tier>
  /** Only these can be judged, whatever their tier: those that kept facts were gathered for. */
  readonly among?: ReadonlySet<string>
}

/** What is looked at, and what the person wants to hear of. */
export interface Chosen {
  /** Parts with the checks that may be judged: those that are wanted, and what they may rest on. */
  readonly parts: readonly DoctorPart[]
  readonly wanted: ReadonlySet<string>
  /** Words that mean nothing. */
  readonly unknownWords: readonly string[]
  /** Checks that were named, but are only looked at with --deep. */
  readonly onlyDeep: readonly string[]
}

/** Applies words to the catalogue. Nothing is wanted when a word is unknown. */
export function chooseChecks(parts: readonly DoctorPart[], selection: Selection): Chosen {
  const {words, skip, tags, tiers, among} = selection
  const known = wordsOf(parts)
  const unknownWords = [...words, ...skip, ...tags].filter((word) => !known.has(word))
  const named = new Set(words)
  const isInTier = ({id, tiers: own}: Check) =>
    among?.has(id) ?? (own.some((tier) => tiers.has(tier)) || (named.has(id) && !isDeepOnly(own)))
  const onlyDeep = checksOf(parts)
    .filter(({check}) => named.has(check.id) && isDeepOnly(check.tiers) && !isInTier(check))
    .map(({check}) => check.id)
  const chosen = checksOf(parts).filter(
    (one) =>
      isInTier(one.check) &&
      (words.length === 0 || words.some((word) => isMeant(word, one))) &&
      (tags.length === 0 || tags.some((tag) => one.check.tags?.includes(tag))) &&
      !skip.some((word) => isMeant(word, one)),
  )
  return {
    parts: parts.map((part) => ({...part, checks: part.checks.filter(isInTier)})),
    wanted: new Set(unknownWords.length === 0 ? chosen.map(({check}) => check.id) : []),
    unknownWords,
    onlyDeep,
  }
}

/** Every word that selects something: ids, rooms, beginnings of ids, tags. */
export function wordsOf(parts: readonly DoctorPart[]): ReadonlySet<string> {
  return new Set([
    ...parts.map(({id}) => id),
    ...checksOf(parts).flatMap(({check}) => [check.id, prefixOf(check.id), ...(check.tags ?? [])]),
  ])
}

interface Placed {
  readonly check: Check
  readonly part: DoctorPart
}

function checksOf(parts: readonly DoctorPart[]): readonly Placed[] {
  return parts.flatMap((part) => part.checks.map((check) => ({check, part})))
}

/** Whether a word means a check: by its id, its room, the beginning of its id, or a tag. */
export function isMeant(
  word: string,
  {check, part}: {readonly check: Pick<Check, 'id' | 'tags'>; readonly part: Pick<DoctorPart, 'id'>},
): boolean {
  return word === check.id || word === part.id || word === prefixOf(check.id) || check.tags?.includes(word) === true
}

function prefixOf(id: string): string {
  return id.split('.')[0] ?? id
}

function isDeepOnly(tiers: readonly Tier[]): boolean {
  return tiers.every((tier) => tier === 'deep')
}

/** The tiers that flags choose. */
export function tiersOf({preflight, deep}: {readonly preflight: boolean; readonly deep: boolean}): ReadonlySet<Tier> {
  return new Set(preflight ? ['preflight'] : deep ? ['runtime', 'deep'] : ['runtime'])
}
