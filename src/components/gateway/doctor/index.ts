import type {DoctorPart} from '../../../doctor/check.js'
import {serverChecks} from './checks-server.js'
import {tlsChecks} from './checks-tls.js'
import {trafficChecks} from './checks-traffic.js'
import {upstreamChecks} from './checks-upstreams.js'
import {collectors} from './collect.js'
import {doorCollectors} from './collect-doors.js'

/** What doctor knows of the gateway. */
export const gatewayDoctor: DoctorPart = {
  id: 'gateway',
  title: {en: 'Gateway', zh: '网关'},
  isFor: (stack) => stack.gateway.enabled,
  collectors: [...collectors, ...doorCollectors],
  checks: [...serverChecks, ...upstreamChecks, ...tlsChecks, ...trafficChecks],
}
