import {expect, test} from 'vitest'

import type {CapacityForecast} from '../../../src/actions/capacity.js'
import {reckonDisk} from '../../../src/capacity/disk.js'
import {statedGrowth} from '../../../src/capacity/growth.js'
import {foresee, needPerQuarter, type Resource, soonestFirst} from '../../../src/capacity/outlook.js'
import {judgeTriggers} from '../../../src/capacity/triggers.js'
import {formatAmount, formatDisk, formatForecast} from '../../../src/cli/print/capacity.js'

const now = Date.parse('2026-01-01T12:00:00Z')
const growths = {
  users: statedGrowth(0.2, 'year', 'default', 0.25),
  requests: statedGrowth(0.02, 'month', 'given', 0.25),
  data: {rate: 0.4, per: 'year', low: 0.3, high: 0.5, source: 'measured', days: 90},
} as const
const resources: readonly Resource[] = [
  {
    id: 'requests',
    unit: 'requests/s',
    total: 2000,
    totalLow: 1900,
    totalHigh: 2100,
    used: 700,
    limit: 0.7,
    source: 'bench',
  },
  {id: 'disk', unit: 'bytes', total: 500e9, used: 410e9, limit: 0.8, source: 'measured'},
  {id: 'memory', unit: 'bytes', total: 16e9, limit: 0.9, source: 'given'},
]
const forecast: CapacityForecast = {
  today: '2026-01-01',
  source: 'stack',
  growths,
  outlooks: soonestFirst(resources.map((one) => foresee(one, growths, now))),
  quarters: needPerQuarter(resources, growths, {now, quarters: 2}),
  triggers: judgeTriggers({latency: 1.4, errors: 0.002}),
  hints: [],
  ok: false,
}

test('a forecast says first what is full, then when the rest is', () => {
  const lines = formatForecast(forecast, 'en').split('\n')
  expect(lines[0]).toBe('✗ Beyond its limit now: disk')
  expect(lines[4]).toMatch(/^ {2}disk +410 GB +500 GB +80 % +data 40 %\/year \(measured\) +full now$/)
  expect(lines[5]).toMatch(
    /^ {2}requests +700\/s +2,000\/s +70 % +requests 2 %\/month \(given\) +2028-\d\d-\d\d +2028-\d\d-\d\d +2030-\d\d-\d\d$/,
  )
  expect(lines[6]).toMatch(/^ {2}memory +\? +16 GB +90 % +users 20 %\/year \(the manual’s\) +unknown$/)
})

test('a trigger that says to scale says what to do, one that is not known has a question mark', () => {
  const lines = formatForecast(forecast, 'en').split('\n')
  const at = lines.findIndex((line) => line.includes('P95'))
  expect(lines[at]).toBe('  ✗ P95 of the gateway  1.4 s  (> 1 s)')
  expect(lines[at + 1]).toContain('opsctl bench capacity')
  expect(lines[at + 2]).toBe('  ✓ failed requests  0.2 %  (> 1 %)')
  expect(lines[at + 3]).toBe('  ? connections of Postgres  ?  (> 80 %)')
})

test('a forecast in Chinese has no English words in its tables', () => {
  const words = formatForecast(forecast, 'zh').replaceAll(/opsctl bench capacity|Postgres|P95|CPU|GB|Redis/g, '')
  expect(words).not.toMatch(/[A-Za-z]{3,}/)
})

test('the disk is a lower bound where something is not known', () => {
  const answer = reckonDisk({
    prometheus: {retentionS: {value: 86_400, source: 'spec'}, size: {value: 1e9, source: 'spec'}},
  })
  const text = formatDisk(answer, 'en')
  expect(text).toContain('not known: samples a second')
  expect(text).toMatch(/disk to have \(80 % full\) {2}at least 1\.25 GB$/)
})

test.each([
  [1536, 'bytes', '1.54 kB'],
  [999.6e9, 'bytes', '1 TB'],
  [0.0064, 'seconds', '6.4 ms'],
  [1_296_000, 'seconds', '15 d'],
  [123_456, 'requests/s', '123,456/s'],
  [0.85, 'share', '85 %'],
  [1.25, 'factor', '×1.25'],
] as const)('%d %s is written %s', (value, unit, written) => {
  expect(formatAmount(value, unit)).toBe(written)
})
