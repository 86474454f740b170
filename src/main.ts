/** Routes the words of the command line to a command. Help, completion and unknown words go to oclif's own runner. */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import {Config, flush, type Interfaces, run} from '@oclif/core'

import {commandTable} from './command-table.js'
import {packageRoot} from './package-root.js'

const GLOBAL_WITH_VALUE = new Set(['-C', '--directory', '--lang'])
const HELP = new Set(['--help', '-h', 'help'])

/** Runs one command line (without node and script). The exit code is left in process.exitCode. */
export async function main(argv: readonly string[]): Promise<void> {
  const words = moveGlobalsBehind(argv)
  const id = findCommand(words)
  const load = id === undefined ? undefined : commandTable[id]
  if (id === undefined || load === undefined || words.some((word) => HELP.has(word))) {
    await run([...words], {root: packageRoot()})
  } else {
    const {default: command} = await load()
    // oclif takes the id from the file's place; the bundle has no files, so it is told.
    command.id = id
    await command.run(words.slice(id.split(' ').length), await loadLeanConfig())
  }
  await flush()
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
