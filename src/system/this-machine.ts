/** What figures of speed depend on, for whoever compares them later. */
import {availableParallelism, cpus, release, totalmem, type} from 'node:os'

export interface Machine {
  readonly node: string
  readonly kernel: string
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
}

/** This machine, without a name or an address of it. */
export function describeMachine(): Machine {
  return {
    node: process.version,
    kernel: `${type()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  }
}
