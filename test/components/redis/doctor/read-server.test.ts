import {expect, test} from 'vitest'

import {quote, splitReplies} from '../../../../src/components/redis/doctor/ask.js'
import {toBytes} from '../../../../src/components/redis/doctor/collect.js'
import {parseClients, questions, readServer} from '../../../../src/components/redis/doctor/read-server.js'
import {shapeOf} from '../../../../src/components/redis/doctor/sample-keys.js'
import {recorded} from './situations.js'

test('the recorded replies are those to the questions that are asked', () => {
  expect(recorded.map(({asked}) => asked)).toEqual([...questions])
})

test('replies of a real server become facts without keys, arguments or hashes', () => {
  const server = readServer(recorded)
  expect(server).toMatchObject({
    version: '8.0.6',
    memory: {max: 160_432_128, policy: 'noeviction'},
    disk: {save: '3600 1 300 100 60 10000', rdbStatus: 'ok', aof: true, aofWrite: 'ok'},
    latencyThresholdMs: 100,
    probeKey: 'integer',
    protectedMode: true,
  })
  expect(server.slow[0]).toEqual({command: 'EVAL', us: 2_512_293, at: 1_795_311_444_000})
  expect(server.users.filter(({on, nopass}) => on && nopass).map(({name}) => name)).toEqual(['health', 'tools'])
  expect(JSON.stringify(server)).not.toMatch(/nope|redis\.call|#0000/)
})

test('the connection of opsctl itself is no client', () => {
  const text = recorded.find(({asked}) => asked === 'CLIENT LIST')?.text ?? ''
  expect(text).toContain('name=opsctl')
  expect(parseClients(text).map(({user, library}) => [user, library])).toEqual([['app', 'node-redis 1.5.16']])
})

test('replies are told apart by marks, errors and lines of INFO among them', () => {
  const printed = '"OK"\n"mark"\n# Clients\nconnected_clients:2\n"mark"\nerror:"NOPERM no"\n"OK"\n"mark"\n'
  expect(splitReplies(printed, 'mark')).toEqual([
    {text: '"OK"'},
    {text: '# Clients\nconnected_clients:2'},
    {text: '', error: 'NOPERM no'},
  ])
})

test('any name of a key goes through on one line', () => {
  expect(quote('user:1')).toBe('user:1')
  expect(quote('a b\n"é')).toBe('"\\x61\\x20\\x62\\x0a\\x22\\xc3\\xa9"')
})

test('shapes of keys keep no name of a person', () => {
  expect(shapeOf('session:9f8e7d:cart')).toBe('session:*:cart')
  expect(shapeOf('user:jo@example.com')).toBe('user:*')
  expect(shapeOf('queue')).toBe('queue')
})

test('sizes of redis.conf are read as Redis reads them', () => {
  expect(['153mb', '1gb', '2k', '160432128', '0'].map(toBytes)).toEqual([
    160_432_128, 1_073_741_824, 2000, 160_432_128, 0,
  ])
})
