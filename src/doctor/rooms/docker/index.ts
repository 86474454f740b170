import type {DoctorPart} from '../../check.js'
import {compose, daemon, liveRestore, storageDriver, version, warnings} from './checks-engine.js'
import {daemonJson, disk, group, logRotation, remoteApi} from './checks-upkeep.js'
import {dockerCollectors} from './collect.js'

/** What doctor knows of Docker Engine. */
export const dockerDoctor: DoctorPart = {
  id: 'docker',
  title: {en: 'Docker Engine', zh: 'Docker 引擎'},
  isFor: (stack) => stack.target === 'compose',
  collectors: dockerCollectors,
  checks: [
    daemon,
    version,
    compose,
    storageDriver,
    daemonJson,
    warnings,
    logRotation,
    disk,
    remoteApi,
    group,
    liveRestore,
  ],
}
