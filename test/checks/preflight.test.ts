import {expect, test} from 'vitest'

import {wantedPorts} from '../../src/checks/preflight.js'
import type {ServiceSpec} from '../../src/components/component.js'

const use = {en: 'page', zh: '页面'}
const service = (name: string, port: number, bind = '127.0.0.1'): {component: string; service: ServiceSpec} => ({
  component: name,
  service: {
    name,
    image: name,
    user: '1:1',
    networks: [],
    limits: {memoryMiB: 64, cpus: 1, pids: 10},
    ports: [{bind, host: port, container: 80, use}],
  },
})

test('every published port is listed, with the services that want the same', () => {
  const ports = wantedPorts([service('gateway', 8080, '0.0.0.0'), service('prometheus', 9090), service('web', 8080)])
  expect(ports.map(({service: name, rivals}) => [name, rivals])).toEqual([
    ['gateway', ['web']],
    ['prometheus', []],
    ['web', ['gateway']],
  ])
})
