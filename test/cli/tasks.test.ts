import {expect, test} from 'vitest'

import type {Step} from '../../src/actions/step.js'
import {runSteps} from '../../src/cli/tasks.js'

const title = (words: string) => ({en: words, zh: `${words}（中）`})

function recorder() {
  const done: string[] = []
  const step = (name: string, fails = false): Step => ({
    title: title(name),
    async run(line) {
      line(title(`${name} works`))
      if (fails) throw new Error(`${name} failed`)
      done.push(name)
      return title(`${name} result`)
    },
    undo: async () => {
      done.push(`undo ${name}`)
    },
  })
  return {done, step}
}

const screen = (mode: 'plain' | 'silent', lang: 'en' | 'zh' = 'en') => {
  const written: string[] = []
  return {written, screen: {lang, mode, write: (line: string) => written.push(line)} as const}
}

test('steps run in order and print one line each', async () => {
  const {done, step} = recorder()
  const {written, screen: plain} = screen('plain')
  await runSteps([step('a'), step('b')], plain)
  expect(done).toEqual(['a', 'b'])
  expect(written.join('\n')).toMatch(/ {4}a works\n✓ a: a result \(\d\.\d s\)\n {4}b works\n✓ b: b result/)
})

test('a failure takes back the failed step and those before it, last first, and is thrown', async () => {
  const {done, step} = recorder()
  const {written, screen: plain} = screen('plain')
  await expect(runSteps([step('a'), step('b', true), step('c')], plain)).rejects.toThrow('b failed')
  expect(done).toEqual(['a', 'undo b', 'undo a'])
  expect(written.at(-1)).toMatch(/^✗ b/)
})

test('nothing is printed under --json', async () => {
  const {step} = recorder()
  const {written, screen: silent} = screen('silent')
  await runSteps([step('a')], silent)
  expect(written).toEqual([])
})

test('titles speak Chinese', async () => {
  const {step} = recorder()
  const {written, screen: plain} = screen('plain', 'zh')
  await runSteps([step('a')], plain)
  expect(written.at(-1)).toMatch(/^✓ a（中）: a result（中）/)
})
