import {describe, expect, it} from 'vitest'

import {parseStack} from '../../src/spec/parse-stack.js'
import {presetIds, presets} from '../../src/spec/presets.js'
import {newSource} from '../../src/spec/save-stack.js'
import {bestOfMs} from '../best-of.js'

const MUTATIONS = 10_000
const LIMIT_MS = 200
const BITS = [
  '\t',
  '\n',
  '  ',
  ': ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '<<: ',
  '!t ',
  '|\n',
  '>-\n',
  '---\n',
  '...\n',
  '%Y ',
  '\0',
  '\u2028',
  '\ud800',
  '\u{1F600}',
  '~',
  'null',
  'true',
  '0x1F',
  '-1',
  '1e999',
  '.nan',
  '__proto__: ',
  'constructor: ',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as a person writes it
  '${X}',
  '{{ x }}',
  '? ',
  ',',
  '\\',
  '\r',
  'a'.repeat(300),
]

/** Numbers that are the same in every run, so that a failure can be run again. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function mutate(source: string, pick: (below: number) => number): string {
  let text = source
  for (let count = pick(4) + 1; count > 0; count--) {
    const at = pick(text.length + 1)
    const length = pick(12)
    const moved = text.slice(pick(text.length + 1)).slice(0, pick(60))
    const inserts = [BITS[pick(BITS.length)] ?? '', moved, '', String.fromCodePoint(pick(0x3000))]
    text = text.slice(0, at) + (inserts[pick(inserts.length)] ?? '') + text.slice(at + (pick(2) ? length : 0))
  }

  return text
}

describe('ten thousand broken files', () => {
  it('are each read or refused with problems in both languages, quickly, and nothing is thrown', () => {
    const sources = presetIds.map((id) => newSource(presets[id], {project: 'shop', lang: 'zh', images: 'debian'}))
    const pick = seeded(20_261_121)
    let slowestMs = 0
    let refused = 0
    for (let run = 0; run < MUTATIONS; run++) {
      const text = mutate(sources[run % sources.length] ?? '', pick)
      const before = performance.now()
      const {stack, problems} = parseStack(text)
      const tookMs = performance.now() - before
      if (tookMs > LIMIT_MS)
        slowestMs = Math.max(
          slowestMs,
          bestOfMs(LIMIT_MS, () => parseStack(text)),
        )
      if (stack) continue
      refused++
      if (problems.length === 0) throw new Error(`neither stack nor problem: ${JSON.stringify(text)}`)
      for (const {line, message} of problems) {
        if (!message.en || !message.zh || (line !== undefined && line < 1))
          throw new Error(JSON.stringify({message, text}))
      }
    }

    expect(slowestMs).toBeLessThan(LIMIT_MS)
    expect(refused).toBeGreaterThan(MUTATIONS / 4)
    expect(Object.keys(Object.prototype)).toEqual([])
  }, 60_000)
})
