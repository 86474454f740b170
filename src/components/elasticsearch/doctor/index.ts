import type {DoctorPart} from '../../../doctor/check.js'
import {clusterChecks} from './checks-cluster.js'
import {serverChecks} from './checks-server.js'
import {upkeepChecks} from './checks-upkeep.js'
import {collectors} from './collect.js'

/** What doctor knows of Elasticsearch. */
export const elasticsearchDoctor: DoctorPart = {
  id: 'elasticsearch',
  title: {en: 'Elasticsearch', zh: 'Elasticsearch'},
  isFor: (stack) => stack.elasticsearch.enabled,
  collectors,
  checks: [...serverChecks, ...clusterChecks, ...upkeepChecks],
}
