import {describe, expect, test} from 'vitest'

import {commandTable} from '../../../src/command-table.js'
import {parts} from '../../../src/doctor/catalogue.js'
import type {Checklist, ChecklistStep} from '../../../src/doctor/checklists/checklist.js'
import {checklistSchema} from '../../../src/doctor/checklists/checklist.js'
import {checklists, findChecklist} from '../../../src/doctor/checklists/lists/index.js'
import {findCommand} from '../../../src/main.js'
import {outcomesOf} from './random-answers.js'

const HAN = /\p{Script=Han}/u
const known = new Map(parts.flatMap(({checks}) => checks).map((check) => [check.id, check]))

test('every checklist of the paper is there, once', () => {
  expect(checklists.map(({name}) => name).toSorted()).toEqual([
    'backend-unreachable',
    'cache-ineffective',
    'data-inconsistency',
    'db-connection',
    'disaster-recovery',
    'handover',
    'hardening',
    'incident',
    'locks-slow-queries',
    'memory-leak',
    'performance',
    'restore',
    'rollback',
    'service-unresponsive',
    'upgrade',
    'wont-start',
  ])
})

describe.each(checklists.map((list) => [list.name, list] as const))('%s', (_, list) => {
  test('has the form of a checklist', () => {
    expect(checklistSchema.parse(list)).toEqual(list)
    const ids = list.steps.map(({id}) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('speaks Chinese', () => {
    const titles = list.steps.flatMap((step) => (step.kind === 'branch' ? [] : [step.title.zh]))
    expect([list.title.zh, list.symptom.zh, ...titles].filter((text) => !HAN.test(text))).toEqual([])
  })

  test('branches forward only, on answers that can be given', () => {
    for (const [index, step] of list.steps.entries()) {
      if (step.kind !== 'branch') continue
      for (const {when, go} of step.cases) {
        const asked = list.steps.slice(0, index).find(({id}) => id === when.step)
        expect(asked, `${step.id} decides by ${when.step}`).toBeDefined()
        if (asked) expect(canBe(asked, when), `${step.id}: ${JSON.stringify(when)}`).toBe(true)
        if ('step' in go) expect(list.steps.findIndex(({id}) => id === go.step)).toBeGreaterThan(index)
        if ('checklist' in go) expect(findChecklist(go.checklist)).toBeDefined()
      }
    }
  })

  test('is never entered from itself', () => {
    expect(namedBy(list)).not.toContain(list.name)
  })

  test('offers commands that exist, filled from notes that were asked before', async () => {
    for (const [index, step] of list.steps.entries()) {
      for (const words of commandsOf(step)) {
        const id = findCommand(words)
        expect(id, words.join(' ')).toBeDefined()
        const command = (await commandTable[id ?? '']?.())?.default
        const flags = words.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? [])
        const there = Object.keys({...command?.baseFlags, ...command?.flags})
        expect(flags.filter((flag) => !there.includes(flag))).toEqual([])
        for (const [, name] of words.join(' ').matchAll(/\{answer:([a-z-]+)\}/g)) {
          const note = list.steps.slice(0, index).find((earlier) => earlier.id === name)
          expect(note?.kind === 'ask' && note.answer).toBe('note')
        }
      }
    }
  })

  test('mends only by fixes that checks have', () => {
    for (const step of list.steps) {
      if (step.kind !== 'do' || !('fix' in step) || step.fix === 'failed') continue
      const there = step.fix.flatMap((id) => known.get(id) ?? [])
      expect(there.length === 0 || there.some(({fix}) => fix !== undefined), step.id).toBe(true)
    }
  })
})

function canBe(
  step: ChecklistStep,
  when: {readonly is?: readonly string[]; readonly among?: readonly string[]},
): boolean {
  if (step.kind === 'branch') return false
  if (when.is) return when.is.every((word) => (outcomesOf[step.kind] as readonly string[]).includes(word))
  if (step.kind !== 'check' || step.checks === 'failed') return false
  const {checks} = step
  return (when.among ?? []).every((word) =>
    checks.some((id) => (word.endsWith('.') ? id.startsWith(word) : id === word)),
  )
}

function namedBy(list: Checklist): readonly string[] {
  const direct = list.steps.flatMap((step) =>
    step.kind === 'branch' ? step.cases.flatMap(({go}) => ('checklist' in go ? [go.checklist] : [])) : [],
  )
  return direct.flatMap((name) => [name, ...namedBy(findChecklist(name) ?? list)])
}

/** What a step runs, and what a person is shown to copy, as words behind `opsctl`. */
function commandsOf(step: ChecklistStep): readonly (readonly string[])[] {
  if (step.kind === 'do') return 'argv' in step ? [step.argv] : []
  if (step.kind !== 'ask') return []
  return (step.commands ?? [])
    .flatMap((command) => (typeof command === 'string' ? [command] : []))
    .flatMap((command) => (command.startsWith('opsctl ') ? [command.split(' ').slice(1)] : []))
}
