import {readFileSync} from 'node:fs'

/** CPU seconds of the calling thread; undefined where the system doesn't tell (it is Linux that does). */
export function threadCpuS(): number | undefined {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e9
  } catch {
    return undefined
  }
}
