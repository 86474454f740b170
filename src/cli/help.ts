/** Help in the person's language, from the command class and the catalogue in messages/help. */
import type {Command, Config, Interfaces} from '@oclif/core'
import {CommandHelp} from '@oclif/core/help'

import {commandHelp} from '../messages/command-help.js'
import {globalFlagsZh, headingsZh, helpGroups, helpMessages} from '../messages/help.js'
import type {Lang} from '../text.js'

type Described = {summary?: string; description?: string; helpGroup?: string}

/** The list of all commands. */
export function formatRootHelp(lang: Lang): string {
  const width = Math.max(...helpGroups.flatMap((group) => group.commands.map((id) => id.length))) + 3
  const groups = helpGroups.map((group) => {
    const rows = group.commands.map((id) => `  ${id.padEnd(width)}${commandHelp[id]?.summary[lang] ?? ''}`)
    return [group.title[lang], ...rows].join('\n')
  })
  const usage = `${helpMessages.usage[lang]}\n  $ opsctl [-C DIR] COMMAND`
  return [helpMessages.tagline[lang], usage, ...groups, helpMessages.more[lang]].join('\n\n')
}

/** The help of one command: usage, flags, description and examples. */
export function formatCommandHelp(id: string, command: Command.Class, config: Config, lang: Lang): string {
  const loadable = describe(id, command, lang)
  const options = {maxWidth: Math.min(process.stdout.columns ?? 100, 120), stripAnsi: !process.stdout.isTTY}
  const body = new CommandHelp(
    loadable,
    config as unknown as Interfaces.Config,
    options as Interfaces.HelpOptions,
  ).generate()
  const text = `${loadable.summary ?? ''}\n\n${body}`
  return lang === 'zh' ? text.replace(/^[A-Z ]+$/gm, (heading) => headingsZh[heading] ?? heading) : text
}

function describe(id: string, command: Command.Class, lang: Lang): Command.Loadable {
  const zh = lang === 'zh' ? commandHelp[id]?.zh : undefined
  const flags = {...jsonFlag(command), ...command.baseFlags, ...command.flags}
  return {
    ...command,
    id,
    aliases: command.aliases ?? [],
    hidden: false,
    hiddenAliases: [],
    summary: commandHelp[id]?.summary[lang] ?? command.summary,
    description: zh?.description ?? command.description,
    examples: (command.examples ?? []).map((example, index) => translateExample(example, zh?.examples[index])),
    flags: translate(flags, zh === undefined ? undefined : {...globalFlagsZh, ...zh.flags}),
    args: translate(command.args ?? {}, zh?.args),
  } as unknown as Command.Loadable
}

function jsonFlag(command: Command.Class): Record<string, object> {
  if (!command.enableJsonFlag) return {}
  return {json: {name: 'json', type: 'boolean', helpGroup: 'GLOBAL', summary: 'Print the answer as JSON.'}}
}

function translate(described: object, texts: Readonly<Record<string, string>> | undefined): Record<string, object> {
  const entries = Object.entries(described as Record<string, Described>).map(([name, one]) => {
    return [name, {...one, name, summary: texts?.[name] ?? one.summary ?? one.description}] as const
  })
  return Object.fromEntries(entries)
}

function translateExample(example: Command.Example, zh: string | undefined): Command.Example {
  if (typeof example === 'string' || zh === undefined) return example
  return {...example, description: zh}
}
