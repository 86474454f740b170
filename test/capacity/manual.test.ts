import {describe, expect, test} from 'vitest'
import {givenResources, givenSchema} from '../../src/capacity/given.js'
import {parseGrowth, statedGrowth} from '../../src/capacity/growth.js'
import {foresee, needPerQuarter, soonestFirst} from '../../src/capacity/outlook.js'
import {reckonSizes} from '../../src/capacity/sizing.js'
import {parseDocument} from '../../src/spec/parse-document.js'

/** The worked example of the first manual, with the unit that its growth lacks. */
const example = `capacity_planning:
  current_metrics:
    daily_active_users: 10000
    peak_requests_per_second: 1000
    average_response_time: 200ms
    database_size: 50GB

  growth_projection:
    user_growth_rate: 20%/year
    request_growth_rate: 30%/year
    data_growth_rate: 25%/year

  resource_requirements:
    cpu_cores: 8
    memory_gb: 16
    storage_gb: 200
    network_mbps: 100
`
const now = Date.parse('2026-11-21T12:00:00Z')

function stated(written: string | undefined) {
  const growth = parseGrowth(written ?? '')
  if (!growth) throw new Error(`${written} is no growth`)
  return statedGrowth(growth.rate, growth.per, 'given', 0.25)
}

function readExample() {
  const {value, problems} = parseDocument(givenSchema, example, 'plan.yaml')
  expect(problems).toEqual([])
  if (!value) throw new Error('no value')
  const given = value.capacity_planning
  const growth = given.growth_projection
  const growths = {
    users: stated(growth.user_growth_rate),
    requests: stated(growth.request_growth_rate),
    data: stated(growth.data_growth_rate),
  }
  return {given, growths, resources: givenResources(given)}
}

describe('the worked example of the manual', () => {
  test('uses up its disk first: 50 GB grow to 80 % of 200 GB in 5.2 years', () => {
    const {growths, resources} = readExample()
    const [first] = soonestFirst(resources.map((resource) => foresee(resource, growths, now)))
    // ln(160 / 50) / ln(1.25) = 5.2126 years = 1,903.9 days; early at 31.25 % in 1,562.3, late at 18.75 % in 2,472.1.
    expect(first).toMatchObject({
      id: 'disk',
      state: 'dated',
      date: '2032-02-07',
      early: '2031-03-02',
      late: '2033-08-28',
    })
  })

  test('does not say when processors, memory and network end: it names no use of them', () => {
    const {growths, resources} = readExample()
    const unknown = resources.map((one) => foresee(one, growths, now)).filter(({state}) => state === 'unknown')
    expect(unknown.map(({id}) => id)).toEqual(['cpu', 'memory', 'network'])
  })

  test('needs in a year 10.4 cores, 19.2 GB, 130 Mbit/s, and 78 GB of disk', () => {
    const {growths, resources} = readExample()
    const year = needPerQuarter(resources, growths, {now, quarters: 4})[4]
    const need = Object.fromEntries((year?.needs ?? []).map(({id, total}) => [id, total]))
    expect(need.cpu).toBeCloseTo(8 * 1.3, 9)
    expect(need.memory).toBeCloseTo(16e9 * 1.2, 0)
    expect(need.network).toBeCloseTo(100e6 * 1.3, 0)
    expect(need.disk).toBeCloseTo((50e9 * 1.25) / 0.8, 0)
  })

  test('comes out of its own sizing: 10,000 users take 8 cores, 16 GB and 100 Mbit/s', () => {
    const sizes = reckonSizes({users: 10_000, growthFactor: {value: 1, source: 'given'}})
    const size = Object.fromEntries(sizes.map(({id, value}) => [id, value]))
    expect(size).toMatchObject({requests: 1000, 'in-flight': 200})
    expect(size.cpu).toBeCloseTo(8, 9)
    expect(size.memory).toBeCloseTo(16e9, 0)
    expect(size.network).toBeCloseTo(100e6, 0)
    expect(size.disk).toBeCloseTo(62.5e9, 0)
  })
})

describe('a file of another stack', () => {
  test.each([
    ['a growth without its unit', 'user_growth_rate: 20%/year', 'user_growth_rate: 20%', '9:23', 'user_growth_rate'],
    ['a misspelt key', 'cpu_cores: 8', 'cpu_core: 8', '14:5', 'cpu_core'],
    ['a size without unit', 'database_size: 50GB', 'database_size: 50', '6:20', 'database_size'],
    ['a number below 0', 'memory_gb: 16', 'memory_gb: -1', '15:16', 'memory_gb'],
  ])('is refused at its place for %s', (_, good, bad, at, key) => {
    const {value, problems} = parseDocument(givenSchema, example.replace(good, bad), 'plan.yaml')
    expect(value).toBeUndefined()
    expect(problems.map(({line, column}) => `${line}:${column}`)).toEqual([at])
    expect(problems[0]?.path).toContain(key)
  })

  test('counts the use that it names', () => {
    const text = `${example}  resources_used:\n    cpu_cores: 7\n`
    const {value} = parseDocument(givenSchema, text, 'plan.yaml')
    const {growths} = readExample()
    const cpu = givenResources(value?.capacity_planning as never).find(({id}) => id === 'cpu')
    expect(cpu && foresee(cpu, growths, now)).toMatchObject({state: 'full', used: 7, total: 8})
  })
})
