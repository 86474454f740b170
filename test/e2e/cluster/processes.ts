/** Finds what a cluster left running. */
import {readdir, readFile} from 'node:fs/promises'

/** Command lines of processes that name a folder. */
export async function processesOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return commands.filter((command) => command.includes(folder)).map((command) => command.replaceAll('\0', ' '))
}
