/**
 * Compares what a manifest states with what the cluster has. Pure. The cluster fills in defaults of its own, so only the
 * keys that a manifest states count; what it once stated and no longer does counts as removed.
 */
import {isMap, type KubeObject, valueAt} from './kube-object.js'
import {parseQuantity} from './quantity.js'

/** Keys from the top; items of a list are `[name]`. */
export type Path = readonly string[]

export interface Comparison {
  /** Where the next manifest and the cluster differ. */
  readonly changed: readonly Path[]
  /** Those of them that nobody asked for in opsctl.yaml: the last manifest says the same as the next. */
  readonly byHand: readonly Path[]
  /** What somebody added to the pod in the cluster: no manifest states it, and an upgrade leaves it. */
  readonly added: readonly Path[]
}

/** Fields whose text has several spellings. */
const QUANTITIES = new Set(['resources', 'limits', 'requests', 'sizeLimit', 'storage', 'hard', 'averageValue'])
/** Kept by Helm and by the chart for themselves: a new version of opsctl changes them on every object. */
const BOOKKEEPING = new Set(['helm.sh/chart', 'app.kubernetes.io/version'])
/** What tells the items of a list apart, the first that every item has and no two share. */
const LIST_KEYS = ['mountPath', 'name', 'containerPort', 'port', 'key', 'topologyKey', 'type'] as const
const COMPARED = ['spec', 'data', 'binaryData', 'rules', 'subjects', 'roleRef', 'automountServiceAccountToken'] as const

/** Compares one object in its three states. The last manifest is absent before the first release. */
export function compareObjects(states: {
  readonly next: KubeObject
  readonly live: KubeObject
  readonly last?: KubeObject | undefined
}): Comparison {
  const [next, live, last] = [stated(states.next), stated(states.live), states.last && stated(states.last)]
  const asked = last === undefined ? [] : [...missing(next, last, []), ...dropped(last, next, next, [])]
  const changed = unique([...missing(next, live, []), ...(last === undefined ? [] : dropped(last, next, live, []))])
  const byHand = last === undefined ? [] : changed.filter((path) => !asked.some((other) => overlaps(path, other)))
  const pod = (object: unknown) => valueAt(object, ['spec', 'template', 'spec'])
  const added = extras(pod(next), pod(live), pod(last), ['spec', 'template', 'spec'])
  return {changed, byHand, added}
}

/** Items of lists in the cluster that neither manifest has. The server adds none by itself. */
function extras(next: unknown, live: unknown, last: unknown, path: Path): readonly Path[] {
  if (isMap(next) && isMap(live)) {
    const before = isMap(last) ? last : {}
    return Object.keys(live).flatMap((key) => extras(next[key], live[key], before[key], [...path, key]))
  }
  if (!Array.isArray(live) || !(Array.isArray(next) || (next === undefined && path.at(-1) === 'env'))) return []
  const pairs = byKey(live, Array.isArray(next) ? next : []) ?? []
  return pairs.flatMap(({key, want, have}) => {
    const former = Array.isArray(last) ? byKey([want], last)?.[0]?.have : undefined
    if (have === undefined) return former === undefined ? [[...path, `[${key}]`]] : []
    return extras(have, want, former, [...path, `[${key}]`])
  })
}

/** The part of an object that people state; Secrets keep only their keys. */
function stated(object: KubeObject): Readonly<Record<string, unknown>> {
  const parts = COMPARED.flatMap((key) => (object[key] === undefined ? [] : [[key, object[key]] as const]))
  const {labels = {}, annotations = {}} = object.metadata
  const own = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !BOOKKEEPING.has(key)))
  const all = {metadata: {labels: own(labels), annotations: own(annotations)}, ...Object.fromEntries(parts)}
  return object.kind === 'Secret' ? {metadata: all.metadata} : all
}

/** Paths at which something stated is not so. */
function missing(want: unknown, have: unknown, path: Path): readonly Path[] {
  if (isEqual(want, have, path)) return []
  if (isMap(want)) {
    if (!isMap(have)) return Object.keys(want).length === 0 ? [] : leaves(want, path)
    return Object.entries(want).flatMap(([key, value]) => missing(value, have[key], [...path, key]))
  }
  const keyed = Array.isArray(want) && Array.isArray(have) ? byKey(want, have) : undefined
  if (!keyed) return [path]
  return keyed.flatMap(({key, want: value, have: other}) =>
    value === undefined ? [] : missing(value, other, [...path, `[${key}]`]),
  )
}

/** A map that is not there at all is told by its first level, so that the words stay short. */
function leaves(want: Readonly<Record<string, unknown>>, path: Path): readonly Path[] {
  const filled = Object.entries(want).filter(([, value]) => !isEmpty(value))
  return path.length < 2 ? filled.map(([key]) => [...path, key]) : filled.length === 0 ? [] : [path]
}

/** Paths that the last manifest stated, the next does not, and the cluster still has. */
function dropped(last: unknown, next: unknown, live: unknown, path: Path): readonly Path[] {
  if (isMap(last)) {
    if (next !== undefined && !isMap(next)) return []
    return Object.keys(last).flatMap((key) => {
      const kept = isMap(next) ? next[key] : undefined
      const here = isMap(live) ? live[key] : undefined
      const below = [...path, key]
      if (kept !== undefined) return dropped(last[key], kept, here, below)
      if (isEmpty(last[key])) return []
      // `live` is the next manifest itself when the two manifests are compared: there, what is not stated is gone.
      return here === undefined && live !== next ? [] : [below]
    })
  }
  if (!Array.isArray(last) || !Array.isArray(next)) return []
  const kept = byKey(last, next)
  const here = Array.isArray(live) ? byKey(last, live) : undefined
  return (kept ?? []).flatMap(({key, want, have}) => {
    if (want === undefined) return []
    const there = here?.find((one) => one.key === key)?.have
    if (have !== undefined) return dropped(want, have, live === next ? have : there, [...path, `[${key}]`])
    return there === undefined && live !== next ? [] : [[...path, `[${key}]`]]
  })
}

interface Pair {
  readonly key: string
  readonly want: unknown
  readonly have: unknown
}

/** Pairs the items of two lists of maps; undefined when nothing tells their items apart. */
function byKey(want: readonly unknown[], have: readonly unknown[]): readonly Pair[] | undefined {
  if (![...want, ...have].every(isMap)) return undefined
  const maps = [want, have] as readonly (readonly Readonly<Record<string, unknown>>[])[]
  const nameOf = LIST_KEYS.map((key) => (item: Readonly<Record<string, unknown>>) => item[key])
  // Templates of claims are told by the name inside.
  const ways = [...nameOf, (item: Readonly<Record<string, unknown>>) => isMap(item.metadata) && item.metadata.name]
  const way = ways.find((read) =>
    maps.every((list) => {
      const names = list.map(read)
      return names.every((name) => typeof name === 'string' || typeof name === 'number') && !hasTwins(names)
    }),
  )
  if (!way) return byPlace(maps)
  const found = new Map((maps[1] ?? []).map((item) => [String(way(item)), item]))
  return (maps[0] ?? []).map((item) => ({key: String(way(item)), want: item, have: found.get(String(way(item)))}))
}

/** Lists without names of the same length are compared place by place. */
function byPlace([want = [], have = []]: readonly (readonly unknown[])[]): readonly Pair[] | undefined {
  if (want.length !== have.length) return undefined
  return want.map((item, index) => ({key: String(index), want: item, have: have[index]}))
}

function hasTwins(names: readonly unknown[]): boolean {
  return new Set(names).size < names.length
}

function isEqual(want: unknown, have: unknown, path: Path): boolean {
  if (want === have) return true
  if (have === undefined || have === null) return isEmpty(want)
  if (isMap(want) || isMap(have)) return false
  if (Array.isArray(want) && Array.isArray(have))
    return !want.some(isMap) && JSON.stringify(want) === JSON.stringify(have)
  // YAML readers of Go take 0444 for octal, others don't.
  if (/mode$/i.test(path.at(-1) ?? '')) return Number.parseInt(String(want), 8) === have
  if (path.some((key) => QUANTITIES.has(key))) {
    const [left, right] = [parseQuantity(want), parseQuantity(have)]
    return left !== undefined && left === right
  }
  return false
}

/** The server leaves out what says nothing. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isMap(value) && Object.values(value).every(isEmpty)
}

function overlaps(a: Path, b: Path): boolean {
  return a.every((key, index) => b[index] === undefined || b[index] === key)
}

function unique(paths: readonly Path[]): readonly Path[] {
  const known = new Map(paths.map((path) => [path.join('\0'), path]))
  return [...known.values()]
}
