import {describe, expect, test} from 'vitest'

import {canManage, planHost, WANTED_SYSCTLS} from '../../../src/actions/host/prepare-plan.js'
import type {DockerState} from '../../../src/system/docker-engine.js'
import {parseOsRelease} from '../../../src/system/host-os.js'
import type {HostState} from '../../../src/system/host-state.js'

const SYSCTL_FILE = '# Written by opsctl host prepare.\nvm.overcommit_memory = 1\n'
const debian = parseOsRelease('ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12"\n')
const ubuntu = parseOsRelease('ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n')
const alpine = parseOsRelease('ID=alpine\nPRETTY_NAME="Alpine Linux v3.22"\n')

const docker: DockerState = {
  cli: true,
  reach: 'ok',
  endpoint: 'unix:///var/run/docker.sock',
  engineVersion: '20.10.24',
  composeVersion: '2.40.3-3',
  buildxVersion: '0.29.1',
  cgroupVersion: '2',
  limits: {memory: true, cpu: true, pids: true},
  memoryMiB: 8000,
  cpus: 4,
  rootFolder: '/var/lib/docker',
}

const noDocker: DockerState = {
  ...docker,
  cli: false,
  reach: 'no-cli',
  endpoint: '',
  engineVersion: undefined,
  composeVersion: undefined,
  buildxVersion: undefined,
}

const ready: HostState = {
  os: {...debian, isRoot: true},
  docker,
  init: 'none',
  packages: {'docker.io': '20.10.24'},
  hasDaemon: true,
  hasMmdebstrap: true,
  hasDaemonJson: true,
  hasCgroups: true,
  hasApparmor: false,
  sysctls: {'vm.overcommit_memory': 1, 'net.core.somaxconn': 4096},
  canSetSysctls: true,
  sysctlFile: SYSCTL_FILE,
}

const bare: HostState = {
  ...ready,
  docker: noDocker,
  packages: {},
  hasDaemon: false,
  hasMmdebstrap: false,
  hasDaemonJson: false,
  sysctls: {'vm.overcommit_memory': 0, 'net.core.somaxconn': 4096},
  sysctlFile: undefined,
}

const ids = (state: HostState) => planHost(state).map((step) => step.id)
const stepOf = (state: HostState, id: string) => planHost(state).find((step) => step.id === id)

test('a machine that has everything needs nothing', () => {
  expect(planHost(ready)).toEqual([])
})

test('a bare Debian gets everything, lists first, the start last', () => {
  expect(ids(bare)).toEqual(['lists', 'log-rotation', 'engine', 'plugins', 'debian-tools', 'kernel', 'start'])
})

test('each step says why and how to undo it, in both languages', () => {
  for (const step of planHost(bare)) {
    for (const text of [step.title, step.why, step.undo, step.missing]) {
      expect(text.en.trim()).not.toBe('')
      expect(text.zh.trim()).not.toBe('')
    }
  }
})

describe('Docker that is there in part', () => {
  test('without Compose only the plugin is added', () => {
    const state = {...ready, docker: {...docker, composeVersion: undefined}}
    expect(ids(state)).toEqual(['lists', 'plugins'])
    expect(stepOf(state, 'plugins')?.action).toEqual({kind: 'install-plugins', plugins: ['compose']})
  })

  test('an old Compose is replaced', () => {
    expect(ids({...ready, docker: {...docker, composeVersion: '2.20.1'}})).toContain('plugins')
  })

  test('a foreign command line without a daemon still needs the engine', () => {
    const state = {...ready, hasDaemon: false, docker: {...docker, reach: 'no-socket' as const}}
    expect(ids(state)).toEqual(['lists', 'engine', 'start'])
  })

  test('installed and stopped is only started', () => {
    expect(ids({...ready, docker: {...docker, reach: 'no-socket'}})).toEqual(['start'])
    expect(ids({...ready, docker: {...docker, reach: 'refused'}})).toEqual(['start'])
  })

  test('an engine elsewhere is not installed or started here', () => {
    const remote = {...docker, endpoint: 'tcp://10.0.0.5:2376'}
    expect(planHost({...ready, hasDaemon: false, docker: remote})).toEqual([])
    const silent = {...ready, hasDaemon: false, docker: {...remote, reach: 'refused' as const}}
    expect(canManage(silent)).toBe(false)
    expect(planHost(silent).map((step) => step.missing.en)).toEqual(['Docker does not answer at tcp://10.0.0.5:2376'])
  })
})

test('Ubuntu with systemd is started by systemd, and AppArmor tools come along where the kernel has it', () => {
  const state: HostState = {...bare, os: {...ubuntu, isRoot: true}, init: 'systemd', hasApparmor: true}
  expect(stepOf(state, 'start')).toMatchObject({action: {kind: 'start', init: 'systemd'}})
  expect(stepOf(state, 'start')?.undo.en).toContain('systemctl disable')
  expect(stepOf(state, 'engine')?.action).toMatchObject({packages: ['docker.io', 'iptables', 'apparmor']})
})

describe('machines that opsctl may not or can not change', () => {
  test('another user is told what is missing, without package lists', () => {
    const state = {...bare, os: {...debian, isRoot: false}}
    expect(canManage(state)).toBe(false)
    expect(
      planHost(state)
        .filter((step) => step.isEssential)
        .map((step) => step.missing.en),
    ).toEqual(['Docker Engine is not installed', 'Missing or too old: Compose ≥ 2.24, buildx', 'Docker is not running'])
  })

  test('a user outside the group docker is told that, not that Docker is down', () => {
    const state = {...ready, os: {...debian, isRoot: false}, docker: {...docker, reach: 'denied' as const}}
    expect(stepOf(state, 'start')?.missing.en).toContain('usermod -aG docker')
  })

  test('another system is only asked for what every system needs', () => {
    const state = {...bare, os: {...alpine, isRoot: true}}
    expect(canManage(state)).toBe(false)
    expect(ids(state)).toEqual(['engine', 'plugins', 'start'])
  })
})

describe('kernel settings', () => {
  test('a value that is high enough stays out of the file, which would lower it at the next boot', () => {
    expect(stepOf(bare, 'kernel')?.action).toEqual({
      kind: 'set-sysctls',
      content: SYSCTL_FILE,
      values: {'vm.overcommit_memory': 1},
    })
  })

  test('both are set on an old kernel, and the undo holds the values from before', () => {
    const step = stepOf({...bare, sysctls: {'vm.overcommit_memory': 0, 'net.core.somaxconn': 128}}, 'kernel')
    expect(step?.action).toMatchObject({values: WANTED_SYSCTLS})
    expect(step?.undo.en).toContain('net.core.somaxconn=128 vm.overcommit_memory=0')
  })

  test('once the file is there, a kernel that refuses the value is not asked again', () => {
    expect(ids({...ready, sysctls: bare.sysctls, canSetSysctls: false})).toEqual([])
  })

  test('after a reboot that ignored the file the value is set again', () => {
    expect(ids({...ready, sysctls: bare.sysctls})).toEqual(['kernel'])
  })
})
