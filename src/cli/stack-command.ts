/** The base of every command: global flags, language, errors in the person's language, one answer under --json. */
import {resolve} from 'node:path'
import {Command, Flags} from '@oclif/core'

import {EXIT, OpsError, type Problem} from '../errors.js'
import {cliMessages} from '../messages/cli.js'
import {type Project, projectAt} from '../project.js'
import {redact} from '../system/redact.js'
import {announceRuns} from '../system/run.js'
import {type Lang, pickLang, type Text} from '../text.js'

interface ProjectFlags {
  readonly directory: string
  readonly yes?: boolean
  readonly target?: 'compose' | 'helm' | undefined
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
}

export abstract class StackCommand extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    directory: Flags.string({
      char: 'C',
      default: '.',
      env: 'OPSCTL_DIRECTORY',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      summary: 'Project folder.',
    }),
    lang: Flags.option({
      helpGroup: 'GLOBAL',
      options: ['en', 'zh'] as const,
      summary: 'Language of messages; else OPSCTL_LANG, else the locale.',
    })(),
    verbose: Flags.boolean({env: 'OPSCTL_VERBOSE', helpGroup: 'GLOBAL', summary: 'Print every program that is run.'}),
    yes: Flags.boolean({
      char: 'y',
      env: 'OPSCTL_YES',
      helpGroup: 'GLOBAL',
      summary: 'Answer yes to every question that destroys nothing.',
    }),
  }

  private spoken: Lang | undefined
  private readonly interrupt = new AbortController()

  /** The language of this run. It must be known before flags are parsed, so that their errors speak it too. */
  protected get lang(): Lang {
    this.spoken ??= pickLang(flagValue(this.argv, '--lang'), process.env)
    return this.spoken
  }

  /** Aborted by the first Ctrl+C or SIGTERM; actions undo what is half done. A second Ctrl+C ends at once. */
  protected get signal(): AbortSignal {
    return this.interrupt.signal
  }

  protected say(text: Text): string {
    return text[this.lang]
  }

  /** The project of `--directory`, with what the flags decide in place of opsctl.yaml. */
  protected project({directory, target, context, kubeconfig, yes}: ProjectFlags): Project {
    return projectAt(directory, {
      ...(target === undefined ? {} : {target}),
      ...(context === undefined ? {} : {context}),
      ...(kubeconfig === undefined ? {} : {kubeconfig: resolve(kubeconfig)}),
      ...(this.canAsk && !yes ? {askContext: (names) => this.chooseContext(names)} : {}),
    })
  }

  /** Whether someone can be asked. */
  protected get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true && !this.jsonEnabled()
  }

  private async chooseContext(names: readonly string[]): Promise<string> {
    const {chooseContext} = await import('./confirm.js')
    return chooseContext(names, this.lang)
  }

  /** Asks for the name of a context that looks like production, unless a flag has it. */
  protected confirmContext(flags: {readonly yes: boolean; readonly 'confirm-context'?: string | undefined}) {
    return async (context: string): Promise<string> => {
      const {askContextName} = await import('./confirm.js')
      const {yes, 'confirm-context': name} = flags
      return askContextName(context, {lang: this.lang, yes, name, canAsk: this.canAsk})
    }
  }

  protected override async init(): Promise<void> {
    await super.init()
    const onSignal = () => {
      if (this.interrupt.signal.aborted) process.exit(EXIT.interrupted)
      this.interrupt.abort()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    if (this.isVerbose) announceRuns((line) => this.logToStderr(line))
  }

  private get isVerbose(): boolean {
    return this.argv.includes('--verbose') || /^(1|true|y|yes)$/i.test(process.env.OPSCTL_VERBOSE ?? '')
  }

  /** What other programs print, for --verbose only; to stderr, so that stdout holds the answer alone. */
  protected showProgress(line: string): void {
    if (this.isVerbose && !this.jsonEnabled()) this.logToStderr(line)
  }

  /** A step of something long, to stderr; nothing under --json. */
  protected showStep(line: string): void {
    if (!this.jsonEnabled()) this.logToStderr(line)
  }

  /** Every failure in one shape: what, where, how to go on, and the exit code of its kind. */
  protected override async catch(error: Error & {exitCode?: number}): Promise<unknown> {
    const known = toOpsError(error)
    process.exitCode = known.exitCode
    if (this.jsonEnabled()) {
      this.logJson({error: errorToJson(known, this.lang)})
      return undefined
    }

    this.logToStderr(redact(formatError(known, this.lang)))
    if (known.kind === 'bug') this.debug(error)
    return undefined
  }
}

function flagValue(argv: readonly string[], flag: string): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === flag) return argv[index + 1]
    if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1)
  }

  return undefined
}

function toOpsError(error: Error & {exitCode?: number; oclif?: {exit?: number}}): OpsError {
  if (error instanceof OpsError) return error
  if (error.oclif?.exit === EXIT.usage) return usageError(error)
  return new OpsError({
    code: 'OPS_BUG',
    kind: 'bug',
    message: cliMessages.bug(error.message),
    suggestions: [cliMessages.reportBug],
    cause: error,
  })
}

function usageError(error: Error): OpsError {
  return new OpsError({
    code: 'OPS_USAGE',
    kind: 'usage',
    message: {en: error.message, zh: error.message},
    suggestions: [cliMessages.seeHelp],
    cause: error,
  })
}

/** An error as the `error` key of a --json answer. */
export function errorToJson(error: OpsError, lang: Lang): Record<string, unknown> {
  return {
    code: error.code,
    kind: error.kind,
    exit: error.exitCode,
    message: redact(error.text[lang]),
    suggestions: error.ways.map((way) => way[lang]),
    ...(error.detail === undefined ? {} : {detail: redact(error.detail)}),
    ...(error.problems.length === 0 ? {} : {problems: error.problems.map((p) => ({...p, message: p.message[lang]}))}),
  }
}

/** An error as a person reads it. */
export function formatError(error: OpsError, lang: Lang): string {
  const lines = [`✗ ${error.text[lang]}`]
  for (const problem of error.problems) lines.push(`  ${formatProblem(problem, lang)}`)
  if (error.detail) lines.push(...error.detail.split('\n').map((line) => `  │ ${line}`))
  for (const way of error.ways) lines.push(`  → ${way[lang]}`)
  return lines.join('\n')
}

/** `opsctl.yaml:LINE:COL path: problem`. */
export function formatProblem(problem: Problem, lang: Lang): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':')
  return problem.path ? `${place} ${problem.path}: ${problem.message[lang]}` : `${place}: ${problem.message[lang]}`
}
