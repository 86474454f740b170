/** Runs the built opsctl as a person would: a process of its own, no TTY, its answer read from stdout. */
import {spawn} from 'node:child_process'
import {mkdtemp} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {FOLDER_PREFIX} from './leftovers.js'

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin/run.js')

export interface Answer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line and waits for its end. */
export function opsctl(
  words: readonly string[],
  options: {signal?: AbortSignal; env?: Record<string, string>} = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, OPSCTL_LANG: 'en', ...options.env},
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    options.signal?.addEventListener('abort', () => child.kill('SIGINT'))
    child.on('error', reject)
    child.on('close', (code) => resolve({code, stdout, stderr}))
  })
}

/** Runs one command line, demands exit code 0, and returns what it printed. */
export async function mustRun(...words: readonly string[]): Promise<string> {
  const answer = await opsctl(words)
  if (answer.code !== 0)
    throw new Error(`opsctl ${words.join(' ')} ended with ${answer.code}\n${answer.stdout}\n${answer.stderr}`)
  return answer.stdout
}

/** Runs one command line with --json, whatever its exit code, and returns the parsed document. */
export async function askJson(
  ...words: readonly string[]
): Promise<{code: number | null; json: Record<string, unknown>}> {
  const answer = await opsctl([...words, '--json'])
  return {code: answer.code, json: JSON.parse(answer.stdout)}
}

/** A folder for projects of this run; the secret scan watches every folder made here. */
export function makeFolder(): Promise<string> {
  return mkdtemp(FOLDER_PREFIX)
}
