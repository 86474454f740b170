/** Text of opsctl.yaml → Stack, with every problem of the file in one go. Pure: it reads nothing and never throws. */
import type {SpecProblem} from '../components/component.js'
import {components} from '../components/registry.js'
import type {Problem} from '../errors.js'
import {specMessages} from '../messages/spec.js'
import {explainIssue} from './explain-issue.js'
import {atSpot, type Found, isMapValue, rootProblems, toProblems} from './found.js'
import {isRelated, type KeyPath, valueAt} from './path.js'
import {stripMark} from './read-text.js'
import {readYaml, spotKey, type YamlReading} from './read-yaml.js'
import {alertRule} from './rules/alerts.js'
import {appRule} from './rules/apps.js'
import {clusterRule} from './rules/cluster.js'
import {doctorRule} from './rules/doctor.js'
import {portRule} from './rules/ports.js'
import {presenceRule} from './rules/presence.js'
import {routeRule} from './rules/routes.js'
import type {RuleInput, SpecRule} from './rules/rule.js'
import {secretProblems} from './rules/secrets.js'
import {sloRule} from './rules/slo.js'
import {SPEC_VERSION, type Stack, stackSchema} from './stack.js'

const MAX_ROUNDS = 6

const rules: readonly SpecRule[] = [
  portRule,
  appRule,
  routeRule,
  presenceRule,
  sloRule,
  alertRule,
  doctorRule,
  clusterRule,
  ({stack}) => components.filter((one) => one.isEnabled(stack)).flatMap((one) => one.validate?.(stack) ?? []),
]

/** What a file says. Without problems there is a stack. */
export interface ParsedStack {
  readonly stack?: Stack
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Parses and judges a file. `file` is the name that the problems carry; `target`, if given, stands in place of the file's. */
export function parseStack(source: string, file = 'opsctl.yaml', target?: Stack['target']): ParsedStack {
  const text = stripMark(source)
  const reading = withTarget(readYaml(text), target)
  const report = (found: readonly Found[]) => toProblems(found, text, file)
  if (!isMapValue(reading.value)) return {problems: report(rootProblems(reading)), warnings: []}
  const newer = newerVersion(reading)
  if (newer) return {problems: report([newer]), warnings: []}

  const judged = judge(reading)
  const errors = [...reading.problems, ...judged.errors]
  const warnings = report(judged.warnings)
  if (errors.length > 0 || !judged.stack) return {problems: report(errors), warnings}
  return {stack: judged.stack, problems: [], warnings}
}

/** Gives problems that were found elsewhere, in a file that opsctl.yaml names, their place in it. */
export function placeProblems(source: string, problems: readonly SpecProblem[], file = 'opsctl.yaml') {
  const text = stripMark(source)
  const reading = readYaml(text)
  const found = problems.map((problem) => atSpot(problem, 'value', reading))
  return toProblems(found, text, file)
}

function withTarget(reading: YamlReading, target: Stack['target'] | undefined): YamlReading {
  if (target === undefined || !isMapValue(reading.value)) return reading
  return {...reading, value: {...reading.value, target}}
}

/** A newer format is the only thing worth saying: every other complaint would be about keys we can't know. */
function newerVersion(reading: YamlReading): Found | undefined {
  const version = valueAt(reading.value, ['version'])
  if (typeof version !== 'number' || version <= SPEC_VERSION || !Number.isInteger(version)) return undefined
  const offset = reading.spots.get(spotKey(['version']))?.value ?? 0
  return {path: ['version'], offset, message: specMessages.newerVersion(version, SPEC_VERSION)}
}

function judge(reading: YamlReading): {stack?: Stack; errors: readonly Found[]; warnings: readonly Found[]} {
  const raw = reading.value
  const parsed = stackSchema.safeParse(raw)
  const context = {raw, written: (path: KeyPath) => reading.spots.get(spotKey(path))?.written}
  const issues = parsed.error?.issues ?? []
  const ofValues = secretProblems(raw).map((problem) => atSpot(problem, 'value', reading))
  const ofSchema = issues.flatMap((issue) => explainIssue(issue, context)).map((one) => atSpot(one, one.at, reading))
  const {stack, removed} = parsed.success ? {stack: parsed.data, removed: []} : salvage(raw, issues)
  const together = stack ? judgeTogether({stack, raw}, removed) : []
  const place = (level: 'error' | 'warning') =>
    together.filter((one) => (one.level ?? 'error') === level).map((one) => atSpot(one, 'key', reading))
  return {
    ...(parsed.success ? {stack: parsed.data} : {}),
    errors: [...ofValues, ...ofSchema, ...place('error')],
    warnings: place('warning'),
  }
}

function judgeTogether(input: RuleInput, removed: readonly KeyPath[]): readonly SpecProblem[] {
  return rules
    .flatMap((rule) => rule(input))
    .filter((problem) => !removed.some((path) => isRelated(path, problem.path)))
}

/**
 * The stack as it would be without the parts that are wrong by themselves, so that rules between keys are judged in the
 * same run. Undefined when too little is left.
 */
function salvage(raw: unknown, issues: readonly {readonly path: readonly PropertyKey[]}[]) {
  const rest = structuredClone(raw)
  const removed: KeyPath[] = []
  let left: readonly {readonly path: readonly PropertyKey[]; readonly keys?: readonly string[]}[] = issues
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const issue of left) {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
      const wrong = (issue.keys ?? []).map((key) => [...path, key])
      for (const one of wrong.length > 0 ? wrong : [path]) removed.push(remove(rest, one))
    }

    const parsed = stackSchema.safeParse(withBasics(rest))
    if (parsed.success) return {stack: parsed.data, removed}
    left = parsed.error.issues
  }

  return {stack: undefined, removed}
}

/** What a file can't do without, where it is wrong or missing. */
function withBasics(rest: unknown): unknown {
  return {version: SPEC_VERSION, project: 'project', ...(rest as object)}
}

/** Removes the value at a path, or the nearest thing around it that is there. A list goes as a whole: its positions would shift. */
function remove(tree: unknown, path: KeyPath): KeyPath {
  const list = path.findIndex((part) => typeof part === 'number')
  for (let length = list === -1 ? path.length : list; length > 0; length--) {
    const parent = valueAt(tree, path.slice(0, length - 1))
    const key = path[length - 1] ?? ''
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) continue
    delete (parent as Record<string | number, unknown>)[key]
    return path.slice(0, length)
  }

  return path
}
