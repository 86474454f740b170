import type {DoctorPart} from '../../check.js'
import {dataPersistent, network, volumePerms} from './checks-data.js'
import {exitReason, oomKilled, restartLoop} from './checks-ends.js'
import {configDrift, images, imageTags, orphans, valid} from './checks-files.js'
import {dependsOn, healthcheckSound} from './checks-order.js'
import {cpuThrottle, limitsSet, memoryUsage} from './checks-resources.js'
import {health, running} from './checks-state.js'
import {containers, past, uses} from './collect-containers.js'
import {configs, files, images as imageFacts} from './collect-files.js'
import {causes, reach, volumes} from './collect-troubles.js'

/** What doctor knows of containers. */
export const composeDoctor: DoctorPart = {
  id: 'compose',
  title: {en: 'Containers', zh: '容器'},
  isFor: (stack) => stack.target === 'compose',
  collectors: [containers, files, configs, imageFacts, uses, past, causes, reach, volumes],
  checks: [
    valid,
    images,
    imageTags,
    dataPersistent,
    volumePerms,
    oomKilled,
    exitReason,
    restartLoop,
    running,
    configDrift,
    network,
    health,
    memoryUsage,
    cpuThrottle,
    limitsSet,
    healthcheckSound,
    dependsOn,
    orphans,
  ],
}
