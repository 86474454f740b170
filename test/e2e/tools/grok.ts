/** Elastic's own grok engine as a process that is asked over pipes, so that thousands of matches cost a second. */
import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {createInterface} from 'node:readline'

import {buildTool} from './cache.js'
import {javaHome} from './programs.js'

/** What a pattern took from a line, by the names it has in the pattern. `[a][b]` stays one literal key. */
export type Captures = Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>

/** One engine process. */
export interface Grok {
  /** Captures of the first pattern that matches, or undefined. Throws when a pattern doesn't compile. */
  match(
    pattern: string | readonly string[],
    line: string,
    extraPatterns?: Readonly<Record<string, string>>,
  ): Promise<Captures | undefined>
  /** The same for many lines at once. */
  matchAll(
    pattern: string | readonly string[],
    lines: readonly string[],
    extraPatterns?: Readonly<Record<string, string>>,
  ): Promise<readonly (Captures | undefined)[]>
  close(): Promise<void>
}

interface Answer {
  readonly error?: string
  readonly captures?: readonly (Captures | null)[]
}

type Waiting = {resolve(answer: Answer): void; reject(error: Error): void}

/** Starts the engine. `ecs` chooses the pattern bank: ECS v1 (the default, as in Logstash 8 and later) or the legacy one. */
export async function openGrok(options: {readonly ecs?: boolean} = {}): Promise<Grok> {
  const folder = await buildTool('grok')
  const argv = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', `${folder}/classes:${folder}/lib/*`, 'Grok']
  const child = spawn(`${await javaHome()}/bin/java`, argv, {stdio: ['pipe', 'pipe', 'pipe']})
  const ask = asker(child)
  const ecs = options.ecs ?? true
  const matchAll: Grok['matchAll'] = async (pattern, lines, extra = {}) => {
    const patterns = typeof pattern === 'string' ? [pattern] : pattern
    const answer = await ask({patterns, ecs, extra, lines})
    if (answer.error !== undefined) throw new Error(answer.error)
    return (answer.captures ?? []).map((captures) => captures ?? undefined)
  }
  return {
    matchAll,
    match: async (pattern, line, extra) => (await matchAll(pattern, [line], extra))[0],
    close: () => close(child),
  }
}

/** Questions are answered in the order they were asked. */
function asker(child: ChildProcessWithoutNullStreams): (question: unknown) => Promise<Answer> {
  const waiting: Waiting[] = []
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  createInterface({input: child.stdout}).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)))
  child.on('close', () => {
    for (const {reject} of waiting.splice(0)) reject(new Error(`the grok engine ended: ${stderr}`))
  })
  return (question) =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null) reject(new Error(`the grok engine ended: ${stderr}`))
      waiting.push({resolve, reject})
      child.stdin.write(`${JSON.stringify(question)}\n`)
    })
}

function close(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('close', () => resolve())
    child.stdin.end()
  })
}
