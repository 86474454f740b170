import type {DoctorPart} from '../../../doctor/check.js'
import {accessChecks} from './checks-access.js'
import {clientChecks} from './checks-clients.js'
import {delayChecks} from './checks-delay.js'
import {diskChecks} from './checks-disk.js'
import {fragmentationChecks} from './checks-fragmentation.js'
import {keyChecks} from './checks-keys.js'
import {memoryChecks} from './checks-memory.js'
import {serverChecks} from './checks-server.js'
import {collectors} from './collect.js'
import {deepCollectors} from './collect-deep.js'

/** What doctor knows of Redis. */
export const redisDoctor: DoctorPart = {
  id: 'redis',
  title: {en: 'Redis', zh: 'Redis'},
  isFor: (stack) => stack.redis.enabled,
  collectors: [...collectors, ...deepCollectors],
  checks: [
    // A server that is full lets nobody in: that is the cause then.
    ...clientChecks,
    ...accessChecks,
    ...memoryChecks,
    ...keyChecks,
    ...fragmentationChecks,
    ...delayChecks,
    ...diskChecks,
    ...serverChecks,
  ],
}
