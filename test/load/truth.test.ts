/**
 * The load engine against servers whose truth is known. Margins are wide, so that they hold while other tests run; what a
 * quiet machine reaches is measured by `npm run bench -- load`.
 */
import {describe, expect, test} from 'vitest'

import {frozenQuantile, loadKnownServer, steadyModel} from '../../src/actions/bench/known-truth.js'
import {judgeTrust, type MachineSpan} from '../../src/bench/trust.js'

const MS = 1000

describe('the load engine', () => {
  test('counts the whole wait of a server that freezes, whatever the number of connections', async () => {
    const stall = {everyMs: 1500, lengthMs: 300, phaseMs: 200}
    const {run, machine} = await loadKnownServer({
      server: {stall},
      model: {...steadyModel(400, 3, 'constant'), maxConnections: 5},
      seed: 3,
      warmupS: 0.5,
    })
    expect(run).toMatchObject({offered: 1200, completed: 1200, failed: 0, unfinished: 0})
    const [p90, p99] = [frozenQuantile(0.9, stall), frozenQuantile(0.99, stall)]
    // A generator that waits with a stalled server reports a millisecond or two here.
    expect(run.response.p90).toBeGreaterThan(p90 - 30 * MS)
    expect(run.response.p99).toBeGreaterThan(p99 - 20 * MS)
    expect(run.response.p99).toBeLessThan(p99 + slack(machine))
    expect(run.service.p90).toBeLessThan(p90)
  })

  test('agrees with the record of a server under random load', async () => {
    const {run, sojourn, machine} = await loadKnownServer({
      server: {servers: 4, serviceUs: 10 * MS},
      model: steadyModel(250, 3, 'poisson'),
      seed: 11,
    })
    expect(sojourn.count).toBe(run.offered)
    expect(run.response.p50 - sojourn.quantile(0.5)).toBeGreaterThan(-0.02 * MS)
    expect(run.response.p50 - sojourn.quantile(0.5)).toBeLessThan(slack(machine))
    expect(run.response.p99 - sojourn.quantile(0.99)).toBeLessThan(2 * slack(machine))
  })

  test('never says that a machine without time of its own was quiet', async () => {
    const {run} = await loadKnownServer({model: {kind: 'closed', connections: 20, durationS: 1}, seed: 1, warmupS: 0})
    const full: MachineSpan = {seconds: 1, cpus: 2, busy: 2, own: 0.4, target: 0.6, foreign: 1, steal: 0}
    expect(run.deliveredRate).toBeGreaterThan(500)
    expect(judgeTrust({run, machine: [full]}).verdict).toBe('disturbed')
  })
})

/** What waiting for a processor may add on a machine with so much else to do, µs. */
function slack({foreign, cpus}: MachineSpan): number {
  return (15 + 150 * (foreign / cpus)) * MS
}
