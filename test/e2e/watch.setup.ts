/** Starts the watch for secrets before the first end-to-end test; `zz-secrets.e2e.ts` reads what it saw. */
import {spawn} from 'node:child_process'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {TestProject} from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly secretWatch: {readonly pid: number; readonly report: string}
  }
}

export default async function startWatch(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'opsctl-watch-'))
  const report = join(folder, 'report.json')
  const script = join(dirname(fileURLToPath(import.meta.url)), 'secret-watch.js')
  const child = spawn(process.execPath, [script, report], {stdio: 'inherit'})
  project.provide('secretWatch', {pid: child.pid ?? 0, report})
  return async () => {
    child.kill('SIGKILL')
    await rm(folder, {recursive: true, force: true})
  }
}
