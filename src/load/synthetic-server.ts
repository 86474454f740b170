/** Starts a server of known limits in a process of its own, so that what a load test says can be held against the truth. */
import {type ChildProcess, fork} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'

import type {SparseCounts} from '../bench/histogram.js'
import {codeFolder, packageRoot} from '../package-root.js'
import type {QueueOptions} from './synthetic-server-queue.js'

export interface SyntheticOptions extends QueueOptions {
  /** `http` when absent. */
  readonly protocol?: 'http' | 'redis'
  /** Freezes of the whole process: `lengthMs` every `everyMs`, the first `phaseMs` after its start. */
  readonly stall?: {readonly everyMs: number; readonly lengthMs: number; readonly phaseMs?: number}
  /** Bytes of a body, or of a value of Redis; 12 when absent. */
  readonly bodyBytes?: number
  /** How the end of a body is told; `length` when absent. */
  readonly framing?: 'length' | 'chunked' | 'close'
  /** Each n-th request resets its connection. */
  readonly resetEvery?: number
  /** Each n-th request is answered with an error (500). */
  readonly failEvery?: number
}

/** What the server itself knows. */
export interface ServerTruth {
  /** Requests that were answered well, with 503 because the queue was full, with 500, and by a reset. */
  readonly served: number
  readonly refused: number
  readonly failed: number
  readonly reset: number
  /** From the moment a request was read until its answer was written, for those that were answered well. */
  readonly sojournCounts: SparseCounts
  /** Freezes as they really were, since the server's start. */
  readonly freezes: readonly {readonly atMs: number; readonly lengthMs: number}[]
}

export interface SyntheticServer {
  readonly host: string
  readonly port: number
  readonly pid: number
  /** Of all requests, or of the last ones only: as many as a run counted, and so without its warm-up. At most a million are remembered. */
  truth(last?: number): Promise<ServerTruth>
  close(): Promise<void>
}

/** Between the two processes. */
export type ServerRequest = {readonly start: SyntheticOptions} | {readonly truth: {readonly last?: number}}
export type ServerReply = {readonly port: number} | {readonly truth: ServerTruth}

const HOST = '127.0.0.1'

/** Starts one on a free port of the loopback; it ends with {@link SyntheticServer.close}, or with this process. */
export async function startSyntheticServer(options: SyntheticOptions = {}): Promise<SyntheticServer> {
  const child = startProcess()
  const {port} = (await ask(child, {start: options})) as {port: number}
  return {
    host: HOST,
    port,
    pid: child.pid as number,
    async truth(last) {
      const reply = await ask(child, {truth: last === undefined ? {} : {last}})
      return (reply as {truth: ServerTruth}).truth
    },
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

function startProcess(): ChildProcess {
  const name = 'synthetic-server'
  const packed = [join(codeFolder(), `${name}.cjs`), join(codeFolder(), `load/${name}-main.js`)].find(existsSync)
  const tsx = pathToFileURL(join(packageRoot(), 'node_modules/tsx/dist/esm/index.mjs')).href
  return fork(packed ?? join(codeFolder(), `load/${name}-main.ts`), [], {
    execArgv: packed ? [] : ['--import', tsx],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/** One question at a time. */
function ask(child: ChildProcess, request: ServerRequest): Promise<ServerReply> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null) => reject(new Error(`the synthetic server ended with ${code}`))
    child.once('exit', end)
    child.once('message', (reply) => {
      child.off('exit', end)
      resolve(reply as ServerReply)
    })
    child.send(request)
  })
}
