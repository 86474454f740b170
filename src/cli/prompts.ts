/** What a terminal can ask. The only file that imports prompts, and only when someone is asked. */
import {styleText} from 'node:util'

import {promptMessages as say} from '../messages/prompts.js'
import {interrupted} from '../system/run.js'
import type {Lang} from '../text.js'

/** One choice of a list. */
export interface Choice<Value> {
  readonly name: string
  readonly value: Value
  /** What the answered question shows; the name when absent. */
  readonly short?: string
  readonly checked?: boolean
}

/** The prompts that are used; given from outside, so that a test needs no terminal. */
export interface Prompts {
  input(config: {
    readonly message: string
    readonly default?: string
    readonly validate?: (typed: string) => true | string
  }): Promise<string>
  select<Value>(config: {
    readonly message: string
    readonly choices: readonly Choice<Value>[]
    readonly default?: Value
  }): Promise<Value>
  checkbox<Value>(config: {readonly message: string; readonly choices: readonly Choice<Value>[]}): Promise<Value[]>
  confirm(config: {readonly message: string; readonly default?: boolean}): Promise<boolean>
}

/** The prompts of the terminal, in the language of the person. */
export async function terminalPrompts(lang: Lang): Promise<Prompts> {
  const {checkbox, confirm, input, select} = await import('@inquirer/prompts')
  // Prompts belong to stderr: stdout holds only what the command answers.
  const context = {output: process.stderr}
  const {list, yesNo} = promptThemes(lang)
  return {
    input: (config) => answered(input(config, context)),
    select: (config) => answered(select({...config, theme: list}, context)),
    checkbox: (config) => answered(checkbox({...config, theme: list}, context)),
    confirm: (config) => answered(confirm({...config, theme: yesNo}, context)),
  }
}

/** The words that prompts bring themselves: answers to yes or no, and what the keys do. */
export function promptThemes(lang: Lang) {
  const action = (word: string) => (word in say ? say[word as keyof typeof say][lang] : word)
  return {
    yesNo: {keywords: {yes: say.yes[lang], no: say.no[lang], error: () => say.yesOrNo[lang]}},
    list: {
      style: {
        keysHelpTip: (keys: [key: string, action: string][]) =>
          keys.map(([key, word]) => `${styleText('bold', key)} ${styleText('dim', action(word))}`).join(' • '),
      },
    },
  }
}

/** Ctrl+C at a prompt is an interruption like any other. */
async function answered<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') throw interrupted()
    throw error
  }
}
