import fc from 'fast-check'
import {expect, test} from 'vitest'

import {HeadMemo} from '../../src/load/head-memo.js'
import {HttpHead} from '../../src/load/http-head.js'

const heads = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n',
  'HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\n',
]

test('a head that is known says what reading it would, wherever it stands in whichever buffer', () => {
  const step = fc.record({head: fc.constantFrom(...heads), at: fc.nat(9), second: fc.boolean(), cut: fc.nat(60)})
  fc.assert(
    fc.property(fc.array(step, {maxLength: 20}), (steps) => {
      const buffers = [Buffer.allocUnsafeSlow(100), Buffer.alloc(300).subarray(3, 103)]
      const head = new HttpHead(new HeadMemo())
      for (const {head: text, at, second, cut} of steps) {
        const buffer = buffers[second ? 1 : 0] as Buffer
        buffer.write(`${text}#`, at, 'latin1')
        const end = at + text.length
        const pieces = cut < text.length ? [at + cut, end + 1] : [end + 1]
        let place = at
        for (const to of pieces) {
          const read = head.read(buffer, place, to)
          place = read < 0 ? to : read
        }
        const plain = new HttpHead(new HeadMemo())
        plain.read(buffer, at, end)
        expect(place).toBe(end)
        const facts = ({status, length, isChunked, isKept}: HttpHead) => ({status, length, isChunked, isKept})
        expect(facts(head)).toEqual(facts(plain))
      }
    }),
    {numRuns: 100},
  )
})
