/**
 * Whether a regular expression as Logstash reads it compiles. Not by the engine of Node, which reads another language:
 * only what is wrong in each of them is called wrong. Pure.
 */
import {overlayPipelineMessages as say} from '../messages/overlay-pipeline.js'
import {findNearest} from '../nearest.js'
import type {Text} from '../text.js'

/** What is wrong with an expression, at an offset in it. */
export interface PatternFault {
  readonly at: number
  readonly message: Text
}

const REFERENCE = /%\{([A-Za-z0-9_]+)(?::[@[\]A-Za-z0-9_:.-]+)?(?:=[^}]*)?\}/y

/** References to patterns that nobody knows, or that are none. `names` are those that are known; undefined: it can't be told. */
export function findBadReferences(pattern: string, names: ReadonlySet<string> | undefined): readonly PatternFault[] {
  const faults: PatternFault[] = []
  for (const {index} of pattern.matchAll(/%\{/g)) {
    if (isEscaped(pattern, index)) continue
    REFERENCE.lastIndex = index
    const [whole, name = ''] = REFERENCE.exec(pattern) ?? []
    if (whole === undefined) faults.push({at: index, message: say.badReference(pattern.slice(index, index + 30))})
    else if (names && !names.has(name))
      faults.push({at: index, message: say.unknownPattern(name, findNearest(name, names))})
  }

  return faults
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text[index - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

/** The first thing that keeps an expression from compiling. */
export function findRegexFault(pattern: string): PatternFault | undefined {
  const groups: number[] = []
  // Whether something stands before that a quantifier may repeat.
  let hasAtom = false
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? ''
    if (sign === '\\') {
      if (at + 1 === pattern.length) return {at, message: say.looseEscape}
      at += 1
      hasAtom = true
    } else if (sign === '[') {
      const end = endOfClass(pattern, at)
      if (typeof end !== 'number') return end
      at = end
      hasAtom = true
    } else if (sign === '(') {
      const comment = pattern.startsWith('(?#', at) ? pattern.indexOf(')', at) : -1
      if (comment > 0) at = comment
      else groups.push(at)
      if (comment < 0) at += groupHead(pattern, at)
      hasAtom = false
    } else if (sign === ')') {
      if (groups.pop() === undefined) return {at, message: say.strayGroup}
      hasAtom = true
    } else if (sign === '*' || sign === '+' || sign === '?') {
      if (!hasAtom) return {at, message: say.nothingToRepeat(sign)}
    } else hasAtom = sign !== '|'
  }

  const open = groups.at(-1)
  return open === undefined ? undefined : {at: open, message: say.openGroup}
}

/** Characters after ( that say what kind of group it is. */
function groupHead(pattern: string, at: number): number {
  const head = /^\(\?(?:[:=!>~]|<[=!]|<[^>]*>|'[^']*'|[a-z-]*:|[a-z-]*(?=\)))/.exec(pattern.slice(at, at + 200))
  return head ? head[0].length - 1 : 0
}

/** The place of the bracket that closes a class. A class may hold others, and [:names:]. */
function endOfClass(pattern: string, start: number): number | PatternFault {
  let at = start + 1
  if (pattern[at] === '^') at += 1
  const first = at
  while (at < pattern.length) {
    const sign = pattern[at]
    if (sign === '\\') at += 2
    else if (pattern.startsWith('[:', at) && pattern.indexOf(':]', at) > 0) at = pattern.indexOf(':]', at) + 2
    else if (sign === '[') {
      const end = endOfClass(pattern, at)
      if (typeof end !== 'number') return end
      at = end + 1
    } else if (sign === ']' && at > first) return at
    else if (sign === ']') return emptyClass(pattern, start, at)
    else {
      const fault = rangeFault(pattern, at)
      if (fault) return fault
      at += 1
    }
  }

  return {at: start, message: say.openClass}
}

/** `[]…]` is a class that begins with a bracket, `[]` alone is none. */
function emptyClass(pattern: string, start: number, at: number): number | PatternFault {
  const end = pattern.indexOf(']', at + 1)
  return end < 0 ? {at: start, message: say.emptyClass} : end
}

function rangeFault(pattern: string, at: number): PatternFault | undefined {
  const [, from = '', to = ''] = /^([A-Za-z0-9])-([A-Za-z0-9])/.exec(pattern.slice(at, at + 3)) ?? []
  return from > to ? {at, message: say.badRange} : undefined
}
