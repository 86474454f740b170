import {mkdtemp, realpath, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {onTestFinished} from 'vitest'

/** A folder of the test's own, removed when it ends. */
export async function tempDir(under = tmpdir()): Promise<string> {
  const folder = await realpath(await mkdtemp(join(under, 'opsctl-test-')))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return folder
}
