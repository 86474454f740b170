/** Looks at apps that take a while: two reads of their state, and whether profiles can be had. */
import {setTimeout as wait} from 'node:timers/promises'

import {type CollectContext, defineCollector} from '../../../doctor/collect.js'
import type {Stack} from '../../component.js'
import {get, withMetrics} from './collect.js'
import {profiles, state} from './facts.js'
import {parseMetrics} from './parse-metrics.js'

const APART_S = 10
const any = (stack: Stack) => Object.keys(stack.apps).length > 0

export const deepCollectors = [
  defineCollector({
    key: state,
    deep: true,
    timeoutMs: 20_000,
    isFor: any,
    collect: async (context) =>
      Promise.all(
        withMetrics(context.stack).map(([app, {port, metrics = ''}]) => readTwice(context, {app, port, path: metrics})),
      ),
  }),
  defineCollector({
    key: profiles,
    deep: true,
    isFor: any,
    collect: async (context) =>
      Promise.all(
        Object.entries(context.stack.apps).map(async ([app, {port}]) => {
          const {status, body} = await get(context, app, port, '/debug/pprof/heap?gc=1')
          return {app, port, status, bytes: status === 200 ? body.length : 0}
        }),
      ),
  }),
]

interface Place {
  readonly app: string
  readonly port: number
  readonly path: string
}

async function readTwice(context: CollectContext, {app, port, path}: Place) {
  const first = await get(context, app, port, path)
  const started = performance.now()
  if (first.status !== 200) return {app, readable: false, seconds: 0}
  await wait(APART_S * 1000, undefined, {signal: context.signal})
  const second = await get(context, app, port, path)
  const seconds = Math.round((performance.now() - started) / 1000)
  const [before, after] = [parseMetrics(first.body).values, parseMetrics(second.body).values]
  const inFlight = after.http_requests_in_flight ?? after.http_server_active_requests
  const [a, b] = [before.http_requests_total, after.http_requests_total]
  return {
    app,
    readable: second.status === 200,
    seconds,
    ...(a === undefined || b === undefined ? {} : {served: b - a}),
    ...(inFlight === undefined ? {} : {inFlight}),
  }
}
