import {type DiskAnswer, type DiskQuestion, reckonDisk} from '../../capacity/disk.js'
import type {Known} from '../../capacity/formula.js'
import {growthFactor} from '../../capacity/growth.js'
import {diskRateQueries} from '../../capacity/queries.js'
import type {Stack} from '../../components/component.js'
import {maxWalMiB} from '../../components/postgres/settings.js'
import {OpsError} from '../../errors.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {openPrometheus} from '../alerts/prometheus.js'
import {askNumber} from './ask-stack.js'
import {chooseGrowths, type GrowthOptions} from './growth-options.js'

const MIB = 2 ** 20

export interface DiskOptions extends GrowthOptions {
  /** Planned time, years. */
  readonly years: number
  readonly samplesPerSecond?: number | undefined
  /** Bytes. */
  readonly dataSize?: number | undefined
  readonly logPerDay?: number | undefined
  readonly walPerDay?: number | undefined
  /** Days of archived WAL. */
  readonly pitrDays: number
  /** Backups that stay. */
  readonly copies: number
}

/** Reckons the disk of the stack's stores from opsctl.yaml, the flags, and the running Prometheus where there is one. */
export async function planDisk(project: Project, options: DiskOptions): Promise<DiskAnswer> {
  const {stack} = await loadStack(project)
  const seen = await askRates(project, stack)
  return reckonDisk(questionOf(stack, options, seen))
}

interface Seen {
  readonly samplesPerS?: number
  readonly bytesPerSample?: number
  readonly dataBytes?: number
}

/** What the running stack knows; nothing when it does not run, as a calculator needs no stack. */
async function askRates(project: Project, stack: Stack): Promise<Seen> {
  if (!stack.prometheus.enabled) return {}
  try {
    const api = await openPrometheus(project, stack)
    const entries = Object.entries(diskRateQueries).map(async ([name, query]) => [name, await askNumber(api, query)])
    return Object.fromEntries((await Promise.all(entries)).filter(([, value]) => value !== undefined)) as Seen
  } catch (error) {
    if (error instanceof OpsError) return {}
    throw error
  }
}

function questionOf(stack: Stack, options: DiskOptions, seen: Seen): DiskQuestion {
  const {prometheus, elasticsearch, postgres, logs} = stack
  const {data} = chooseGrowths(options)
  const dataBytes = either(options.dataSize, seen.dataBytes)
  const samplesPerS = either(options.samplesPerSecond, seen.samplesPerS)
  const logPerDay = either(options.logPerDay, undefined)
  const walPerDay = either(options.walPerDay, undefined)
  return {
    ...(prometheus.enabled
      ? {
          prometheus: {
            retentionS: spec(prometheus.retention.time),
            size: spec(prometheus.retention.size * MIB),
            ...(samplesPerS ? {samplesPerS} : {}),
            ...(seen.bytesPerSample === undefined ? {} : {bytesPerSample: measured(seen.bytesPerSample)}),
          },
        }
      : {}),
    ...(elasticsearch.enabled
      ? {
          elasticsearch: {
            retentionS: spec(logs.retention),
            budget: spec(logs.disk * MIB),
            // One node holds each shard once.
            replicas: spec(0),
            ...(logPerDay ? {bytesPerDay: logPerDay} : {}),
          },
        }
      : {}),
    ...(postgres.enabled
      ? {
          postgres: {
            growthFactor: {
              value: growthFactor(data.rate, data.per, options.years),
              source: data.source === 'default' ? 'rule' : data.source,
            },
            maxWalBytes: spec(maxWalMiB(postgres) * MIB),
            pitrDays: {value: options.pitrDays, source: 'given'},
            ...(dataBytes ? {dataBytes} : {}),
            ...(walPerDay ? {walBytesPerDay: walPerDay} : {}),
          },
          backups: {copies: {value: options.copies, source: 'given'}},
        }
      : {}),
  }
}

function either(given: number | undefined, seen: number | undefined): Known | undefined {
  if (given !== undefined) return {value: given, source: 'given'}
  return seen === undefined ? undefined : measured(seen)
}

function spec(value: number): Known {
  return {value, source: 'spec'}
}

function measured(value: number): Known {
  return {value, source: 'measured'}
}
