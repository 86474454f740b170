import type {LoadPlan} from '../bench/load-plan.js'
import {httpWire} from './http-wire.js'
import {redisWire} from './redis-wire.js'
import type {Wire, WirePlace} from './wire.js'

/** The protocol of a plan, for one thread. */
export function openWire(plan: LoadPlan['wire'], place: WirePlace): Wire {
  return plan.protocol === 'http' ? httpWire(plan, place) : redisWire(plan, place)
}
