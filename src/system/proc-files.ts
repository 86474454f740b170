/** What Linux tells of processes by files. A process that is gone, like a kernel without such files, reads as nothing. */
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

/** The unit of /proc: the kernel shows 100 a second on every architecture that Node runs on. */
export const TICKS_PER_S = 100

/** What the kernel says of one process. */
export interface ProcessStat {
  readonly parent: number
  /** The program's name, cut after 15 characters. */
  readonly name: string
  /** CPU seconds of its own. */
  readonly usedS: number
  /** CPU seconds of children that ended, with theirs. */
  readonly endedS: number
}

/** Reads what a process used until now. */
export function readProcess(proc: string, pid: number): ProcessStat {
  const text = readText(join(proc, String(pid), 'stat'))
  // The name of a program may hold spaces and parentheses; the last one ends it.
  const nameEnd = text.lastIndexOf(')')
  const fields = text.slice(nameEnd + 2).split(' ')
  const at = (index: number) => Number(fields[index] ?? 0)
  return {
    parent: at(1),
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    usedS: (at(11) + at(12)) / TICKS_PER_S,
    endedS: (at(13) + at(14)) / TICKS_PER_S,
  }
}

/** All that run now. */
export function listPids(proc: string): readonly number[] {
  return listNames(proc)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

export function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Nothing where the kernel has no such file, or no longer. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
