import {expect, test} from 'vitest'

import {formatChecklistReport} from '../../../src/cli/print/doctor-checklist.js'
import {toChecklistMarkdown} from '../../../src/doctor/checklists/markdown.js'
import {toChecklistReport} from '../../../src/doctor/checklists/report.js'
import {
  atEnd,
  type ChecklistState,
  failedChecks,
  STATE_FORMAT,
  type StepRecord,
  stateSchema,
  takeUp,
} from '../../../src/doctor/checklists/state.js'

const at = '2026-01-15T12:00:00.000Z'

const records: readonly StepRecord[] = [
  {
    path: 'running',
    kind: 'check',
    at,
    outcome: 'fail',
    findings: [
      {
        id: 'compose.running',
        instance: 'redis',
        status: 'fail',
        message: {en: 'redis <b>ended</b> | 14 s ago', zh: 'redis 已退出'},
        remedy: {text: {en: 'Bring it up again.', zh: '重新启动。'}, commands: ['opsctl up']},
      },
      {id: 'compose.restart-loop', status: 'pass', message: {en: 'none', zh: '无'}},
    ],
    unseen: ['compose.exit-reason'],
  },
  {path: 'health', kind: 'check', at, outcome: 'open', unseen: ['compose.health']},
  {
    path: 'port',
    kind: 'check',
    at,
    outcome: 'pass',
    findings: [{id: 'app.port', status: 'pass', message: {en: 'listens', zh: '监听'}}],
  },
  {
    path: 'resources',
    kind: 'check',
    at,
    outcome: 'warn',
    findings: [{id: 'host.load', status: 'warn', message: {en: 'busy', zh: '繁忙'}}],
  },
  {path: 'lines', kind: 'collect', at, outcome: 'done', files: ['.opsctl/checklists/x/redis.log']},
  {path: 'answers', kind: 'check', at, outcome: 'pass'},
  {path: 'gateway', kind: 'check', at, outcome: 'pass'},
  {
    path: 'stores',
    kind: 'check',
    at,
    outcome: 'fail',
    findings: [{id: 'pg.up', status: 'fail', message: {en: 'silent', zh: '无应答'}}],
  },
  {
    path: 'deeper/up',
    kind: 'check',
    at,
    outcome: 'pass',
    findings: [{id: 'pg.up', status: 'pass', message: {en: 'answers', zh: '有应答'}}],
  },
  {path: 'deeper/slots', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/login', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/network', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/idle', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/pools', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/rights', kind: 'check', at, outcome: 'pass'},
  {path: 'deeper/fix', kind: 'do', at, outcome: 'done', commands: ['opsctl doctor --fix compose.running']},
  {path: 'deeper/well', kind: 'wait', at, outcome: 'pass'},
  {path: 'fix', kind: 'do', at, outcome: 'open'},
  {path: 'well', kind: 'wait', at, outcome: 'open'},
]

const state: ChecklistState = {
  schema: STATE_FORMAT,
  id: '2026-01-15-service-unresponsive',
  checklist: 'service-unresponsive',
  project: 'shop',
  startedAt: at,
  records: [...records],
}

test.each(['en', 'zh'] as const)('the report of a run is complete in %s', async (lang) => {
  const report = toChecklistReport(state)
  await expect(`${toChecklistMarkdown(report, lang)}\n`).toMatchFileSnapshot(`golden/report.${lang}.md`)
  await expect(`${formatChecklistReport(report, lang)}\n`).toMatchFileSnapshot(`golden/report.${lang}.txt`)
})

test('what a later step saw well does not fail the run', () => {
  expect(failedChecks(records)).toEqual(['compose.running'])
  expect(toChecklistReport(state).summary).toEqual({steps: 19, failed: 1, warned: 1, open: 2, unseen: 2, exitCode: 1})
  const mended = {
    ...records[0],
    findings: [{id: 'compose.running', status: 'pass', message: {en: 'runs', zh: '运行中'}}],
  }
  expect(failedChecks([...records, mended as StepRecord])).toEqual([])
})

test('a run is taken up at its first open step, and keeps what a person said after it', () => {
  const said: StepRecord = {path: 'later', kind: 'ask', at, outcome: 'noted', note: 'words'}
  const taken = takeUp({...state, finishedAt: at, records: [...records, said]})
  expect(taken.records).toEqual(records.slice(0, 17))
  expect(taken.carried).toEqual([said])
  expect(taken.finishedAt).toBeUndefined()
  expect(takeUp(taken)).toEqual(taken)
  expect(stateSchema.parse(taken)).toEqual(taken)
})

test('a run is finished when nothing waits for a person', () => {
  expect(atEnd(state, at).finishedAt).toBeUndefined()
  expect(atEnd({...state, records: records.slice(0, 17)}, at).finishedAt).toBe(at)
})
