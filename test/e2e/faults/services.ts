/** Services that stop, hang or die. */
import type {Fault, World} from './fault.js'

/** How a probe sees that an app can't answer: at once, or not in time. */
const unserved = ['BlackboxUnexpectedStatus', 'BlackboxProbeFailed']

const stop = (service: string) => (world: World) => world.docker('stop', '-t', '3', world.container(service))
const start = (service: string) => (world: World) => world.docker('start', world.container(service))
const pause = (service: string, index?: number) => (world: World) =>
  world.docker('pause', world.container(service, index))
const unpause = (service: string, index?: number) => (world: World) =>
  world.docker('unpause', world.container(service, index))

const stopped = (service: string, alert: string, more: Partial<Fault> = {}): Fault => ({
  name: `${service} stopped`,
  alert,
  start: stop(service),
  undo: start(service),
  ...more,
})

export const serviceFaults: readonly Fault[] = [
  stopped('redis-exporter', 'RedisExporterDown', {quick: true}),
  stopped('postgres-exporter', 'PostgresExporterDown'),
  stopped('node-exporter', 'HostExporterDown'),
  stopped('cadvisor', 'ContainerExporterDown'),
  stopped('blackbox', 'BlackboxExporterDown'),
  stopped('alertmanager', 'AlertmanagerDown'),
  stopped('gateway-metrics', 'GatewayMetricsDown'),
  stopped('lab', 'TargetDown', {also: unserved}),
  {
    ...stopped('gateway', 'GatewayDown', {also: unserved}),
    quick: true,
  },
  {
    name: 'gateway hangs',
    alert: 'GatewayDown',
    also: unserved,
    reactsInS: 5,
    start: pause('gateway'),
    undo: unpause('gateway'),
  },
  {
    ...stopped('postgres', 'PostgresDown', {also: unserved}),
    quick: true,
  },
  {
    name: 'redis killed',
    alert: 'RedisDown',
    also: unserved,
    start: (world) => world.docker('kill', world.container('redis')),
    undo: start('redis'),
  },
  {
    name: 'redis hangs',
    alert: 'RedisDown',
    also: unserved,
    reactsInS: 5,
    start: pause('redis'),
    undo: unpause('redis'),
  },
  {
    ...stopped('web', 'AppDown', {also: unserved, reactsInS: 10, lingersS: 60}),
    name: 'the only copy of an app stopped',
  },
  {
    name: 'one of two copies of an app stopped',
    alert: 'ContainerNotRunning',
    start: (world) => world.docker('stop', '-t', '3', world.container('pair', 2)),
    undo: (world) => world.docker('start', world.container('pair', 2)),
  },
  {
    name: 'one of two copies of an app hangs',
    alert: 'AppTargetDown',
    // Longer than discovery needs to see that a copy is gone for good.
    override: {forS: 20},
    reactsInS: 5,
    start: pause('pair', 2),
    undo: unpause('pair', 2),
  },
  {
    name: 'redis broke off the exporter’s log-in',
    alert: 'RedisDown',
    also: ['RedisLoginsFailed'],
    lingersS: 300,
    start: (world) => world.redis(['ACL SETUSER exporter off', 'CLIENT KILL USER exporter']),
    undo: (world) => world.redis(['ACL SETUSER exporter on']),
  },
]
