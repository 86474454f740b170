import {expect, test} from 'vitest'

import {fillIn, listQueries} from '../../../../src/components/grafana/doctor/panels.js'

test('variables are filled in so that a query can be asked', () => {
  expect(fillIn('rate(x{instance=~"$instance", job="$job"}[$__rate_interval])')).toBe(
    'rate(x{instance=~".*", job=~".*"}[5m])',
  )
  expect(fillIn('topk($top, sum_over_time(y[$__range]))')).toBe('topk(5, sum_over_time(y[1h]))')
  expect(fillIn('z{device=~"[[device]]"}')).toBe('z{device=~".*"}')
})

test('queries within rows are found, those without an expression are none', () => {
  const queries = listQueries({
    title: 'Redis',
    panels: [
      {title: 'a', targets: [{expr: 'up'}, {}]},
      {title: 'row', panels: [{title: 'b', targets: [{expr: 'x'}]}]},
    ],
  })
  expect(queries.map(({dashboard, panel}) => `${dashboard}/${panel}`)).toEqual(['Redis/a', 'Redis/b'])
})
