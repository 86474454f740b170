import {describe, expect, it} from 'vitest'

import {latencyBuckets, sloRules, sloWindows} from '../../src/alerts/slo.js'
import {formatProblem} from '../../src/cli/stack-command.js'
import {renderStack} from '../../src/render/render-stack.js'
import {readShipped} from '../../src/shipped.js'
import {parseStack} from '../../src/spec/parse-stack.js'

const DAY = 86_400
const head = `version: 1
project: shop
apps: {web: {image: "shop/web:1"}}
gateway: {routes: {shop: {upstreams: [web]}}}
`
const kept = 'prometheus: {retention: {time: 90d}}\n'

function parse(slo: string, rest = kept) {
  const {stack, problems, warnings} = parseStack(`${head}${rest}slo: {${slo}}\n`)
  return {stack, said: [...problems, ...warnings].map((one) => formatProblem(one, 'en'))}
}

function groups(slo: string, rest?: string) {
  const {stack, said} = parse(slo, rest)
  if (!stack) throw new Error(said.join('\n'))
  return sloRules(stack)
}

describe('the windows of an objective', () => {
  it('are those of the workbook for 28 to 30 days', () => {
    const base = sloWindows(30 * DAY, 15)
    expect(base).toMatchObject({page_fast_long: 3600, page_fast_short: 300, ticket_slow_long: 3 * DAY})
    expect(sloWindows(28 * DAY, 15)).toEqual(base)
  })

  it('scale with it in whole minutes, and hold four scrapes', () => {
    expect(sloWindows(90 * DAY, 15)).toMatchObject({page_fast_long: 3 * 3600, page_fast_short: 900})
    expect(sloWindows(7 * DAY, 15)).toMatchObject({page_fast_long: 840, page_fast_short: 120, page_slow_short: 420})
    expect(sloWindows(7 * DAY, 120)).toMatchObject({page_fast_short: 480})
  })
})

describe('the recorded series', () => {
  it('are one group for each objective, none without', () => {
    expect(groups('')).toEqual([])
    expect(groups('web: {objective: 99.9}, api: {objective: 99}').map(({name}) => name)).toEqual(['slo-web', 'slo-api'])
  })

  it('divide errors by the budget, written without the dust of binary fractions', () => {
    const [group] = groups('web: {objective: 99.9, route: shop}')
    const burns = group?.rules.filter(({record}) => record === 'slo:burn_rate') ?? []
    expect(burns.map(({labels}) => labels.window)).toHaveLength(8)
    expect(burns[0]?.expr).toBe(
      'slo:error_ratio{slo="web", window="page_fast_long"} / 0.001 and on (slo) avg_over_time(slo:requests:rate5m{slo="web"}[60m]) >= 0.1',
    )
    expect(burns[0]?.labels).toEqual({slo: 'web', kind: 'availability', window: 'page_fast_long'})
    expect(group?.rules[0]).toMatchObject({record: 'slo:objective:ratio', expr: 'vector(0.999)'})
  })

  it('guard only long windows against little traffic', () => {
    const [group] = groups('web: {objective: 99, minRequestsPerSecond: 2}')
    const guarded = group?.rules.filter(({expr}) => expr.includes('>= 2')).map(({labels}) => labels.window)
    expect(guarded).toEqual(['page_fast_long', 'page_slow_long', 'ticket_fast_long', 'ticket_slow_long'])
  })

  it('count 5xx of one route, or of all routes but what no route takes', () => {
    expect(groups('web: {objective: 99, route: shop}')[0]?.rules[2]?.expr).toBe(
      '(sum(rate(gateway_requests_total{route="shop", code_class="5xx"}[5m])) or sum(rate(gateway_requests_total{route="shop"}[5m])) * 0)',
    )
    expect(groups('web: {objective: 99}')[0]?.rules[1]?.expr).toBe(
      'sum(rate(gateway_requests_total{route!="none"}[5m]))',
    )
  })

  it('match a bucket however its bound is written', () => {
    const bad = (latency: string) =>
      groups(`web: {kind: latency, objective: 99, latency: ${latency}}`)[0]?.rules[2]?.expr
    expect(bad('250ms')).toContain('le="0.25"')
    expect(bad('1s')).toContain('le=~"1([.]0)?"')
    expect(bad('1s')).toContain('gateway_request_duration_seconds_count')
  })

  it('use the buckets that the gateway counts in', () => {
    expect(readShipped('gateway/metrics/access.mtail')).toContain(`buckets ${latencyBuckets.join(', ')}`)
  })

  it('are rendered beside the alerts on them', () => {
    const {stack} = parse('web: {objective: 99.9}')
    if (!stack) throw new Error('no stack')
    const files = renderStack(stack, {rules: [], scrape: [], jobs: []} as unknown as Parameters<typeof renderStack>[1])
    const paths = files.map(({path}) => path)
    expect(paths).toContain('prometheus/config/rules.d/slo.yaml')
    expect(paths).toContain('prometheus/config/rules.d/prometheus-slo.yaml')
    const without = renderStack({...stack, slo: {}}, {rules: [], scrape: [], jobs: []} as never).map(({path}) => path)
    expect(without.filter((path) => path.includes('slo'))).toEqual([])
  })
})

describe('an objective is refused', () => {
  it.each([
    ['web: {objective: 99.9, window: 30d}', 'prometheus: {}\n', /looks back 30d, but .* keeps 15d; set that to 30d/],
    ['web: {objective: 99.9, route: shpo}', kept, /no route shpo; expected one of shop; did you mean shop\?/],
    ['web: {objective: 99.9}', '', /measured by prometheus, which is not in the stack/],
    ['web: {kind: latency, objective: 99, latency: 300ms}', kept, /the nearest: 250ms or 500ms/],
    ['web: {kind: latency, objective: 99, latency: 2s}', kept, /the nearest: 1s or 2500ms/],
    ['web: {kind: latency, objective: 99}', kept, /slo\.web: .* needs the key latency/],
    ['web: {objective: 99, latency: 1s}', kept, /belongs to kind latency only/],
    ['web: {objective: 90}', kept, /never fires/],
    ['web: {objective: 100}', kept, /slo\.web\.objective/],
    ['web: {objective: 0}', kept, /slo\.web\.objective/],
    ['web: {objective: 99, window: 6d}', kept, /slo\.web\.window/],
    ['web: {objective: 99, window: 91d}', kept, /slo\.web\.window/],
  ])('%s', (slo, rest, message) => {
    const {said} = parse(slo, rest)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(message)
  })

  it('never when it is fine', () => {
    expect(
      parse('web: {objective: 99.9, route: shop}, fast: {kind: latency, objective: 95, latency: 2500ms}').said,
    ).toEqual([])
  })
})
