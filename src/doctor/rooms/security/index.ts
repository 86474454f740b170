import type {DoctorPart} from '../../check.js'
import {containerChecks} from './checks-containers.js'
import {doorChecks} from './checks-doors.js'
import {hostChecks} from './checks-host.js'
import {reachChecks} from './checks-reach.js'
import {trafficChecks} from './checks-traffic.js'
import {containersCollector} from './collect-containers.js'
import {hostCollector, updatesCollector, vulnerabilitiesCollector} from './collect-host.js'
import {
  auditLogCollector,
  endpointsCollector,
  firewallCollector,
  loginsCollector,
  requestsCollector,
} from './collect-traffic.js'

/** What doctor knows of security: of containers, of who tries the doors, of the host. */
export const securityDoctor: DoctorPart = {
  id: 'security',
  title: {en: 'Security', zh: '安全'},
  isFor: () => true,
  collectors: [
    containersCollector,
    requestsCollector,
    loginsCollector,
    firewallCollector,
    endpointsCollector,
    auditLogCollector,
    updatesCollector,
    hostCollector,
    vulnerabilitiesCollector,
  ],
  checks: [...reachChecks, ...containerChecks, ...trafficChecks, ...doorChecks, ...hostChecks],
}
