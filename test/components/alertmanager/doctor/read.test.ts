import {expect, test} from 'vitest'

import {
  CUT,
  isSample,
  readConfig,
  readRefusals,
  readSilences,
} from '../../../../src/components/alertmanager/doctor/read.js'

test('the outputs of one process are told apart', () => {
  const checked = "Checking '/etc/alertmanager/alertmanager.yml'  SUCCESS\nFound:\n - global config\n - 1 receivers\n"
  expect(readConfig(0, `${checked}${CUT}\nops,mail\n${CUT}\nroute:\n  match_re:\n`)).toEqual({
    exitCode: 0,
    problems: [],
    deprecated: ['match_re'],
    critical: ['ops', 'mail'],
  })
})

test('what amtool refuses is kept in its words', () => {
  const checked =
    "Checking '/etc/alertmanager/alertmanager.yml'  FAILED: yaml: unmarshal errors:\n  line 8: field subject not found in type config.plain\namtool: error: failed to validate 1 file(s)\n"
  expect(readConfig(1, `${checked}${CUT}\n${CUT}\n`).problems).toEqual([
    'yaml: unmarshal errors:',
    'line 8: field subject not found in type config.plain',
  ])
})

test('a silence is wide when nothing in it narrows it', () => {
  const base = {id: 'a', endsAt: '2026-11-22T01:11:32Z', status: {state: 'active'}}
  const matcher = (name: string, value: string, isRegex = false) => ({name, value, isRegex, isEqual: true})
  const [all, critical, one] = readSilences([
    {...base, matchers: [matcher('alertname', '.+', true)]},
    {...base, matchers: [matcher('severity', 'critical')]},
    {...base, matchers: [matcher('severity', 'critical'), matcher('alertname', 'RedisDown')]},
  ])
  expect([all?.wide, critical?.wide, one?.wide]).toEqual([true, true, false])
  expect(one?.matchers).toEqual(['severity="critical"', 'alertname="RedisDown"'])
  expect(readSilences([{...base, status: {state: 'expired'}, matchers: []}])).toEqual([])
})

test('what a receiver answered is found in the log, an attempt and the end of all attempts alike', () => {
  const attempt =
    'time=2026-11-22T02:07:16.256Z level=WARN source=retry_stage.go:163 msg="Notify attempt failed, will retry later" component=dispatcher receiver=ops integration=webhook[0] aggrGroup="{}:{}" attempts=1 err="Post \\"<redacted>\\": dial tcp 172.17.0.1:24599: connect: connection refused"'
  const end =
    'time=2026-11-22T02:12:16.256Z level=ERROR source=dispatch.go:360 msg="Notify for alerts failed" component=dispatcher num_alerts=1 err="mail/email[0]: notify retry canceled after 7 attempts: establish connection to server: EOF"'
  expect(readRefusals([attempt, end, 'level=INFO msg=well'])).toEqual({
    ops: 'dial tcp 172.17.0.1:24599: connect: connection refused',
    mail: 'establish connection to server: EOF',
  })
})

test('samples of manuals are known, real addresses are not taken for one', () => {
  for (const value of [
    'ops-team@example.com',
    'https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK',
    'smtp.example.org:587',
    'http://hook.invalid/x',
  ])
    expect(isSample(value), value).toBe(true)
  for (const value of [
    'ops@shop.de',
    'https://hooks.slack.com/services/T02AB/B03CD/x9Zk',
    'http://10.0.0.5:9000/hook',
    'smtp.qq.com:465',
  ])
    expect(isSample(value), value).toBe(false)
})
