import {describe, expect, test} from 'vitest'

import {createAnalyser} from '../../../src/logs/analyser.js'
import {type CorpusEntry, loadCorpus} from '../corpus/load.js'

function analyseEntry({lines, dockerTime}: CorpusEntry) {
  const analyser = createAnalyser()
  const feed = analyser.feed('corpus', Date.parse(dockerTime))
  for (const line of lines) feed.push(Buffer.from(`${line.toString('latin1').trimEnd()}\n`, 'latin1'))
  feed.end()
  return analyser.snapshot()
}

describe('a line of the golden corpus is read as the pipeline reads it', () => {
  test.each(loadCorpus())('$name', (entry) => {
    const {document} = entry
    const analysis = analyseEntry(entry)
    const isUnparsed = (document.tags as string[] | undefined)?.includes('unparsed') ?? false

    expect({
      events: analysis.totals.events,
      unparsed: analysis.totals.unparsed,
      level: analysis.levels[0]?.level,
      time: analysis.range?.first,
      status: analysis.status.codes[0]?.status,
      durationMs: analysis.slowest[0]?.durationMs,
    }).toEqual({
      events: 1,
      unparsed: isUnparsed ? 1 : 0,
      level: document['log.level'] ?? 'none',
      // Docker's time is kept beside that of the line only if the line has one.
      time: 'event.created' in document ? document['@timestamp'] : undefined,
      status: document['http.response.status_code'],
      durationMs: 'event.duration' in document ? Number(document['event.duration']) / 1e6 : undefined,
    })
  })
})
