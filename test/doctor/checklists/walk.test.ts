import fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {checklists, findChecklist} from '../../../src/doctor/checklists/lists/index.js'
import {walk} from '../../../src/doctor/checklists/walk.js'
import {walkToEnd} from './random-answers.js'

const choices = fc.array(fc.nat(200), {minLength: 1, maxLength: 40})

describe.each(checklists.map((list) => [list.name, list] as const))('%s', (_, list) => {
  test('ends, whatever is answered', () => {
    fc.assert(fc.property(choices, (answers) => walkToEnd(list, answers).length > 0))
  })

  test('goes on at the same step wherever it was left, to the same end', () => {
    fc.assert(
      fc.property(choices, fc.nat(100), (answers, cut) => {
        const whole = walkToEnd(list, answers)
        const left = whole.slice(0, cut % (whole.length + 1))
        expect(walk(list, left, findChecklist).next?.path).toBe(whole[left.length]?.path)
        expect(walkToEnd(list, answers, left)).toEqual(whole)
      }),
      {numRuns: 30},
    )
  })

  test('has no step that no answer leads to', () => {
    const wanted = list.steps.flatMap((step) => (step.kind === 'branch' ? [] : [step.id]))
    const reached = new Set<string>()
    const runs = fc.sample(choices, {numRuns: 300, seed: 7})
    for (const answers of runs) for (const {path} of walkToEnd(list, answers)) reached.add(path)
    expect(wanted.filter((id) => !reached.has(id))).toEqual([])
    const entered = list.steps.flatMap((step) =>
      step.kind === 'branch' && step.cases.some(({go}) => 'checklist' in go) ? [`${step.id}/`] : [],
    )
    expect(entered.filter((prefix) => ![...reached].some((path) => path.startsWith(prefix)))).toEqual([])
  })

  test('refuses answers of other steps', () => {
    const [first] = walkToEnd(list, [0])
    if (!first) throw new Error('no step')
    expect(walk(list, [{...first, path: 'elsewhere'}], findChecklist).fits).toBe(false)
    const whole = walkToEnd(list, [0])
    expect(walk(list, [...whole, first], findChecklist).fits).toBe(false)
  })
})
