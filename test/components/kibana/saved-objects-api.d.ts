import type {IncomingHttpHeaders} from 'node:http'

import type {SavedObject} from '../../../src/components/kibana/objects/model.js'

export const MISSING: string

export interface Held {
  /** What there is, by `type:id`. */
  readonly held: Map<string, SavedObject>
  /** Why objects are refused, by title. */
  readonly refused: Map<string, string>
  /** Ids of each import that was taken, in order. */
  readonly taken: string[][]
}

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

export function answerKibana(
  held: Held,
  request: Asked,
  body: Buffer,
  isKnown: boolean,
): {readonly status: number; readonly json?: unknown; readonly text?: string}
