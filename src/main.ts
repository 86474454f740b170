/** Routes the words of the command line to a command, to help, or, for completion only, to oclif's own runner. */
import {type Command, type Config, flush} from '@oclif/core'

import {loadLeanConfig} from './cli/lean-config.js'
import {commandTable} from './command-table.js'
import {EXIT} from './errors.js'
import {helpMessages} from './messages/help.js'
import {findNearest} from './nearest.js'
import {packageRoot} from './package-root.js'
import {type Lang, pickLang} from './text.js'

const GLOBAL_WITH_VALUE = new Set(['-C', '--directory', '--lang', '--target', '--context', '--kubeconfig'])
const HELP = new Set(['--help', '-h', 'help'])

type Runnable = new (argv: string[], config: Config) => {_run(): Promise<unknown>}

/** Runs one command line (without node and script). The exit code is left in process.exitCode. */
export async function main(argv: readonly string[]): Promise<void> {
  const words = moveGlobalsBehind(argv)
  const id = findCommand(words)
  if (words[0] === 'autocomplete') await runOclif(words)
  else if (wantsHelp(words)) await help(words.filter((word) => !HELP.has(word)))
  else if (id === undefined) refuse(words)
  else {
    const command = (await loadCommand(id)) as unknown as Runnable
    // The static run() of a command would load the config once more, with the search.
    await new command(words.slice(id.split(' ').length), await loadLeanConfig())._run()
  }
  await flush()
}

/** oclif's own runner finds the commands of its plugins by their files, so bin/run.js keeps these words off the bundle. */
async function runOclif(words: readonly string[]): Promise<void> {
  const {run} = await import('@oclif/core/run')
  await run([...words], {root: packageRoot()})
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
  const end = words.findIndex((word) => word.startsWith('-'))
  const wanted = words.slice(0, end === -1 ? undefined : end).join(' ')
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
