import {createAnalyser} from '../../../src/logs/analyser.js'
import type {Analysis} from '../../../src/logs/analysis.js'
import type {AnalysisOptions} from '../../../src/logs/options.js'

const NEAR = Date.parse('2026-11-21T12:00:00Z')

/** Reads a text, or bytes, as one source that is pushed in pieces of the given size. */
export function analyseText(
  text: string | Uint8Array | readonly string[],
  options: AnalysisOptions = {},
  pieceSize = Number.POSITIVE_INFINITY,
): Analysis {
  const bytes = toBuffer(text)
  const analyser = createAnalyser(options)
  const feed = analyser.feed('app.log', NEAR)
  for (let at = 0; at < bytes.length; at += pieceSize) feed.push(bytes.subarray(at, at + pieceSize))
  feed.end()
  return analyser.snapshot()
}

function toBuffer(text: string | Uint8Array | readonly string[]): Uint8Array {
  if (text instanceof Uint8Array) return text
  return Buffer.from(typeof text === 'string' ? text : `${text.join('\n')}\n`)
}
