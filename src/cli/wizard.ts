/** Asks a person what `init` needs to know. */
import type {Asker} from '../actions/init.js'
import type {Question} from '../components/component.js'
import {initMessages} from '../messages/init.js'
import {typedValue} from '../spec/answers.js'
import {expectedText} from '../spec/expected.js'
import {type KeyNode, nodeAt} from '../spec/key-tree.js'
import {parsePath} from '../spec/path.js'
import {type PresetId, presetIds, presets} from '../spec/presets.js'
import type {Edit} from '../spec/save-stack.js'
import type {Lang} from '../text.js'
import type {Prompts} from './prompts.js'

/** Whether there is someone to ask: prompts read stdin and draw on stderr. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Turns questions into prompts: type, default, choices and range come from the schema, the words from the rooms. */
export function createWizard(lang: Lang, prompts: Prompts): Asker {
  return {
    choosePreset: () =>
      prompts.select<PresetId>({
        message: initMessages.askPreset[lang],
        choices: presetIds.map((id) => ({name: presets[id].title[lang], value: id, short: id})),
        default: 'demo',
      }),
    ask: (questions, present) => askAll(questions, present, {lang, prompts}),
    confirm: (message) => prompts.confirm({message: message[lang], default: true}),
  }
}

interface Desk {
  readonly lang: Lang
  readonly prompts: Prompts
}

async function askAll(questions: readonly Question[], present: Readonly<Record<string, unknown>>, desk: Desk) {
  const answers: Record<string, unknown> = {...present}
  const edits: Edit[] = []
  for (const question of questions) {
    const path = parsePath(question.path)
    const node = path && nodeAt(path)
    if (!path || !node || !isAsked(question, path, answers)) continue
    const value = await askOne(question, node, answers[question.path], desk)
    if (value === undefined) continue
    const isSame = JSON.stringify(value) === JSON.stringify(answers[question.path] ?? node.fallback)
    answers[question.path] = value
    if (!isSame) edits.push({path, value})
  }

  return edits
}

/** Nothing is asked about an app that has neither an image nor a folder to build. */
function isAsked(
  question: Question,
  path: readonly (string | number)[],
  answers: Readonly<Record<string, unknown>>,
): boolean {
  if (question.when && !question.when(answers)) return false
  const [top, name, key] = path
  if (top !== 'apps' || key === 'image' || key === 'build') return true
  return ['image', 'build'].some((source) => answers[`apps.${name}.${source}`] !== undefined)
}

async function askOne(question: Question, node: KeyNode, present: unknown, {lang, prompts}: Desk): Promise<unknown> {
  const message = question.ask[lang]
  const now = present ?? node.fallback
  if (node.kind === 'switch') return prompts.confirm({message, default: now !== false})
  if (node.kind === 'choice') {
    const choices = node.choices.map((choice) => ({name: String(choice), value: choice}))
    return prompts.select({message, choices, ...(now === undefined ? {} : {default: now as string})})
  }

  if (node.kind === 'list' && node.item?.kind === 'choice') {
    const chosen = new Set(Array.isArray(now) ? now : [])
    const choices = node.item.choices.map((value) => ({name: String(value), value, checked: chosen.has(value)}))
    return prompts.checkbox({message, choices})
  }

  return askText(message, node, now, {lang, prompts})
}

async function askText(message: string, node: KeyNode, now: unknown, {lang, prompts}: Desk): Promise<unknown> {
  const mayBeBlank = now === undefined && node.optional
  const read = (typed: string) => typedValue(node, typed.trim(), () => new Error('not YAML'))
  const typed = await prompts.input({
    message: mayBeBlank ? `${message} (${initMessages.noneHint[lang]})` : message,
    ...(now === undefined ? {} : {default: Array.isArray(now) ? now.join(', ') : String(now)}),
    validate: (text) => {
      if (text.trim() === '' && mayBeBlank) return true
      return takes(node, text, read) || initMessages.notValid(expectedText(node)[lang])[lang]
    },
  })
  return typed.trim() === '' ? undefined : read(typed)
}

function takes(node: KeyNode, text: string, read: (typed: string) => unknown): boolean {
  try {
    return node.schema.safeParse(read(text)).success
  } catch {
    return false
  }
}
