/** Whether this machine has the memory, CPUs and disk that a stack was promised. */
import {statfs} from 'node:fs/promises'

import {preflightMessages as say} from '../../messages/preflight.js'
import {fail, pass, skip, type Verdict, warn} from '../check.js'

export interface MemoryFacts {
  readonly totalMiB: number | undefined
  /** Sum of the limits of every container. */
  readonly promisedMiB: number
  readonly largest: {readonly service: string; readonly memoryMiB: number} | undefined
  /** Machine that the log rooms of this path need at least; absent without them. */
  readonly leastMiB?: number
  readonly path?: 'full' | 'light'
}

export interface CpuFacts {
  readonly total: number | undefined
  readonly largest: {readonly service: string; readonly cpus: number} | undefined
}

export interface DiskFacts {
  readonly folder: string
  readonly freeMiB: number | undefined
  /** Size of the file system. */
  readonly totalMiB?: number | undefined
  /** What log lines may take by opsctl.yaml; absent where none are stored. */
  readonly logsMiB?: number
  /** What the missing images take. */
  readonly imagesMiB: number
  /** What the stack may grow to by its own retention settings. */
  readonly growthMiB: number
}

/** What an engine, its containers' layers and logs need beside images. */
const HEADROOM_MIB = 512

/** Judges the sum of memory limits against the machine. */
export function judgeMemory({totalMiB, promisedMiB, largest, leastMiB = 0, path}: MemoryFacts): Verdict {
  if (totalMiB === undefined) return skip(say.noDocker)
  if (largest && largest.memoryMiB > totalMiB) {
    return fail(say.memoryTooLarge(largest.service, largest.memoryMiB, totalMiB), say.lowerMemory(largest.service))
  }
  if (totalMiB < leastMiB) {
    return fail(say.memoryShortForLogs(leastMiB, totalMiB), path === 'full' ? say.logsLight : say.withoutLogs)
  }
  if (promisedMiB > totalMiB) return warn(say.memoryOver(promisedMiB, totalMiB), say.lowerSomeMemory)
  return pass(say.memoryOk(promisedMiB, totalMiB))
}

/** Judges CPU limits: the engine refuses a container that may use more CPUs than there are. */
export function judgeCpus({total, largest}: CpuFacts): Verdict {
  if (total === undefined) return skip(say.noDocker)
  if (largest && largest.cpus > total) {
    return fail(say.cpuTooLarge(largest.service, largest.cpus, total), say.lowerCpus(largest.service, total))
  }
  return pass(say.cpuOk(total))
}

/** Elasticsearch puts no new shard on a disk that is fuller than this: its default low watermark. */
const LOW_WATERMARK = 0.85

/** Judges the free space where Docker keeps its data. */
export function judgeDisk({folder, freeMiB, totalMiB, imagesMiB, growthMiB, logsMiB = 0}: DiskFacts): Verdict {
  if (freeMiB === undefined) return skip(say.diskUnknown)
  const needMiB = imagesMiB + HEADROOM_MIB
  const mostMiB = Math.floor((totalMiB ?? Number.POSITIVE_INFINITY) * LOW_WATERMARK)
  if (logsMiB > mostMiB) return fail(say.logsOverDisk(logsMiB, mostMiB, totalMiB ?? 0), say.lowerLogsDisk)
  if (freeMiB < needMiB) return fail(say.diskShort(folder, freeMiB, needMiB), say.freeDisk)
  if (freeMiB < needMiB + growthMiB)
    return warn(say.diskTight(folder, freeMiB, needMiB + growthMiB), say.lowerRetention)
  return pass(say.diskOk(folder, freeMiB))
}

/** Free MiB for an unprivileged writer, and all MiB, where a folder lies; undefined when it is not on this machine. */
export async function probeDisk(
  folder: string,
): Promise<{readonly freeMiB: number; readonly totalMiB: number} | undefined> {
  return statfs(folder).then(
    ({bavail, blocks, bsize}) => ({
      freeMiB: Math.floor((bavail * bsize) / 1024 ** 2),
      totalMiB: Math.floor((blocks * bsize) / 1024 ** 2),
    }),
    () => undefined,
  )
}
