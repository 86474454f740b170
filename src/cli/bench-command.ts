/** The base of every load test: the words that repeat it, one ending, one exit code. */
import type {BenchResult} from '../bench/result.js'
import {EXIT, type OpsError} from '../errors.js'
import {benchSummary} from './print/bench-summary.js'
import {formatError, StackCommand} from './stack-command.js'

export abstract class BenchCommand extends StackCommand {
  private isKept = true

  /** The command as it was typed; no flag of a load test takes a secret. */
  protected get words(): readonly string[] {
    return [this.config.bin, ...(this.id ?? '').split(':'), ...this.argv]
  }

  /** Tells that the result could not be kept; it is printed all the same. */
  protected readonly tellNotKept = (error: OpsError): void => {
    this.isKept = false
    this.logToStderr(formatError(error, this.lang))
  }

  /** Prints the summary and sets the exit code: 130 after Ctrl+C, 4 when the result is not kept, 1 when a guard stopped it. */
  protected finish(result: BenchResult): BenchResult {
    for (const line of benchSummary(result, this.lang)) this.log(line)
    if (result.status === 'stopped') process.exitCode = EXIT.verdict
    if (!this.isKept) process.exitCode = EXIT.external
    if (result.status === 'interrupted') process.exitCode = EXIT.interrupted
    return result
  }
}
