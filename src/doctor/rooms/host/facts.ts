/** What is seen of the machine that runs the containers. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

export const osFact = defineFact(
  'host.os',
  z.object({
    platform: z.string(),
    id: z.string(),
    name: z.string(),
    kernel: z.string(),
    isWsl: z.boolean(),
    /** Set by the shells that come with Git for Windows. */
    msystem: z.string().optional(),
  }),
)

export const memoryFact = defineFact(
  'host.memory',
  z.object({
    totalBytes: z.number(),
    availableBytes: z.number(),
    swapTotalBytes: z.number(),
    swapFreeBytes: z.number(),
  }),
)

/** What happened within one second, and the average of five minutes that the kernel keeps. */
export const loadFact = defineFact(
  'host.load',
  z.object({
    cores: z.number(),
    load5: z.number(),
    /** Shares of the processors’ time. */
    busy: z.number(),
    iowait: z.number(),
    steal: z.number(),
    /** Pages a second. */
    swapPages: z.number(),
    /** Share of the time in which a disk had work. */
    disks: z.array(z.object({device: z.string(), busy: z.number()})),
  }),
)

/** The same over five minutes, as Prometheus knows it. */
export const averageFact = defineFact(
  'host.average',
  z.object({
    busy: z.number(),
    iowait: z.number(),
    steal: z.number(),
    disks: z.array(z.object({device: z.string(), busy: z.number()})),
  }),
)

export const disksFact = defineFact(
  'host.disks',
  z.object({
    disks: z.array(
      z.object({
        /** Where it is mounted. */
        mount: z.string(),
        device: z.string(),
        fsType: z.string(),
        /** What of the stack lies on it. */
        uses: z.array(z.string()),
        totalBytes: z.number(),
        /** For an unprivileged writer. */
        freeBytes: z.number(),
        usedBytes: z.number(),
        /** 0 where inodes are not counted. */
        inodes: z.number(),
        inodesFree: z.number(),
      }),
    ),
  }),
)

/** Where disks go at the pace of the last hours. */
export const trendFact = defineFact(
  'host.disk-trend',
  z.object({
    disks: z.array(
      z.object({
        device: z.string(),
        mount: z.string(),
        availBytes: z.number(),
        sizeBytes: z.number(),
        /** Bytes a second that become fewer; negative when space grows. */
        lossPerS: z.number(),
      }),
    ),
  }),
)

export const kernelFact = defineFact(
  'host.kernel',
  z.object({
    /** Names without a value are not in this kernel. */
    sysctls: z.record(z.string(), z.string()),
    /** `always`, `madvise` or `never`. */
    hugePages: z.string().optional(),
    clocksource: z.string().optional(),
    clocksources: z.array(z.string()),
  }),
)

export const clockFact = defineFact(
  'host.clock',
  z.object({
    /** Whether the kernel’s clock follows a time server; absent when nothing says so. */
    synchronised: z.boolean().optional(),
    /** By which program it is kept, when one runs. */
    daemon: z.string().optional(),
    /** What the clocks of services differ by from this process’s. */
    skews: z.array(z.object({peer: z.string(), seconds: z.number()})),
  }),
)

export const portsFact = defineFact(
  'host.ports',
  z.object({
    ports: z.array(
      z.object({
        service: z.string(),
        bind: z.string(),
        port: z.number(),
        rivals: z.array(z.string()),
        state: z.enum(['free', 'ours', 'taken', 'no-address']),
        holder: z.string().optional(),
      }),
    ),
  }),
)

/** Kernel’s view of the main process of each running container. */
export const processesFact = defineFact(
  'host.processes',
  z.object({
    processes: z.array(
      z.object({
        service: z.string(),
        name: z.string(),
        openFiles: z.number(),
        /** Processes that the kernel ended in its control group since it started; absent where that is not shown. */
        oomKills: z.number().optional(),
      }),
    ),
  }),
)

/** Processes that the kernel ended for want of memory, newest first. */
export const oomFact = defineFact(
  'host.oom',
  z.object({
    /** Since the machine started. */
    total: z.number(),
    /** Whether the kernel’s log could be read, which alone tells whom and when. */
    hasLog: z.boolean(),
    kills: z.array(
      z.object({
        agoS: z.number(),
        process: z.string(),
        /** Whose limit was reached: of one container, or the machine’s own. */
        scope: z.enum(['container', 'machine']),
        container: z.string().optional(),
      }),
    ),
  }),
)

export const namesFact = defineFact(
  'host.names',
  z.object({
    names: z.array(z.object({name: z.string(), use: z.string(), ms: z.number(), error: z.string().optional()})),
  }),
)

export const registryFact = defineFact(
  'host.registry',
  z.object({
    registries: z.array(z.object({host: z.string(), answers: z.boolean(), isMirror: z.boolean()})),
    missing: z.array(z.string()),
  }),
)

/** Names of proxy variables and whether two spellings agree; never an address, which may hold a password. */
export const proxyFact = defineFact(
  'host.proxy',
  z.object({
    set: z.array(z.string()),
    disagree: z.array(z.string()),
    noProxy: z.array(z.string()),
  }),
)

export const fsyncFact = defineFact(
  'host.fsync',
  z.object({folder: z.string(), writes: z.number(), p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number()}),
)

export const zonesFact = defineFact(
  'host.zones',
  z.object({host: z.string(), services: z.array(z.object({service: z.string(), zone: z.string()}))}),
)

export const backlogFact = defineFact(
  'host.backlog',
  z.object({
    host: z.number(),
    /** In the network of the container; absent where it could not be asked. */
    redis: z.number().optional(),
  }),
)
