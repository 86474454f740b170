import {expect, test} from 'vitest'

import {readFree, readProblems, readRules, readTargets} from '../../../../src/components/prometheus/doctor/read.js'

const target = {
  scrapePool: 'app-web',
  scrapeUrl: 'http://172.24.0.8:8080/metrics',
  labels: {instance: '172.24.0.8:8080', job: 'app-web'},
  discoveredLabels: {__meta_dns_name: 'web'},
  health: 'up' as const,
  lastError: '',
  lastScrapeDuration: 0.0075,
  scrapeTimeout: '10s',
}

test('the service behind a target is the name that was looked up, else the host of its address', () => {
  const fixed = {
    ...target,
    discoveredLabels: {},
    scrapeUrl: 'http://blackbox:9115/probe?target=x',
    scrapeTimeout: '1m30s',
  }
  const [app, probe] = readTargets({activeTargets: [target, fixed]})
  expect(app).toMatchObject({service: 'web', job: 'app-web', timeoutS: 10})
  expect(probe).toMatchObject({service: 'blackbox', timeoutS: 90})
})

test('alerts come with the checks that their rule names', () => {
  const alert = {
    labels: {alertname: 'RedisDown', severity: 'critical'},
    annotations: {summary: 's', summary_zh: '概要', doctor: 'redis.up compose.running'},
    state: 'firing' as const,
    activeAt: '2026-11-22T01:11:32.461986296Z',
  }
  const rules = [
    {name: 'RedisDown', health: 'ok', alerts: [alert]},
    {name: 'Broken', health: 'err', lastError: 'many-to-many matching not allowed'},
    {name: 'New', health: 'unknown'},
  ]
  const group = {name: 'g', file: '/etc/prometheus/rules.d/redis.yaml', interval: 15, evaluationTime: 0.001, rules}
  const seen = readRules({groups: [group]})
  expect(seen).toMatchObject({rules: 3, waiting: 1, groups: [{file: 'redis.yaml', intervalS: 15}]})
  expect(seen.broken).toEqual([{rule: 'Broken', file: 'redis.yaml', error: 'many-to-many matching not allowed'}])
  expect(seen.alerts[0]).toMatchObject({
    severity: 'critical',
    checks: ['redis.up', 'compose.running'],
    summary: {zh: '概要'},
  })
})

test('of promtool only what is wrong is kept', () => {
  const output = [
    'Checking /etc/prometheus/prometheus.yml',
    '  SUCCESS: 1 rule files found',
    'Checking /etc/prometheus/rules.d/own.yaml',
    '  FAILED:',
    '/etc/prometheus/rules.d/own.yaml: 5:15: could not parse expression',
  ]
  expect(readProblems(output.join('\n'))).toEqual([
    '/etc/prometheus/rules.d/own.yaml: 5:15: could not parse expression',
  ])
})

test('df is read below its head', () => {
  const df =
    'Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda         264212084 32560520  62940744      35% /prometheus\n'
  expect(readFree(df)).toEqual({volumeBytes: 264_212_084 * 1024, volumeFreeBytes: 62_940_744 * 1024})
  expect(readFree('')).toEqual({})
})
