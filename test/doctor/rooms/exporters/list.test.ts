import {expect, test} from 'vitest'

import {listExporters, listJobs, reach} from '../../../../src/doctor/rooms/exporters/list.js'
import {fixtureStack} from '../../fixture.js'

const full = {
  'node-exporter': {},
  cadvisor: {},
  blackbox: {},
  grafana: {},
  elasticsearch: {},
  logstash: {},
  kibana: {},
  filebeat: {},
}

test('exporters are what measures something else, not the servers that describe themselves', () => {
  const names = listExporters(fixtureStack(full)).map(({service}) => service)
  expect(names.toSorted()).toEqual([
    'blackbox',
    'cadvisor',
    'elasticsearch-exporter',
    'filebeat-exporter',
    'gateway-metrics',
    'kibana-exporter',
    'log-keeper',
    'logstash-exporter',
    'node-exporter',
    'postgres-exporter',
    'redis-exporter',
  ])
})

test('agents of a cluster are found by the name that is looked up', () => {
  const stack = fixtureStack({target: 'helm', 'node-exporter': {}})
  expect(listExporters(stack)).toContainEqual({service: 'node-exporter', port: 9100, job: 'node-exporter'})
})

test('every job of the stack is listed with its room', () => {
  const jobs = listJobs(fixtureStack()).map(({component, job}) => `${component}/${job.job_name}`)
  expect(jobs).toContain('redis/redis')
  expect(jobs).toContain('prometheus/prometheus')
})

test('an exporter without its server says so', () => {
  expect(reach['redis-exporter']?.says.test('redis_exporter_scrapes_total 4\nredis_up 1\n')).toBe(true)
  expect(reach['redis-exporter']?.says.test('redis_up 0\nredis_uptime_in_seconds 1\n')).toBe(false)
  expect(reach['postgres-exporter']?.says.test('# TYPE pg_up gauge\npg_up 0\n')).toBe(false)
})
