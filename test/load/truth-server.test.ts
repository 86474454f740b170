import {request} from 'node:http'
import {connect} from 'node:net'
import {expect, onTestFinished, test} from 'vitest'

import {Histogram} from '../../src/bench/histogram.js'
import {type SyntheticOptions, startSyntheticServer} from '../../src/load/synthetic-server.js'

async function start(options: SyntheticOptions) {
  const server = await startSyntheticServer(options)
  onTestFinished(() => server.close())
  return server
}

/** Status and body, or the code of the error. */
function ask(port: number, method = 'GET', body?: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({host: '127.0.0.1', port, method, agent: false}, (answer) => {
      let text = ''
      answer.setEncoding('latin1').on('data', (part) => {
        text += part
      })
      answer.on('end', () => resolve(`${answer.statusCode} ${text}`.trim()))
    })
    asked.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    asked.end(body)
  })
}

/** What a connection answers to bytes that come in two parts. */
function say(port: number, words: string, until: number): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => {
      const half = Math.floor(words.length / 2)
      socket.write(words.slice(0, half))
      setTimeout(() => socket.write(words.slice(half)), 20)
    })
    socket.setEncoding('latin1').on('data', (part) => {
      heard += part
      if (heard.length < until) return
      socket.destroy()
      resolve(heard)
    })
  })
}

test.each(['length', 'chunked', 'close'] as const)('answers HTTP that ends by %s', async (framing) => {
  const {port} = await start({framing, bodyBytes: 5})
  expect(await ask(port)).toBe('200 xxxxx')
  expect(await ask(port, 'HEAD')).toBe('200')
  expect(await ask(port, 'POST', 'some words')).toBe('200 xxxxx')
})

test('fails, resets and refuses as it is told, and counts all of it', async () => {
  const server = await start({failEvery: 2, resetEvery: 3})
  const answers: string[] = []
  for (let turn = 0; turn < 4; turn++) answers.push(await ask(server.port))
  expect(answers.map((answer) => answer.slice(0, 10))).toEqual(['200 xxxxxx', '500 500 In', 'ECONNRESET', '500 500 In'])
  expect(await server.truth()).toMatchObject({served: 1, failed: 2, reset: 1, refused: 0})
  const full = await start({serviceUs: 300_000, maxQueue: 1})
  const asked = await Promise.all(Array.from({length: 4}, () => ask(full.port)))
  expect(asked.filter((answer) => answer.startsWith('503'))).toHaveLength(2)
})

test('knows how long each request was there, and which were the last', async () => {
  const server = await start({servers: 1, serviceUs: 20_000})
  await ask(server.port)
  await Promise.all(Array.from({length: 5}, () => ask(server.port)))
  const all = Histogram.fromSparse((await server.truth()).sojournCounts)
  const last = Histogram.fromSparse((await server.truth(5)).sojournCounts)
  expect([all.count, last.count]).toEqual([6, 5])
  expect(last.max).toBeGreaterThan(80_000)
  expect(all.min).toBeGreaterThan(19_900)
})

test('freezes as a whole', async () => {
  const server = await start({stall: {everyMs: 10_000, lengthMs: 300}})
  await ask(server.port)
  const {freezes} = await server.truth()
  expect(freezes).toHaveLength(1)
  expect(freezes[0]?.lengthMs).toBeGreaterThan(299)
})

test.each([0, 5000])('speaks Redis in the order it was asked, with %i µs an answer', async (serviceUs) => {
  const {port} = await start({protocol: 'redis', bodyBytes: 3, failEvery: 3, serviceUs})
  const get = '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n'
  const [value, failure] = ['$3\r\nxxx\r\n', '-ERR asked to fail\r\n']
  const expected = value + value + failure + value
  expect(await say(port, get.repeat(4), expected.length)).toBe(expected)
})
