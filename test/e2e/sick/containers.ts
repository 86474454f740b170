/** Containers and the network between them. */
import {setTimeout as sleep} from 'node:timers/promises'

import type {World} from '../faults/fault.js'
import type {Illness} from './illness.js'
import {writeOverride} from './stack.js'

const stop = (service: string) => (world: World) => world.docker('stop', '-t', '2', world.container(service))
const start = (service: string) => (world: World) => world.docker('start', world.container(service))
const network = (world: World, name: string) => `${world.container('').split('--')[0]}_${name}`

/** A service changed by the override, which the person then brings up. */
const overridden = (change: (victim: object) => object) => ({
  start: async (world: World) => {
    await writeOverride(world, change)
    await world.up()
  },
  undo: async (world: World) => {
    await writeOverride(world)
    await world.up()
  },
})

export const containerIllnesses: readonly Illness[] = [
  {
    name: 'the cache stopped',
    check: 'compose.running',
    instance: 'redis',
    quick: true,
    start: stop('redis'),
    undo: start('redis'),
  },
  {
    name: 'the app stopped',
    check: 'compose.running',
    instance: 'web',
    start: stop('web'),
    undo: start('web'),
  },
  {
    name: 'an exporter dead',
    check: 'compose.running',
    instance: 'redis-exporter',
    quick: true,
    start: stop('redis-exporter'),
    undo: start('redis-exporter'),
  },
  {
    name: 'Prometheus stopped',
    check: 'compose.running',
    instance: 'prometheus',
    start: stop('prometheus'),
    undo: start('prometheus'),
  },
  {
    name: 'the database paused',
    check: 'compose.running',
    instance: 'postgres',
    quick: true,
    start: (world) => world.docker('pause', world.container('postgres')),
    undo: (world) => world.docker('unpause', world.container('postgres')),
  },
  {
    name: 'a container removed',
    check: 'compose.running',
    instance: 'blackbox',
    start: (world) => world.docker('rm', '-f', world.container('blackbox')),
    undo: (world) => world.up(),
  },
  {
    name: 'a container killed for its memory',
    check: 'compose.oom-killed',
    instance: 'victim',
    lingers: true,
    reactsInS: 20,
    start: (world) => world.lab('victim', {fillTo: 2}),
    undo: async (world) => {
      await world.lab('victim', {fillTo: 0})
      await world.docker('rm', '-f', world.container('victim'))
      await world.up()
    },
  },
  {
    name: 'a container that starts again and again',
    check: 'compose.restart-loop',
    instance: 'victim',
    lingers: true,
    quick: true,
    reactsInS: 20,
    start: (world) => world.lab('victim', {exit: true}),
    undo: async (world) => {
      await world.lab('victim', {exit: false})
      await world.docker('rm', '-f', world.container('victim'))
      await world.up()
    },
  },
  {
    name: 'a container that says it is unhealthy',
    check: 'compose.health',
    instance: 'victim',
    quick: true,
    reactsInS: 15,
    start: (world) => world.lab('victim', {unhealthy: true}),
    undo: (world) => world.lab('victim', {unhealthy: false}),
  },
  {
    name: 'the app cut off from its stores',
    check: 'compose.network',
    instance: 'web',
    quick: true,
    start: (world) => world.docker('network', 'disconnect', network(world, 'data'), world.container('web')),
    undo: async (world) => {
      await world.docker('network', 'connect', '--alias', 'web', network(world, 'data'), world.container('web'))
      await sleep(2000)
    },
  },
  {
    name: 'a container that nobody asked for',
    check: 'compose.orphans',
    quick: true,
    start: async (world) => {
      const [project = ''] = world.container('').split('--')
      const image = await world.docker('inspect', '-f', '{{.Config.Image}}', world.container('victim'))
      const labels = [`com.docker.compose.project=${project}`, 'com.docker.compose.service=stray']
      const flags = labels.flatMap((label) => ['--label', label])
      const argv = ['--name', `${project}-stray-1`, '--label', 'com.docker.compose.oneoff=False', ...flags]
      return world.docker('run', '-d', ...argv, '--entrypoint', 'sleep', image, '300')
    },
    undo: (world) => world.docker('rm', '-f', world.container('stray')),
  },
  {
    name: 'a data port published to everyone',
    check: 'sec.published-ports',
    instance: 'redis',
    ...overridden(() => ({redis: {ports: ['0.0.0.0:27199:6379']}})),
  },
  {
    name: 'a privileged container',
    check: 'sec.privileged',
    ...overridden(() => ({blackbox: {privileged: true}})),
  },
  {
    name: 'a container without a limit of memory',
    check: 'compose.limits',
    instance: 'free',
    ...overridden((victim) => ({free: {...victim, mem_limit: undefined, memswap_limit: undefined}})),
  },
  {
    name: 'a log that is never rotated',
    check: 'docker.log-rotation',
    instance: 'blackbox',
    ...overridden(() => ({blackbox: {logging: {driver: 'json-file', options: {'max-size': '10g'}}}})),
  },
]
