import type {HttpWirePlan} from '../bench/load-plan.js'
import {HeadMemo} from './head-memo.js'
import {requestBytes} from './http-bytes.js'
import {type HttpAnswerRule, HttpScanner} from './http-scanner.js'
import {Needle} from './needle.js'
import {weightedChoice} from './weighted-choice.js'
import type {Wire, WirePlace, WireRequest} from './wire.js'

/** HTTP/1.1, one request at a time on a connection. */
export function httpWire(plan: HttpWirePlan, place: WirePlace): Wire {
  const bytes = plan.requests.map((request) => requestBytes(plan, request, place))
  const rules = plan.requests.map(({method, expect}): HttpAnswerRule => {
    return {
      hasBody: method !== 'HEAD',
      ...(expect.statuses && {statuses: new Set(expect.statuses)}),
      ...(expect.bodyContains && {needle: new Needle(expect.bodyContains)}),
    }
  })
  const choose = weightedChoice(
    plan.requests.map(({weight}) => weight),
    place,
  )
  const memo = new HeadMemo()
  // The same object again and again: the engine reads it at once.
  const request = {kind: 0, bytes: ''}
  return {
    names: plan.requests.map(({name}) => name),
    pipeline: 1,
    isOneShot: !plan.keepAlive,
    next(): WireRequest {
      request.kind = choose()
      request.bytes = (bytes[request.kind] as () => string)()
      return request
    },
    openScanner: () => new HttpScanner(rules, memo),
  }
}
