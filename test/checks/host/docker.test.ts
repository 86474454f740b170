import {describe, expect, test} from 'vitest'

import {isAtLeast, judgeCompose, judgeEngine, judgeLimits} from '../../../src/checks/host/docker.js'
import type {DockerState} from '../../../src/system/docker-engine.js'

const healthy: DockerState = {
  cli: true,
  reach: 'ok',
  endpoint: 'unix:///var/run/docker.sock',
  engineVersion: '20.10.24+dfsg1',
  composeVersion: '2.40.3-3',
  buildxVersion: '0.29.1',
  cgroupVersion: '2',
  limits: {memory: true, cpu: true, pids: true},
  memoryMiB: 8000,
  cpus: 4,
  rootFolder: '/var/lib/docker',
}

test.each([
  ['2.24.0', true],
  ['2.40.3-3', true],
  ['v3.0.0', true],
  ['2.24.0-desktop.1', true],
  ['2.23.3', false],
  ['1.29.2', false],
  ['5:2.9', false],
])('Compose %s is new enough: %s', (version, isNew) => {
  expect(isAtLeast(version, '2.24')).toBe(isNew)
})

describe('the engine', () => {
  test('passes when it answers and is new enough', () => {
    expect(judgeEngine(healthy).status).toBe('pass')
  })

  test.each([
    ['no-cli', 'not installed'],
    ['no-socket', 'not running'],
    ['denied', 'may not use'],
    ['refused', 'Nothing answers'],
    ['silent', 'did not answer'],
  ] as const)('fails with its cause when it is %s', (reach, words) => {
    const verdict = judgeEngine({...healthy, reach})
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain(words)
  })

  test('fails when it is too old', () => {
    expect(judgeEngine({...healthy, engineVersion: '19.03.15'})).toMatchObject({status: 'fail'})
  })
})

test('a missing and an old Compose fail, and the fix is a command', () => {
  for (const composeVersion of [undefined, '2.23.9']) {
    expect(judgeCompose({...healthy, composeVersion})).toMatchObject({
      status: 'fail',
      fix: {en: 'opsctl host prepare', zh: 'opsctl host prepare'},
    })
  }
})

describe('limits', () => {
  test('pass when the kernel enforces all three', () => {
    expect(judgeLimits(healthy, true).status).toBe('pass')
  })

  test('warn with the names of those it does not enforce', () => {
    const verdict = judgeLimits({...healthy, limits: {memory: false, cpu: true, pids: false}}, true)
    expect(verdict.status).toBe('warn')
    expect(verdict.detail.en).toContain('memory, pids')
  })

  test('say so when no control groups are mounted', () => {
    const verdict = judgeLimits({...healthy, limits: {memory: false, cpu: false, pids: false}}, false)
    expect(verdict).toMatchObject({fix: {en: expect.stringContaining('/sys/fs/cgroup')}})
  })

  test('are not judged while Docker is down', () => {
    expect(judgeLimits({...healthy, limits: undefined}, true).status).toBe('skip')
  })
})
