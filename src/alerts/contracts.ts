/** Metric contracts: what each exporter was seen to export. They ship with the rooms, see test/contracts/record.ts. */
import {listShipped, readShipped, shippedRooms} from '../shipped.js'

export interface MetricContract {
  readonly name: string
  readonly type: string
  /** Besides job and instance. */
  readonly labels: readonly string[]
  /** Every value that was seen, for labels whose values are the exporter's own words. */
  readonly values?: Readonly<Record<string, readonly string[]>>
  /** The flag without which the exporter has it not. */
  readonly flag?: string
}

export interface ExporterContract {
  readonly room: string
  readonly exporter: string
  readonly version: string
  /** Flags that the service passes. */
  readonly flags: readonly string[]
  readonly metrics: readonly MetricContract[]
}

/** A series name with what is known of it. */
export interface KnownSeries extends MetricContract {
  readonly room: string
  readonly exporter: string
}

/** Every contract that ships, by room and file. */
export function loadContracts(): readonly ExporterContract[] {
  return shippedRooms().flatMap((room) =>
    listShipped(room, 'contracts').map((name): ExporterContract => {
      const contract = JSON.parse(readShipped(`${room}/contracts/${name}`)) as Omit<ExporterContract, 'room'>
      return {...contract, flags: contract.flags ?? [], room}
    }),
  )
}

/** Contracts by the name of the series that a query asks for: a histogram has three. */
export function indexSeries(contracts: readonly ExporterContract[]): ReadonlyMap<string, readonly KnownSeries[]> {
  const index = new Map<string, KnownSeries[]>()
  for (const {room, exporter, metrics} of contracts) {
    for (const metric of metrics) {
      for (const series of seriesOf(metric)) {
        index.set(series.name, [...(index.get(series.name) ?? []), {...series, room, exporter}])
      }
    }
  }

  return index
}

function seriesOf(metric: MetricContract): readonly MetricContract[] {
  const {name, type, labels} = metric
  const part = (suffix: string, more: readonly string[] = []) => ({
    ...metric,
    name: name + suffix,
    type: 'counter',
    labels: [...labels, ...more],
  })
  if (type === 'histogram') return [part('_bucket', ['le']), part('_sum'), part('_count')]
  if (type === 'summary') return [{...metric, labels: [...labels, 'quantile']}, part('_sum'), part('_count')]
  return [metric]
}
