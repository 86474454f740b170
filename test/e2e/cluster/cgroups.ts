/** A branch of the tree of control groups for one machine, whichever version this kernel has. */
import {existsSync, readdirSync} from 'node:fs'
import {mkdir, readFile, rmdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

const ROOT = '/sys/fs/cgroup'
const PREFIX = 'opsctl-e2e-'

/** Makes the branch, and removes those of tests that no longer run. Returns its path from the root of the tree. */
export async function makeCgroup(): Promise<string> {
  for (const name of new Set(hierarchies().flatMap((tree) => readdirSync(tree)))) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)$`).exec(name) ?? []
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await removeCgroup(`/${name}`)
  }
  const path = `/${PREFIX}${process.pid}`
  for (const tree of hierarchies()) {
    await mkdir(join(tree, path), {recursive: true})
    if (tree.endsWith('/cpuset')) await inheritCpus(tree, path)
  }
  return path
}

/** Removes the branch, whose processes have ended or are about to. */
export async function removeCgroup(path: string): Promise<void> {
  for (const tree of hierarchies()) await removeTree(join(tree, path))
}

/** The one tree of version 2, or the trees of version 1. */
function hierarchies(): readonly string[] {
  if (existsSync(join(ROOT, 'cgroup.controllers'))) return [ROOT]
  return readdirSync(ROOT, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, entry.name, 'cgroup.procs')))
    .map((entry) => join(ROOT, entry.name))
}

/** A new branch of this tree has no processors: nothing could run in it. */
async function inheritCpus(tree: string, path: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    await writeFile(join(tree, path, file), await readFile(join(tree, file)))
  }
}

async function removeTree(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    if (entry.isDirectory()) await removeTree(join(folder, entry.name))
  }
  const deadline = Date.now() + 5000
  for (;;) {
    const failure = await rmdir(folder).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error,
    )
    if (!failure || failure.code === 'ENOENT') return
    if (Date.now() > deadline) throw failure
    // Processes that were killed a moment ago are still on their way out.
    await sleep(50)
  }
}
