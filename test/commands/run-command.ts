import {fileURLToPath} from 'node:url'
import type {Command, Config} from '@oclif/core'
import {captureOutput} from '@oclif/test'

const root = fileURLToPath(new URL('../..', import.meta.url))

type CommandClass = (new (argv: string[], config: Config) => Command) & Pick<typeof Command, 'run'>

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Runs a command class in this process, as a script would: English, no terminal. */
export async function runCommand(command: CommandClass, argv: readonly string[]): Promise<CommandResult> {
  const before = process.exitCode
  process.exitCode = undefined
  const {stderr, stdout} = await captureOutput(() => command.run([...argv], root), {stripAnsi: true})
  const exitCode = Number(process.exitCode ?? 0)
  process.exitCode = before
  return {stdout, stderr, exitCode}
}
