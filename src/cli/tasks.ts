/** Shows steps as they run: a live list on a terminal, plain lines elsewhere, nothing under --json. The only listr2 import. */
import type {ListrTask} from 'listr2'

import type {Step, StepRunner} from '../actions/step.js'
import {redact} from '../system/redact.js'
import type {Lang, Text} from '../text.js'

export interface TaskScreen {
  readonly lang: Lang
  readonly mode: 'live' | 'plain' | 'silent'
  /** Takes one line of plain output. */
  readonly write: (line: string) => void
}

const NARROWEST_LIVE = 60

/** The screen of a command: silent under --json, live on a terminal that can move its cursor, else plain. */
export function pickScreen(lang: Lang, json: boolean, write: (line: string) => void): TaskScreen {
  // A list that must wrap its lines can't be redrawn in place.
  const isWide = (process.stderr.columns ?? 0) >= NARROWEST_LIVE
  const canMove = process.stderr.isTTY === true && isWide && process.env.TERM !== 'dumb' && !process.env.CI
  if (json) return {lang, mode: 'silent', write}
  return {lang, mode: canMove ? 'live' : 'plain', write}
}

/** Makes the runner that an action is given. */
export function openTasks(screen: TaskScreen): StepRunner {
  return (steps) => runSteps(steps, screen)
}

/** Runs the steps in order. When one fails, it and those before it are taken back, last first; the failure is thrown. */
export async function runSteps(steps: readonly Step[], screen: TaskScreen): Promise<void> {
  const begun: Step[] = []
  const tracked = steps.map(
    (step): Step => ({
      ...step,
      run: (progress) => {
        begun.unshift(step)
        return step.run(progress)
      },
    }),
  )
  try {
    if (screen.mode === 'live') await runLive(tracked, screen)
    else await runPlain(tracked, screen)
  } catch (error) {
    for (const step of begun) await step.undo?.()
    throw error
  }
}

async function runPlain(steps: readonly Step[], screen: TaskScreen): Promise<void> {
  const write = (line: string) => {
    if (screen.mode === 'plain') screen.write(redact(line))
  }
  for (const step of steps) {
    const title = step.title[screen.lang]
    const start = performance.now()
    try {
      const done = await step.run((line) => write(`    ${line[screen.lang]}`))
      write(`✓ ${title}${suffix(done, screen.lang)} (${seconds(start)})`)
    } catch (error) {
      write(`✗ ${title} (${seconds(start)})`)
      throw error
    }
  }
}

async function runLive(steps: readonly Step[], screen: TaskScreen): Promise<void> {
  const {Listr, ListrLogger, ProcessOutput} = await import('listr2')
  const tasks = steps.map(
    (step): ListrTask => ({
      title: step.title[screen.lang],
      task: async (_context, task) => {
        const start = performance.now()
        const done = await step.run((line) => {
          task.output = redact(line[screen.lang])
        })
        task.title = redact(`${step.title[screen.lang]}${suffix(done, screen.lang)} (${seconds(start)})`)
      },
    }),
  )
  // Progress goes to stderr, so that stdout holds the answer alone.
  const logger = new ListrLogger({processOutput: new ProcessOutput(process.stderr, process.stderr)})
  await new Listr(tasks, {
    concurrent: false,
    exitOnError: true,
    // Ctrl+C is opsctl's: the action is told by its signal, undoes what it must, and the exit code is 130.
    registerSignalListeners: false,
    rendererOptions: {logger, showErrorMessage: false, collapseErrors: false, suffixSkips: false},
    fallbackRendererCondition: false,
  }).run()
}

function suffix(done: Text | undefined, lang: Lang): string {
  return done ? `: ${done[lang]}` : ''
}

function seconds(startMs: number): string {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`
}
