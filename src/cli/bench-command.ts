/** The base of every load test: the words that repeat it, a live line, one ending, one exit code. */
import type {BenchPlan} from '../actions/bench/conduct.js'
import type {BenchResult, BenchSecond} from '../bench/result.js'
import {EXIT, OpsError} from '../errors.js'
import {benchHttpMessages as say} from '../messages/bench-http.js'
import {openLiveView} from './print/bench-live.js'
import {benchSummary} from './print/bench-summary.js'
import {formatError, StackCommand} from './stack-command.js'

type Conducting = Pick<BenchPlan, 'command' | 'onNotKept' | 'out' | 'name'> & {readonly signal: AbortSignal}

export abstract class BenchCommand extends StackCommand {
  private isKept = true

  /** The command as it was typed; no flag of a load test takes a secret. */
  protected get words(): readonly string[] {
    return [this.config.bin, ...(this.id ?? '').split(/[: ]/), ...this.argv]
  }

  /** Tells that the result could not be kept; it is printed all the same. */
  protected readonly tellNotKept = (error: OpsError): void => {
    this.isKept = false
    this.logToStderr(formatError(error, this.lang))
  }

  /** What every action needs to end early, to be repeated, and to keep its result. */
  protected conducting(flags: {readonly out?: string | undefined; readonly name?: string | undefined}): Conducting {
    const {out, name} = flags
    return {
      command: this.words,
      onNotKept: this.tellNotKept,
      signal: this.signal,
      ...(out === undefined ? {} : {out}),
      ...(name === undefined ? {} : {name}),
    }
  }

  /** Runs a load test with a live line on a terminal, and ends with its summary. */
  protected async showLive(work: (onSecond: (second: BenchSecond) => void) => Promise<BenchResult>) {
    const live = this.jsonEnabled() ? undefined : openLiveView(process.stderr, this.lang)
    try {
      const result = await work((second) => live?.onSecond(second)).finally(() => live?.end())
      return this.finish(result)
    } catch (error) {
      // An aborted step rejects in a way of its own, which is no defect.
      if (this.signal.aborted && !(error instanceof OpsError)) throw interrupted(error)
      throw error
    }
  }

  /** Prints the summary and sets the exit code: 130 after Ctrl+C, 4 when the result is not kept, 1 when a guard stopped it. */
  protected finish(result: BenchResult): BenchResult {
    const lines = benchSummary(result, this.lang)
    // The last line says where it is kept.
    for (const line of this.isKept ? lines : lines.slice(0, -1)) this.log(line)
    if (result.status === 'stopped') process.exitCode = EXIT.verdict
    if (!this.isKept) process.exitCode = EXIT.external
    if (result.status === 'interrupted') process.exitCode = EXIT.interrupted
    return result
  }
}

function interrupted(cause: unknown): OpsError {
  return new OpsError({
    code: 'OPS_INTERRUPTED',
    kind: 'interrupted',
    message: say.notBegun,
    suggestions: [say.runAgain],
    cause,
  })
}
