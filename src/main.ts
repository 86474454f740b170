/** Routes the words of the command line to a command. Help, completion and unknown words go to oclif's own runner. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import {type Command, Config, flush, type Interfaces, run} from '@oclif/core'

import {commandTable} from './command-table.js'
import {EXIT} from './errors.js'
import {helpMessages} from './messages/help.js'
import {findNearest} from './nearest.js'
import {packageRoot} from './package-root.js'
import {type Lang, pickLang} from './text.js'

const GLOBAL_WITH_VALUE = new Set(['-C', '--directory', '--lang'])
const HELP = new Set(['--help', '-h', 'help'])

/** Runs one command line (without node and script). The exit code is left in process.exitCode. */
export async function main(argv: readonly string[]): Promise<void> {
  const words = moveGlobalsBehind(argv)
  const id = findCommand(words)
  if (words[0] === 'autocomplete') await run([...words], {root: packageRoot()})
  else if (wantsHelp(words)) await help(words.filter((word) => !HELP.has(word)))
  else if (id === undefined) refuse(words)
  else {
    const command = await loadCommand(id)
    await command.run(words.slice(id.split(' ').length), await loadLeanConfig())
  }
  await flush()
}

async function loadCommand(id: string): Promise<Command.Class> {
  const load = commandTable[id]
  if (!load) throw new Error(`no command ${id}`)
  const {default: command} = await load()
  // oclif takes the id from the file's place; the bundle has no files, so it is told.
  command.id = id
  return command
}

function wantsHelp(words: readonly string[]): boolean {
  return words.length === 0 || words.some((word) => HELP.has(word))
}

async function help(words: readonly string[]): Promise<void> {
  const {formatCommandHelp, formatRootHelp} = await import('./cli/help.js')
  const lang = speak(words)
  const id = findCommand(words)
  const text =
    id === undefined ? formatRootHelp(lang) : formatCommandHelp(id, await loadCommand(id), await loadLeanConfig(), lang)
  process.stdout.write(`${text}\n`)
}

function refuse(words: readonly string[]): void {
  const lang = speak(words)
  const wanted = words.filter((word) => !word.startsWith('-')).join(' ')
  const near = findNearest(wanted, Object.keys(commandTable))
  const lines = [`✗ ${helpMessages.unknownCommand(wanted)[lang]}`]
  if (near !== undefined) lines.push(`  → ${helpMessages.didYouMean(near)[lang]}`)
  lines.push(`  → ${helpMessages.seeAll[lang]}`)
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = EXIT.usage
}

function speak(words: readonly string[]): Lang {
  const flag = words.indexOf('--lang')
  return pickLang(flag === -1 ? undefined : words[flag + 1], process.env)
}

/** oclif's Config without its search for plugins and commands: the table knows them, and the search costs as much as the rest. */
async function loadLeanConfig(): Promise<Config> {
  const root = packageRoot()
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Interfaces.PJSON
  const {commands: _, plugins: __, ...oclif} = pjson.oclif
  const config = new Config({root, pjson: {...pjson, oclif}})
  await config.load()
  return config
}

/** Lets global flags stand before the command, as in `opsctl -C shop up`, which oclif itself doesn't take. */
export function moveGlobalsBehind(argv: readonly string[]): readonly string[] {
  let taken = 0
  while (taken < argv.length && argv[taken]?.startsWith('-') && !HELP.has(argv[taken] ?? '')) {
    taken += GLOBAL_WITH_VALUE.has(argv[taken] ?? '') ? 2 : 1
  }
  return [...argv.slice(taken), ...argv.slice(0, taken)]
}

/** The longest command id that the words begin with. */
export function findCommand(words: readonly string[]): string | undefined {
  for (const length of [2, 1]) {
    const id = words.slice(0, length).join(' ')
    if (id in commandTable) return id
  }
  return undefined
}
