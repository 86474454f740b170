/** That a firing alert is shown as what it is: the consequence of what its own checks found. */
import {expect, test} from 'vitest'

import type {Check, DoctorPart} from '../../../../src/doctor/check.js'
import {defineCheck, failure, healthy} from '../../../../src/doctor/check.js'
import {judge} from '../../../../src/doctor/judge.js'
import {alertingDoctor} from '../../../../src/doctor/rooms/alerting/index.js'
import {entries, FIXTURE_NOW, fixtureStack} from '../../fixture.js'

const text = {en: 'x', zh: '测'}

/** A check that is found as it is said. */
const found = (id: string, instance: string | undefined, failed: boolean): Check =>
  defineCheck({
    id,
    title: text,
    impact: text,
    runs: text,
    remedy: {text},
    tiers: ['runtime'],
    outcomes: ['pass', 'fail'],
    needs: {},
    judge: () => (failed ? failure(text, instance === undefined ? {} : {instance}) : healthy(text)),
  })

const part = (checks: readonly Check[]): DoctorPart => ({
  id: 'found',
  title: text,
  isFor: () => true,
  collectors: [],
  checks,
})

const alert = {
  name: 'RedisDown',
  state: 'firing',
  severity: 'critical',
  labels: {component: 'redis', instance: 'redis-exporter:9121'},
  summary: text,
  since: FIXTURE_NOW,
  checks: ['redis.up', 'compose.running'],
}

function causeOf(checks: readonly Check[]) {
  const rows = judge({
    parts: [part(checks), alertingDoctor],
    stack: fixtureStack(),
    facts: entries({'prometheus.rules': {rules: 1, groups: [], broken: [], waiting: 0, alerts: [alert]}}),
    now: FIXTURE_NOW,
    overrides: {},
  })
  return rows.find(({check}) => check.id === 'prom.firing')?.causedBy
}

test('the container of the service explains it', () => {
  expect(causeOf([found('compose.running', 'redis', true)])).toEqual({id: 'compose.running', instance: 'redis'})
})

test('so does a check that the alert itself names', () => {
  expect(causeOf([found('redis.up', undefined, true)])).toEqual({id: 'redis.up'})
})

test('the container of another service does not', () => {
  expect(causeOf([found('compose.running', 'web', true)])).toBeUndefined()
})

test('what is well explains nothing', () => {
  expect(causeOf([found('redis.up', undefined, false)])).toBeUndefined()
})
