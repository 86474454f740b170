import {expect, test} from 'vitest'

import {readMigrations} from '../../../../src/components/app/doctor/migrations.js'
import {parseMetrics} from '../../../../src/components/app/doctor/parse-metrics.js'

test('families are found whether they have counted or not, and sums of what a check reads', () => {
  const text = `# TYPE http_requests_total counter
http_requests_total{route="/",code="200"} 40
http_requests_total{route="/",code="500"} 2
# TYPE http_request_duration_seconds histogram
db_connections_active 3
db_connections_max 10
process_resident_memory_bytes 1.2e+08`
  const {families, values} = parseMetrics(text)
  expect(families).toEqual(expect.arrayContaining(['http_requests_total', 'http_request_duration_seconds_bucket']))
  expect(values).toEqual({http_requests_total: 42, db_connections_active: 3, db_connections_max: 10})
})

test('lines of psql become migrations', () => {
  expect(
    readMigrations('golang-migrate\tpublic.schema_migrations\t7\tdirty\nknex\tpublic.knex_migrations_lock\t\t\n'),
  ).toEqual([
    {tool: 'golang-migrate', table: 'public.schema_migrations', version: '7', bad: 'dirty'},
    {tool: 'knex', table: 'public.knex_migrations_lock', version: '', bad: ''},
  ])
})
