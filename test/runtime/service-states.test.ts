import {expect, test} from 'vitest'

import {completeStates, isUp, toServiceState} from '../../src/runtime/service-states.js'
import type {ContainerFacts} from '../../src/system/docker-api.js'
import {hideSecret} from '../../src/system/redact.js'

const container: ContainerFacts = {
  id: 'c1',
  name: 'shop-redis-1',
  service: 'redis',
  number: 1,
  labels: {},
  image: 'redis:8',
  imageId: 'sha256:1',
  state: 'running',
  health: 'healthy',
  exitCode: 0,
  oomKilled: false,
  error: '',
  restarts: 2,
  startedAt: '2026-01-31T08:00:00.123456789Z',
  finishedAt: '0001-01-01T00:00:00Z',
  healthOutput: 'PONG',
  logging: {driver: 'json-file', options: {'max-size': '10m'}},
  networks: {},
  ports: [
    {container: 6379, bind: '0.0.0.0', host: 6379},
    {container: 6379, bind: '::', host: 6379},
  ],
}

test('a running container has no exit code, and one entry for a port that two address families share', () => {
  const state = toServiceState(container, 'redis')
  expect(state).toMatchObject({state: 'running', startedAt: '2026-01-31T08:00:00Z', restarts: 2, component: 'redis'})
  expect(state.ports).toHaveLength(1)
  expect(state).not.toHaveProperty('exitCode')
  expect(state).not.toHaveProperty('healthOutput')
})

test('a container that ended says how, and shows no secret', () => {
  hideSecret('a-long-generated-secret')
  const ended = {...container, state: 'exited', exitCode: 137, oomKilled: true, error: 'bad a-long-generated-secret'}
  const state = toServiceState(ended, 'redis')
  expect(state).toMatchObject({exitCode: 137, oomKilled: true, error: 'bad [hidden]'})
})

test('each replica without a container is missing by name', () => {
  const states = completeStates(
    [toServiceState(container, 'redis')],
    [
      {component: 'redis', service: 'redis', replicas: 1},
      {component: 'app', service: 'web', replicas: 2},
    ],
  )
  expect(states.map((state) => [state.service, state.state])).toEqual([
    ['redis', 'running'],
    ['web', 'missing'],
    ['web', 'missing'],
  ])
})

test.each([
  ['running', 'healthy', true],
  ['running', 'none', true],
  ['running', 'starting', false],
  ['running', 'unhealthy', false],
  ['restarting', 'none', false],
  ['exited', 'none', false],
] as const)('%s and %s counts as up: %s', (state, health, up) => {
  expect(isUp({...toServiceState({...container, state, health}, 'redis')})).toBe(up)
})
