import {describe, expect, test} from 'vitest'

import {isBounded, judgeLogRotation, parseDaemonDefault} from '../../../src/checks/host/log-rotation.js'

const facts = {endless: [], containers: 3, daemonDefault: true}

describe('the rotation of logs', () => {
  test('passes when every log ends', () => {
    expect(judgeLogRotation(facts)).toMatchObject({status: 'pass', detail: {en: expect.stringContaining('3')}})
  })

  test('warns of a container of the stack before it warns of the daemon', () => {
    const verdict = judgeLogRotation({...facts, endless: ['shop-web-1'], daemonDefault: false})
    expect(verdict).toMatchObject({status: 'warn', detail: {en: expect.stringContaining('shop-web-1')}})
  })

  test('warns of a daemon that bounds nothing by default', () => {
    expect(judgeLogRotation({...facts, daemonDefault: false})).toMatchObject({
      status: 'warn',
      fix: {en: expect.stringContaining('daemon.json')},
    })
  })

  test('says nothing of a daemon on another machine', () => {
    expect(judgeLogRotation({...facts, daemonDefault: undefined}).status).toBe('pass')
  })
})

test.each([
  [{driver: 'json-file', options: {}}, false],
  [{driver: 'json-file', options: {'max-file': '5'}}, false],
  [{driver: 'json-file', options: {'max-size': '-1'}}, false],
  [{driver: 'json-file', options: {'max-size': '10m'}}, true],
  [{driver: 'local', options: {}}, true],
  [{driver: 'none', options: {}}, true],
])('a log of %j is bounded: %s', (config, bounded) => {
  expect(isBounded(config)).toBe(bounded)
})

test.each([
  [undefined, false],
  ['{}', false],
  ['{"log-opts": {"max-size": "10m"}}', true],
  ['{"log-driver": "journald"}', true],
  ['{', false],
])('daemon.json with %j bounds logs: %s', (text, bounded) => {
  expect(parseDaemonDefault(text)).toBe(bounded)
})
