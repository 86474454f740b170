/** Objectives: what they are about is in the stack, and Prometheus keeps history for as long as they look back. */
import {latencyBuckets} from '../../alerts/slo.js'
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import {findNearest} from '../../nearest.js'
import type {Text} from '../../text.js'
import {valueAt} from '../path.js'
import type {Slo} from '../slo-schema.js'
import {formatSeconds} from '../units.js'
import type {RuleInput, SpecRule} from './rule.js'

/** The burn rate that pages; an objective below 100 - 100 / 14.4 can never reach it. */
const FASTEST_BURN = 14.4

/** Judges each objective. */
export const sloRule: SpecRule = (input) => {
  const names = Object.keys(input.stack.slo)
  if (names.length === 0) return []
  const {stack} = input
  const absent = (['prometheus', 'gateway'] as const).filter((id) => !stack[id].enabled)
  return [
    ...absent.map((id): SpecProblem => ({path: ['slo'], message: ruleMessages.sloNeeds(id)})),
    ...Object.entries(stack.slo).flatMap(([name, slo]) => judge(name, slo, input)),
  ]
}

function judge(name: string, slo: Slo, {stack, raw}: RuleInput): readonly SpecProblem[] {
  const at = (key: string, message: Text, level?: 'warning'): SpecProblem => ({
    path: ['slo', name, key],
    message,
    ...(level && {level}),
  })
  const problems: SpecProblem[] = []
  const kept = stack.prometheus.retention.time
  if (stack.prometheus.enabled && slo.window > kept) {
    problems.push(at('window', ruleMessages.sloWindow(formatSeconds(slo.window), formatSeconds(kept))))
  }

  const routes = Object.keys((valueAt(raw, ['gateway', 'routes']) as object | null | undefined) ?? {})
  if (slo.route !== undefined && stack.gateway.enabled && !routes.includes(slo.route)) {
    problems.push(at('route', ruleMessages.sloRoute(slo.route, routes, findNearest(slo.route, routes))))
  }

  const latency = latencyMessage(slo)
  if (latency) problems.push({...at('latency', latency), ...(slo.latency === undefined && {path: ['slo', name]})})
  if ((1 - slo.objective / 100) * FASTEST_BURN >= 1) {
    problems.push(at('objective', ruleMessages.sloLoose(slo.objective), 'warning'))
  }

  return problems
}

function latencyMessage({kind, latency}: Slo): Text | undefined {
  if (kind === 'availability') return latency === undefined ? undefined : ruleMessages.sloNoLatency
  if (latency === undefined) return ruleMessages.sloLatencyMissing
  if (latencyBuckets.some((bound) => bound === latency)) return undefined
  const below = latencyBuckets.findLast((bound) => bound < latency)
  const above = latencyBuckets.find((bound) => bound > latency)
  const near = [below, above].filter((bound) => bound !== undefined)
  return ruleMessages.sloBucket(asWritten(latency), near.map(asWritten))
}

/** In a unit that opsctl.yaml takes: 2.5 s is 2500ms. */
function asWritten(seconds: number): string {
  return Number.isInteger(seconds) ? formatSeconds(seconds) : `${Math.round(seconds * 1000)}ms`
}
