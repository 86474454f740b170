/** The traffic of one thread, from the plan to what it counted. */
import {createSecureContext} from 'node:tls'

import {arrivalsWithWarmup} from '../bench/arrivals.js'
import type {LoadPlan, LoadTarget} from '../bench/load-plan.js'
import {nowUs} from './clock.js'
import {ClosedTraffic} from './closed-traffic.js'
import type {Dial} from './connection.js'
import {OpenTraffic} from './open-traffic.js'
import {openWire} from './open-wire.js'
import {type CountedTime, Tally, type WindowReport} from './tally.js'
import {threadCpuS} from './thread-cpu.js'
import type {TrafficReport, TrafficTask} from './thread-messages.js'
import type {TrafficSetup} from './traffic.js'
import {wakeWhenDue} from './wake.js'

const READ_BYTES = 65_536

export interface RunningTraffic {
  readonly done: Promise<TrafficReport>
  stop(): void
}

/** Starts at a moment of the threads' clock, µs. */
export function runTraffic(
  task: TrafficTask,
  startUs: number,
  onWindow: (report: WindowReport) => void,
): RunningTraffic {
  const {plan} = task
  const time = countedTime(plan, startUs)
  const wire = openWire(plan.wire, {seed: plan.seed, thread: task.thread, threads: task.threads})
  const tally = new Tally(wire.names, time, onWindow)
  const setup: TrafficSetup = {
    wire,
    tally,
    time,
    dial: toDial(plan.target),
    connections: shareOf(plan.model.kind === 'closed' ? plan.model.connections : plan.model.maxConnections, task),
    timeoutUs: plan.timeoutMs * 1000,
    drainUs: plan.drainS * 1e6,
  }
  const cpu = meterCpu(time)
  const {traffic, endWaking} = startModel(task, setup)
  const done = traffic.settled.then(() => {
    endWaking()
    return {tally: tally.report(), peakConnections: traffic.peak, cpuS: cpu()}
  })
  return {done, stop: () => traffic.stop()}
}

/** How long the counted part lasts, seconds. */
export function plannedS(model: LoadPlan['model']): number {
  return model.kind === 'closed' ? model.durationS : model.stages.reduce((sum, {durationS}) => sum + durationS, 0)
}

/** The socket's side of a target. */
export function toDial({host, port, tls}: LoadTarget): Dial {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
  if (!tls) return {host, port, buffer}
  const context = createSecureContext(tls.ca === undefined ? {} : {ca: tls.ca})
  return {host, port, buffer, secure: {context, servername: tls.servername, encode: encoder()}}
}

/** Keeps the last buffer: most loads send the same bytes again and again. */
function encoder(): (bytes: string) => Buffer {
  let known = ''
  let buffer = Buffer.alloc(0)
  return (bytes) => {
    if (bytes !== known) buffer = Buffer.from(bytes, 'latin1')
    known = bytes
    return buffer
  }
}

function startModel(task: TrafficTask, setup: TrafficSetup) {
  const {plan} = task
  if (plan.model.kind === 'closed') {
    const traffic = new ClosedTraffic(setup)
    traffic.start()
    return {traffic, endWaking: () => {}}
  }
  const traffic = new OpenTraffic(setup, duesOf(task, plan.model, setup.time.start))
  traffic.start()
  return {traffic, endWaking: wakeWhenDue(plan.pace, traffic, task)}
}

/** A thread has every so many-th of all requests. */
function* duesOf(
  {plan, thread, threads}: TrafficTask,
  model: Extract<LoadPlan['model'], {kind: 'open'}>,
  startUs: number,
): Generator<number, void> {
  let place = 0
  for (const atS of arrivalsWithWarmup(model, plan)) {
    if (place === thread) yield startUs + atS * 1e6
    place = (place + 1) % threads
  }
}

function countedTime(plan: LoadPlan, start: number): CountedTime {
  const from = start + plan.warmupS * 1e6
  return {start, from, to: from + plannedS(plan.model) * 1e6}
}

function shareOf(all: number, {thread, threads}: TrafficTask): number {
  return Math.floor(all / threads) + (thread < all % threads ? 1 : 0)
}

/** CPU of this thread from the first counted moment to the last, or until it is asked. */
function meterCpu({from, to}: CountedTime): () => number | undefined {
  let before = threadCpuS()
  let after: number | undefined
  const timers = [
    setTimeout(
      () => {
        before = threadCpuS()
      },
      (from - nowUs()) / 1000,
    ),
    setTimeout(
      () => {
        after = threadCpuS()
      },
      (to - nowUs()) / 1000,
    ),
  ]
  return () => {
    for (const timer of timers) clearTimeout(timer)
    after ??= threadCpuS()
    return before === undefined || after === undefined ? undefined : after - before
  }
}
