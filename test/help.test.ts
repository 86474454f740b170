import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Command} from '@oclif/core'
import {describe, expect, test} from 'vitest'

import {commandTable} from '../src/command-table.js'
import {findCommand, moveGlobalsBehind} from '../src/main.js'
import {commandHelp} from '../src/messages/command-help.js'
import {helpGroups} from '../src/messages/help.js'

const HAN = /\p{Script=Han}/u
const folder = join(import.meta.dirname, '../src/commands')

const onDisk = readdirSync(folder, {recursive: true, encoding: 'utf8'})
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, '').replace('/', ' '))
  .toSorted()

test('the command table holds every file of src/commands', () => {
  expect(Object.keys(commandTable).toSorted()).toEqual(onDisk)
})

test('the root help lists every command once, but for the alias diff', () => {
  const listed = helpGroups.flatMap((group) => group.commands).toSorted()
  expect(listed).toEqual([...onDisk.filter((id) => id !== 'diff'), 'autocomplete'].toSorted())
})

describe.each(onDisk)('the help of %s', (id) => {
  const load = async (): Promise<Command.Class> => (await commandTable[id]?.())?.default as Command.Class

  test('says the same in the catalogue and in the class', async () => {
    expect(commandHelp[id]?.summary.en).toBe((await load()).summary)
  })

  test('is complete in Chinese', async () => {
    const command = await load()
    const text = commandHelp[id]
    expect(text?.summary.zh).toMatch(HAN)
    expect(text?.zh.examples).toHaveLength(command.examples?.length ?? 0)
    expect(Object.keys(text?.zh.flags ?? {}).toSorted()).toEqual(Object.keys(command.flags ?? {}).toSorted())
    expect(Object.keys(text?.zh.args ?? {}).toSorted()).toEqual(Object.keys(command.args ?? {}).toSorted())
    expect(text?.zh.description !== undefined).toBe(command.description !== undefined)
    for (const words of [...(text?.zh.examples ?? []), ...Object.values(text?.zh.flags ?? {})])
      expect(words).toMatch(HAN)
  })

  test('has two examples at least, and an environment variable for every flag', async () => {
    const command = await load()
    expect(command.examples?.length).toBeGreaterThanOrEqual(2)
    for (const [name, flag] of Object.entries(command.flags ?? {})) {
      expect(`${name} ${(flag as {env?: string}).env}`).toMatch(/ OPSCTL_/)
    }
  })
})

describe('the words of the command line', () => {
  test('take global flags before the command', () => {
    expect(moveGlobalsBehind(['-C', 'shop', '--json', 'up', '--timeout', '5m'])).toEqual([
      'up',
      '--timeout',
      '5m',
      '-C',
      'shop',
      '--json',
    ])
  })

  test('find a command of two words before one of one', () => {
    expect(findCommand(['images', 'list', '--json'])).toBe('images list')
    expect(findCommand(['up'])).toBe('up')
    expect(findCommand(['images'])).toBeUndefined()
  })
})
