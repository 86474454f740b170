/**
 * What the container engine does for containers: each line they log passes by two of its processes, each port that it
 * forwards by one, and each health check starts some. At some hundred lines a second that is a good part of a processor.
 */
import {join} from 'node:path'

import {listPids, readProcess, readText} from './proc-files.js'

/** CPU seconds since some moment of the past. */
export interface EngineReading {
  /** Of processes that only the containers in question have. */
  readonly beside: number
  /** Of those that serve all containers. */
  readonly daemons: number
}

const SHIM = /^(containerd-shim|conmon)/
const DAEMON = /^(dockerd|containerd)$/
/** The daemons take 1.3 times as long for a line as the shim that hands it over: more than this they do for others. */
const DAEMON_PER_SHIM = 2
/** Of a command in a container one half is its start, and the other is in the account of the container. */
const STARTING = 0.5

/** Finds the engine's processes behind the main processes of containers, and behind ports of this host. */
export function watchEngine(
  proc: string,
  {pids, ports}: {readonly pids: readonly number[]; readonly ports: readonly number[]},
): () => EngineReading {
  const parents = pids.map((pid) => readProcess(proc, pid).parent)
  const shims = [...new Set(parents)].filter((pid) => SHIM.test(readProcess(proc, pid).name))
  const forwarders = ports.length === 0 ? [] : listPids(proc).filter((pid) => isForwarder(proc, pid, ports))
  const daemons = shims.length === 0 ? [] : listPids(proc).filter((pid) => DAEMON.test(readProcess(proc, pid).name))
  const used = (pid: number) => readProcess(proc, pid).usedS
  const withStarts = (pid: number) => {
    const {usedS, endedS} = readProcess(proc, pid)
    return usedS + STARTING * endedS
  }
  return () => ({
    beside: sum(shims.map(withStarts)) + sum(forwarders.map(used)),
    daemons: sum(daemons.map(used)),
  })
}

/** CPU seconds of the engine for these containers between two readings: a build of an image is the daemon's work as well, but not theirs. */
export function engineSeconds(before: EngineReading, after: EngineReading): number {
  const beside = after.beside - before.beside
  return beside + Math.min(after.daemons - before.daemons, DAEMON_PER_SHIM * beside)
}

/** Whether Docker forwards one of these ports by it. */
function isForwarder(proc: string, pid: number, ports: readonly number[]): boolean {
  const words = readText(join(proc, String(pid), 'cmdline')).split('\0')
  return /docker-proxy$/.test(words[0] ?? '') && ports.includes(Number(words[words.indexOf('-host-port') + 1]))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
