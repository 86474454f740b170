import {checkbox, confirm, select} from '@inquirer/prompts'
import {render} from '@inquirer/testing'
import {expect, test} from 'vitest'

import {promptThemes} from '../../src/cli/prompts.js'

const choices = [
  {name: 'a long name of one', value: 1, short: 'one'},
  {name: 'two', value: 2},
]

test.each([
  ['en', /↑↓ move • ⏎ choose/, /space choose • a all • i invert • ⏎ done/],
  ['zh', /↑↓ 移动 • ⏎ 选择/, /space 选择 • a 全选 • i 反选 • ⏎ 完成/],
] as const)('the keys of a list are told in %s', async (lang, ofSelect, ofCheckbox) => {
  const theme = promptThemes(lang).list
  expect((await render(select, {message: 'M', choices, theme})).getScreen()).toMatch(ofSelect)
  expect((await render(checkbox, {message: 'M', choices, theme})).getScreen()).toMatch(ofCheckbox)
})

test('an answered list shows the short name', async () => {
  const {answer, events, getScreen} = await render(select, {message: 'M', choices})
  events.keypress('enter')
  expect(await answer).toBe(1)
  expect(getScreen()).toMatch(/M one$/)
})

test('a yes is 是 in Chinese, and y is understood all the same', async () => {
  const {answer, events, getScreen} = await render(confirm, {message: 'M', theme: promptThemes('zh').yesNo})
  expect(getScreen()).toContain('是/否')
  events.type('y')
  events.keypress('enter')
  expect(await answer).toBe(true)
  expect(getScreen()).toContain('M 是')
})
