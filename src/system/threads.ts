/** Runs jobs of one kind on several threads, and hands their answers over in the order of the jobs. */
import {existsSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {isMainThread, parentPort, Worker, type WorkerOptions} from 'node:worker_threads'

import {codeFolder, packageRoot} from '../package-root.js'

export interface ThreadOptions<Answer> extends ThreadCode {
  readonly threads: number
  readonly signal?: AbortSignal | undefined
  /** Answers come in order. */
  onAnswer(answer: Answer): void
  /** What a job tells while it runs. */
  onNote?(note: unknown): void
}

type Message<Answer> = {readonly note: unknown} | {readonly answer: Answer}

/** Answers that wait for an earlier one. */
const MOST_WAITING = 4
/** The heap of a thread; tables are bounded, so a fifth of it is used; more room would only be filled with what is no longer needed. */
const LIMITS = {maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8}

export function processors(): number {
  return availableParallelism()
}

/** Ends when all answers were handed over; a thread that dies or an aborted signal ends it with an error. */
export async function runOnThreads<Job, Answer>(
  jobs: AsyncIterator<Job>,
  options: ThreadOptions<Answer>,
): Promise<void> {
  const order = inOrder(options.onAnswer)
  let taken = 0
  let isEmpty = false
  let turn: Promise<unknown> = Promise.resolve()
  // Jobs are made one at a time, as making one may need a look at the file.
  const next = (): Promise<{job: Job; place: number} | undefined> => {
    const made = turn.then(async () => {
      if (isEmpty) return undefined
      await order.room(taken)
      const {done, value} = await jobs.next()
      if (done) isEmpty = true
      return done ? undefined : {job: value, place: taken++}
    })
    turn = made
    return made
  }
  const workers = Array.from({length: options.threads}, () => startThread(options, {resourceLimits: LIMITS}))
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let given = await next(); given; given = await next()) {
          options.signal?.throwIfAborted()
          order.put(given.place, await ask<Job, Answer>(worker, given.job, options))
        }
      }),
    )
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function inOrder<Answer>(onAnswer: (answer: Answer) => void) {
  const waiting = new Map<number, Answer>()
  let due = 0
  let wake: (() => void) | undefined
  return {
    put(place: number, answer: Answer) {
      waiting.set(place, answer)
      for (let ready = waiting.get(due); ready !== undefined; ready = waiting.get(due)) {
        waiting.delete(due++)
        onAnswer(ready)
      }
      wake?.()
    },
    async room(place: number) {
      while (place - due > MOST_WAITING) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** What a thread runs: a file beside the bundle, or a module of the source. */
export interface ThreadCode {
  readonly bundled: string
  readonly module: string
}

/** Starts a thread. Limits hold for shipped code only: reading TypeScript takes more. */
export function startThread({bundled, module}: ThreadCode, options: WorkerOptions = {}): Worker {
  const shipped = [bundled, `${module}.js`].map((file) => join(codeFolder(), file)).find((file) => existsSync(file))
  if (shipped) return new Worker(shipped, {...options, execArgv: []})
  const {resourceLimits, ...rest} = options
  return new Worker(fromSource(join(codeFolder(), `${module}.ts`)), {...rest, execArgv: []})
}

/** A thread does not take over that its parent reads TypeScript. */
function fromSource(path: string): URL {
  const tsx = pathToFileURL(join(packageRoot(), 'node_modules/tsx/dist/esm/api/index.mjs')).href
  const code = `import {register} from "${tsx}"; register(); await import("${pathToFileURL(path).href}")`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

function ask<Job, Answer>(worker: Worker, job: Job, options: ThreadOptions<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const abort = () => finish(() => reject(options.signal?.reason))
    const fail = (cause: unknown) => finish(() => reject(cause))
    const exit = (code: number) => fail(new Error(`a thread ended with ${code}`))
    const hear = (message: Message<Answer>) => {
      if ('note' in message) options.onNote?.(message.note)
      else finish(() => resolve(message.answer))
    }
    const finish = (how: () => void) => {
      worker.off('message', hear).off('error', fail).off('exit', exit)
      options.signal?.removeEventListener('abort', abort)
      how()
    }
    worker.on('message', hear).on('error', fail).on('exit', exit)
    options.signal?.addEventListener('abort', abort, {once: true})
    worker.postMessage(job)
  })
}

/** In a thread: answers every job it is given. Does nothing elsewhere. */
export function serveJobs<Job, Answer>(run: (job: Job, tell: (note: unknown) => void) => Promise<Answer>): void {
  if (isMainThread) return
  parentPort?.on('message', (job: Job) => {
    void run(job, (note) => parentPort?.postMessage({note})).then((answer) => parentPort?.postMessage({answer}))
  })
}
