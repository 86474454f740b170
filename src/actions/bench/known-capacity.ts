/** Searches the capacity of a synthetic server, whose limit is known. */
import type {Finding} from '../../bench/capacity-search.js'
import type {Slo} from '../../bench/capacity-search-probe.js'
import type {LoadPlan} from '../../bench/load-plan.js'
import type {SearchRecord} from '../../bench/result.js'
import {type SyntheticOptions, startSyntheticServer} from '../../load/synthetic-server.js'
import {watchMachine} from '../../system/machine-load.js'
import {searchOver} from './capacity.js'

export interface KnownSearch {
  readonly server: SyntheticOptions
  readonly slo: Slo
  readonly arrivals: SearchRecord['arrivals']
  readonly loadS: number
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Runs one search against a server of its own. */
export async function searchKnownServer({server, slo, arrivals, loadS, seed, signal}: KnownSearch): Promise<Finding> {
  const known = await startSyntheticServer(server)
  const {host, port} = known
  const request = {name: 'GET /', method: 'GET', path: '/', headers: {}, weight: 1, expect: {}}
  const wire = {protocol: 'http', host: `${host}:${port}`, keepAlive: true, requests: [request]} as const
  const plan: Omit<LoadPlan, 'model' | 'warmupS'> & {readonly wire: typeof wire} = {
    target: {host, port},
    wire,
    drainS: 5,
    timeoutMs: 5000,
    seed,
    threads: 1,
    pace: 'thread',
  }
  try {
    const search = {
      slo,
      arrivals,
      limits: {minRate: 1, maxRate: 10_000, loadS},
      tolerance: 0.01,
      headroom: 0.3,
      maxConnections: 500,
    }
    return await searchOver({plan}, search, {
      seed,
      watch: () => watchMachine({targetPids: [known.pid]}),
      ...(signal ? {signal} : {}),
    })
  } finally {
    await known.close()
  }
}
