import type {DoctorPart} from '../../check.js'
import {capacityChecks} from './checks.js'
import {benchCollector, poolerCollector, resourcesCollector, triggersCollector} from './collect.js'

/** What doctor knows of room and growth. */
export const capacityDoctor: DoctorPart = {
  id: 'capacity',
  title: {en: 'Capacity', zh: '容量'},
  isFor: () => true,
  collectors: [triggersCollector, resourcesCollector, benchCollector, poolerCollector],
  checks: capacityChecks,
}
