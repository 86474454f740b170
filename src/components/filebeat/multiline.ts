/** How lines of one stack trace become one event. The patterns are data: templates/filebeat/multiline.yaml. */
import {load} from 'js-yaml'

import type {RenderContext} from '../component.js'

/** Which of two lines a pattern looks at: `after` the one that may be joined, `before` the one it may be joined to. */
type Match = 'after' | 'before'

const MATCH: Readonly<Record<string, Match>> = {body: 'after', unfinished: 'before', cause: 'after'}

/** One runtime: patterns by pass, and events as they should come out. */
export type Runtime = Readonly<Record<string, readonly string[]>>

export interface MultilineData {
  readonly passes: readonly string[]
  readonly runtimes: Readonly<Record<string, Runtime>>
}

/** One pass over the lines. */
export interface Pass {
  readonly match: Match
  readonly pattern: string
}

/** Reads the patterns. */
export function loadMultiline(template: RenderContext['template']): MultilineData {
  return load(template('filebeat/multiline.yaml')) as MultilineData
}

/** The passes in their order; a pattern is the union over all runtimes. */
export function passesOf({passes, runtimes}: MultilineData): readonly Pass[] {
  return passes.map((pass) => {
    const match = MATCH[pass]
    if (!match) throw new Error(`templates/filebeat/multiline.yaml: unknown pass ${pass}`)
    const patterns = new Set(Object.values(runtimes).flatMap((runtime) => runtime[pass] ?? []))
    return {match, pattern: [...patterns].map((pattern) => `(?:${pattern})`).join('|')}
  })
}
