/** Goes through the text of a pipeline, and tells the first thing that does not fit with its place. Pure. */
import {overlayPipelineMessages as say} from '../messages/overlay-pipeline.js'
import type {Text} from '../text.js'

/** The first thing that does not fit. */
export interface PipelineFault {
  readonly at: number
  readonly message: Text
}

/** Where in the text the reading is. */
export interface Place {
  readonly text: string
  at: number
}

const SPACE = /(?:\s|#[^\n]*)*/y

/** Ends the reading. */
export function fail(at: number, message: Text): never {
  throw Object.assign(new Error(message.en), {fault: {at, message} satisfies PipelineFault})
}

/** Ends the reading at something that should be another. */
export function expected(place: Place, what: Text | string): never {
  const rest = place.text.slice(place.at)
  const word = /^(?:[A-Za-z0-9_-]+|=>|\S)/.exec(rest)?.[0]
  const text = typeof what === 'string' ? {en: what, zh: what} : what
  fail(place.at, {
    en: say.expected(text.en, word ?? 'the end of the file').en,
    zh: say.expected(text.zh, word ?? '文件结尾').zh,
  })
}

/** Passes space and comments. */
export function skip(place: Place): void {
  take(place, SPACE)
}

/** What the expression finds here, and the place after it. */
export function take(place: Place, expression: RegExp): string | undefined {
  expression.lastIndex = place.at
  const found = expression.exec(place.text)?.[0]
  if (found === undefined) return undefined
  place.at += found.length
  return found
}

/** Whether this comes next. */
export function isAt(place: Place, sign: string): boolean {
  return place.text.startsWith(sign, place.at)
}

/** Passes a sign that must come next, and the space after it. */
export function want(place: Place, sign: string): void {
  if (!isAt(place, sign)) expected(place, sign)
  place.at += sign.length
  skip(place)
}
