/** The fault matrix: every fault, in the order in which they are tried. */
import {containerFaults} from './containers.js'
import type {Fault, Overrides} from './fault.js'
import {gatewayFaults} from './gateway.js'
import {postgresFaults} from './postgres.js'
import {prometheusFaults} from './prometheus.js'
import {redisFaults} from './redis.js'
import {serviceFaults} from './services.js'

/** All faults. Those whose alerts look far back come before those that need a stack of some age. */
export const matrix: readonly Fault[] = [
  ...prometheusFaults,
  ...containerFaults,
  ...serviceFaults,
  ...gatewayFaults,
  ...redisFaults,
  ...postgresFaults,
].toSorted((a, b) => (a.needsAgeS ?? 0) - (b.needsAgeS ?? 0))

/** The faults that `FAULTS` asks for: `all`, a list of parts of names, or the short run. */
export function pickFaults(asked: string | undefined): readonly Fault[] {
  if (asked === 'all') return matrix
  if (asked === undefined || asked === '') return matrix.filter(({quick}) => quick)
  const parts = asked.split(',')
  return matrix.filter(({name}) => parts.some((part) => name.includes(part)))
}

/** About the machine itself, which runs whatever else it runs. */
const ofTheMachine = ['HostLoadHigh', 'HostCpuBusy', 'HostCpuPressure', 'HostCpuIowait', 'HostIoPressure']

/** About what happens again and again, as it does to a stack that is broken thirty times an hour. */
const ofRepetition = [
  'BlackboxProbeFlapping',
  'PostgresRestartsRepeatedly',
  'CaddyRestarting',
  'AlertmanagerRestarting',
]

/** `alerts:` of opsctl.yaml: each alert of the matrix fires soon and ends with its cause. */
export function shorten(intervalS: number, faults: readonly Fault[] = matrix): Overrides {
  const soon = {for: `${intervalS}s`, keepFiringFor: '0s'}
  const own = ({forS, ...more}: NonNullable<Fault['override']> = {}) => ({
    ...soon,
    ...(forS === undefined ? {} : {for: `${forS}s`}),
    ...more,
  })
  return {
    ...Object.fromEntries([...ofTheMachine, ...ofRepetition].map((name) => [name, {enabled: false}])),
    ...Object.fromEntries(faults.flatMap(({also}) => (also ?? []).map((name) => [name, soon]))),
    // The fault of an alert says what its threshold is, so these come last.
    ...Object.fromEntries(faults.map(({alert, override}) => [alert, own(override)])),
  }
}
