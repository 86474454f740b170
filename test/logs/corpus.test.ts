import {describe, expect, test} from 'vitest'

import {MASKED, maskPatterns} from '../../src/spec/mask-patterns.js'
import {flatten, layoutHints, loadCorpus} from './corpus/load.js'

const corpus = loadCorpus()
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const mask = (text: string) =>
  maskPatterns.reduce((line, {pattern}) => line.replaceAll(new RegExp(pattern, 'g'), `$1${MASKED}`), text)

describe('the golden corpus', () => {
  test('has every source, with unique names', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(80)
    expect(new Set(corpus.map(({name}) => name)).size).toBe(corpus.length)
    expect(new Set(corpus.map(({source}) => source.layout))).toEqual(new Set(layoutHints))
    const files = new Set(corpus.map(({file}) => file))
    for (const driver of ['caddy', 'nginx', 'haproxy']) expect(files).toContain(`gateway-${driver}`)
  })

  test.each(corpus)('$name is well-formed', ({document, dockerTime, event}) => {
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
    expect(dockerTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/)
    expect(document['@timestamp']).toMatch(time)
    const arrived = new Date(dockerTime).toISOString()
    expect(document['event.created'] ?? document['@timestamp']).toBe(arrived)
    if ('log.level' in document) expect(levels).toContain(document['log.level'])
    if ('event.duration' in document) expect(document['event.duration']).toBeTypeOf('number')
    if ('tags' in document) expect(document.tags).toEqual((document.tags as string[]).toSorted())
    expect(typeof document.message).toBe('string')
    const isWhole = document.message === mask(event).trimEnd() || document.message === mask(event)
    expect('event.original' in document).toBe(!isWhole)
    if ('event.original' in document) expect(document['event.original']).toBe(mask(event))
  })

  test('keeps a line that cannot be parsed whole', () => {
    const unparsed = corpus.filter(({document}) => (document.tags as string[] | undefined)?.includes('unparsed'))
    expect(unparsed.length).toBeGreaterThan(15)
    for (const {document, event, name} of unparsed) {
      expect(Object.keys(document).toSorted(), name).toEqual(['@timestamp', 'message', 'tags'])
      expect(document.message, name).toBe(name === 'trailing-line-feed' ? event.trimEnd() : mask(event))
    }
  })

  test('holds no secret in a document', () => {
    for (const {document, name} of corpus.filter(({file}) => file === 'masking')) {
      expect(JSON.stringify(document), name).not.toMatch(
        /hun ?ter2|s3cr|abc123|dXNlcjpwdw|MIIE|AKIA|eyJ|8f7e6d|ghi_123/,
      )
    }
  })
})

test('fields of a nested document are named in full', () => {
  expect(flatten({a: {b: 1, c: {}, d: [1]}, 'x.y': null})).toEqual({'a.b': 1, 'a.c': {}, 'a.d': [1], 'x.y': null})
})
