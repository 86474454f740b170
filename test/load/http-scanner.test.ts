import fc from 'fast-check'
import {describe, expect, test} from 'vitest'

import {HeadMemo} from '../../src/load/head-memo.js'
import {type HttpAnswerRule, HttpScanner} from '../../src/load/http-scanner.js'
import {Needle} from '../../src/load/needle.js'

const GET: HttpAnswerRule = {hasBody: true}
const HEAD: HttpAnswerRule = {hasBody: false}

interface Found {
  readonly end: number
  readonly status: number
  readonly error: string | undefined
  readonly isLast: boolean
}

/** Scans bytes that come in pieces. `end` of an answer that the close completed is the number of all bytes. */
function scan(bytes: Buffer, cuts: readonly number[], rule: HttpAnswerRule, memo = new HeadMemo()): readonly Found[] {
  const scanner = new HttpScanner([rule], memo)
  const found: Found[] = []
  const keep = (end: number) => {
    found.push({end, status: scanner.status, error: scanner.error, isLast: scanner.isLast})
  }
  let from = 0
  for (const to of [...cuts, bytes.length]) {
    for (let at = from; at < to && !found.at(-1)?.isLast; ) {
      at = scanner.scan(bytes, at, to, 0)
      if (at < 0) break
      keep(at)
    }
    from = to
  }
  if (scanner.end()) keep(bytes.length)
  return found
}

/** The same at every cut into two, and one byte at a time. */
function scanAnyhow(text: string, rule: HttpAnswerRule = GET): readonly Found[] {
  const bytes = Buffer.from(text, 'latin1')
  const whole = scan(bytes, [], rule)
  // Where the connection is of no more use, the rest of a piece goes with it.
  const seen = (found: readonly Found[]) => found.map((one) => (one.error === 'framing' ? {...one, end: 0} : one))
  for (let cut = 0; cut <= bytes.length; cut++) expect(seen(scan(bytes, [cut], rule))).toEqual(seen(whole))
  const every = Array.from(bytes, (_, at) => at)
  expect(seen(scan(bytes, every, rule))).toEqual(seen(whole))
  return whole
}

const plain = 'HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello'
const chunked =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n5;a=b\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX: y\r\n\r\n'

describe('an answer ends', () => {
  test.each([
    ['behind Content-Length', plain, GET, [{end: plain.length, status: 200, error: undefined, isLast: false}]],
    ['behind an empty body', 'HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n', GET, [{status: 200, isLast: false}]],
    ['behind the last chunk and its trailer', chunked, GET, [{end: chunked.length, status: 200, error: undefined}]],
    ['behind the head of HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n', HEAD, [{status: 200, isLast: false}]],
    ['behind the head of 204', 'HTTP/1.1 204 No Content\r\n\r\n', GET, [{status: 204, isLast: false}]],
    ['behind the head of 304', 'HTTP/1.1 304\r\nContent-Length: 9\r\n\r\n', GET, [{status: 304, isLast: false}]],
    ['where the connection is closed', 'HTTP/1.1 200 OK\r\n\r\nall that comes', GET, [{status: 200, isLast: true}]],
    [
      'and so does the connection',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx',
      GET,
      [{isLast: true}],
    ],
    ['and so does one of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', GET, [{isLast: true}]],
    [
      'but not the connection of HTTP/1.0 that is kept',
      'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx',
      GET,
      [{isLast: false}],
    ],
    ['with bare line feeds, too', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', GET, [{status: 200, error: undefined}]],
    [
      'and the next one begins',
      plain + chunked + plain,
      GET,
      [{end: plain.length}, {end: plain.length + chunked.length}, {end: 2 * plain.length + chunked.length}],
    ],
    [
      'after interim answers',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${plain}`,
      GET,
      [{status: 200, error: undefined}],
    ],
  ])('%s', (_, text, rule, expected) => {
    const found = scanAnyhow(text, rule)
    expect(found).toHaveLength(expected.length)
    expect(found).toMatchObject(expected)
  })
})

describe('what is no answer is said to be none', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['a status out of range', 'HTTP/1.1 700 Odd\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n'],
    ['a size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5x\r\n'],
    ['a size without end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0000000000005\r\n'],
    ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n'],
    ['another protocol from now on', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ])('%s', (_, text) => {
    expect(scanAnyhow(text)).toMatchObject([{error: 'framing', isLast: true}])
  })

  test('a head without end', () => {
    const found = scan(Buffer.from(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`), [40_000, 80_000], GET)
    expect(found).toMatchObject([{error: 'framing', isLast: true}])
  })
})

describe('an answer is judged', () => {
  const status = (code: number) => `HTTP/1.1 ${code} X\r\nContent-Length: 0\r\n\r\n`

  test('by its status: right below 400, or where it was named', () => {
    const errors = (rule: HttpAnswerRule) =>
      [200, 302, 404, 503].map((code) => scanAnyhow(status(code), rule)[0]?.error)
    expect(errors(GET)).toEqual([undefined, undefined, '4xx', '5xx'])
    expect(errors({hasBody: true, statuses: new Set([404])})).toEqual(['status', 'status', undefined, '5xx'])
  })

  test('by what its body holds, wherever it is cut', () => {
    const rule = {hasBody: true, needle: new Needle('aab')}
    const body = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
    expect(scanAnyhow(body('xaaab'), rule)[0]?.error).toBe(undefined)
    expect(scanAnyhow(body('aaaa'), rule)[0]?.error).toBe('body')
    const split = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\naa\r\n1\r\nb\r\n0\r\n\r\n'
    expect(scanAnyhow(split, rule)[0]?.error).toBe(undefined)
    expect(scanAnyhow('HTTP/1.1 200 OK\r\n\r\n..aab', rule)[0]?.error).toBe(undefined)
    expect(scanAnyhow(body('aab') + body('aa'), rule).map(({error}) => error)).toEqual([undefined, 'body'])
  })
})

test('answers of any bodies, framed and cut anyhow, are found where they end', () => {
  const answer = fc.record({
    body: fc.uint8Array({maxLength: 60}).map((bytes) => Buffer.from(bytes).toString('latin1')),
    chunks: fc.option(fc.array(fc.integer({min: 1, max: 20}), {maxLength: 5})),
    header: fc.stringMatching(/^[A-Za-z-]{1,20}: [ -~]{0,30}$/),
  })
  const frame = ({body, chunks, header}: {body: string; chunks: number[] | null; header: string}) => {
    const start = `HTTP/1.1 200 OK\r\nx-${header}\r\n`
    if (!chunks) return `${start}Content-Length: ${body.length}\r\n\r\n${body}`
    let rest = body
    const pieces = chunks.map((size) => {
      const piece = rest.slice(0, size)
      rest = rest.slice(size)
      return piece
    })
    const all = [...pieces, rest].filter((piece) => piece !== '')
    return `${start}Transfer-Encoding: chunked\r\n\r\n${all.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`
  }
  fc.assert(
    fc.property(
      fc.array(answer, {minLength: 1, maxLength: 4}),
      fc.array(fc.nat(400), {maxLength: 12}),
      (answers, at) => {
        const texts = answers.map(frame)
        const bytes = Buffer.from(texts.join(''), 'latin1')
        const cuts = at.filter((cut) => cut <= bytes.length).toSorted((one, other) => one - other)
        let end = 0
        const ends = texts.map((text) => {
          end += text.length
          return end
        })
        const found = scan(bytes, cuts, GET)
        expect(found.map((one) => one.end)).toEqual(ends)
        expect(found.every(({error}) => error === undefined)).toBe(true)
      },
    ),
    {numRuns: 300},
  )
})

test('any bytes at all leave the scanner in order', () => {
  fc.assert(
    fc.property(fc.uint8Array({maxLength: 300}), fc.nat(300), (noise, cut) => {
      const bytes = Buffer.from(noise)
      for (const {end, isLast} of scan(bytes, [Math.min(cut, bytes.length)], GET)) {
        expect(end).toBeLessThanOrEqual(bytes.length)
        expect(typeof isLast).toBe('boolean')
      }
    }),
    {numRuns: 300},
  )
})
