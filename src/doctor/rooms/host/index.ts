import type {DoctorPart} from '../../check.js'
import {diskForecast, diskFsync, diskInodes, diskUsed, swap} from './checks-disk.js'
import {maxMapCount, overcommit, somaxconn, thp} from './checks-kernel.js'
import {clocksource, conntrack, kernelTuning, nofile} from './checks-limits.js'
import {dns, proxyEnv, registry} from './checks-names.js'
import {portFree, timeSinceOom, timeSync, timezone} from './checks-outside.js'
import {cpuCores, cpuUsed, diskIo, load, memoryTotal, memoryUsed, os} from './checks-size.js'
import * as look from './collect.js'
import * as diskLook from './collect-disks.js'
import * as reach from './collect-reach.js'

/** What doctor knows of the host. */
export const hostDoctor: DoctorPart = {
  id: 'host',
  title: {en: 'Host', zh: '主机'},
  isFor: () => true,
  collectors: [
    look.os,
    look.memory,
    look.load,
    look.average,
    diskLook.disks,
    diskLook.trend,
    look.kernel,
    look.oom,
    reach.ports,
    reach.clock,
    reach.processes,
    reach.names,
    reach.registry,
    reach.proxy,
    reach.fsync,
    reach.zones,
    reach.backlog,
  ],
  checks: [
    os,
    cpuCores,
    memoryTotal,
    diskUsed,
    diskInodes,
    diskForecast,
    memoryUsed,
    cpuUsed,
    diskIo,
    load,
    swap,
    diskFsync,
    timeSinceOom,
    portFree,
    nofile,
    maxMapCount,
    overcommit,
    thp,
    somaxconn,
    conntrack,
    kernelTuning,
    clocksource,
    timeSync,
    timezone,
    dns,
    registry,
    proxyEnv,
  ],
}
