/** Problems of a person's YAML file: found at a path, told at a line. */
import type {SpecProblem} from '../components/component.js'
import type {Problem} from '../errors.js'
import {specMessages} from '../messages/spec.js'
import {yamlMessages} from '../messages/yaml.js'
import type {Text} from '../text.js'
import type {PathProblem} from './explain-issue.js'
import {formatPath, type KeyPath} from './path.js'
import {placeFinder} from './place.js'
import {spotKey, type YamlReading} from './read-yaml.js'

const MAX_PROBLEMS = 100

/** A problem with its place in the text. */
export interface Found {
  readonly path: KeyPath
  readonly offset: number
  readonly message: Text
}

/** Whether a file is a map of keys, as every file of a person's is. */
export function isMapValue(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is wrong with a file that is none. */
export function rootProblems(reading: YamlReading): readonly Found[] {
  if (reading.problems.length > 0) return reading.problems
  const isEmpty = reading.value === undefined || reading.value === null
  return [{path: [], offset: 0, message: isEmpty ? yamlMessages.empty : yamlMessages.notAMap}]
}

/** Where a problem is told: at the key or value of its path, or at the nearest thing around it that is there. */
export function atSpot(problem: SpecProblem | PathProblem, at: 'key' | 'value', reading: YamlReading): Found {
  const exact = reading.spots.get(spotKey(problem.path))
  if (exact) return {path: problem.path, message: problem.message, offset: exact[at]}
  for (let length = problem.path.length - 1; length >= 0; length--) {
    const above = reading.spots.get(spotKey(problem.path.slice(0, length)))
    if (above) return {path: problem.path, message: problem.message, offset: above.key}
  }

  return {path: problem.path, message: problem.message, offset: 0}
}

/** In the order of the file; the first problem of a place is the one worth reading. */
export function toProblems(found: readonly Found[], text: string, file: string): readonly Problem[] {
  const place = placeFinder(text)
  const seen = new Set<string>()
  const problems: Problem[] = []
  for (const {path, offset, message} of found.toSorted((a, b) => a.offset - b.offset)) {
    const id = `${offset} ${spotKey(path)}`
    if (seen.has(id)) continue
    seen.add(id)
    problems.push({file, ...place(offset), ...(path.length === 0 ? {} : {path: formatPath(path)}), message})
  }

  if (problems.length <= MAX_PROBLEMS) return problems
  const rest = {file, message: specMessages.more(problems.length - MAX_PROBLEMS)}
  return [...problems.slice(0, MAX_PROBLEMS), rest]
}
