/** The corpus through a rendered pipeline: documents as the corpus writes them. */
import {type CorpusEntry, type FlatDocument, flatten, type Value} from '../corpus/load.js'
import {makeEvent, type Pipeline} from './evaluate.js'
import type {GrokEngine} from './filters/filter.js'

/** Says where a line is from; the corpus leaves it out of its documents. */
const BOILERPLATE =
  /^(@version|ecs\.version|data_stream\.|service\.name|container\.|stream|log\.offset|log\.file\.|opsctl\.|event\.(ingested|module|dataset))/

const TIMES = ['@timestamp', 'event.created']

/** The event as Filebeat ships it. */
export function shippedEvent({event, dockerTime, source}: CorpusEntry) {
  return makeEvent(
    {
      '@timestamp': dockerTime,
      '@version': '1',
      message: event,
      stream: 'stdout',
      log: {offset: 4096, file: {path: '/var/lib/docker/containers/f00/f00-json.log'}},
      container: {id: 'f00'},
      service: {name: source.service},
      data_stream: {type: 'logs', dataset: `shop.${source.service.replaceAll('-', '_')}`, namespace: 'development'},
      opsctl: {layout: source.layout},
      ecs: {version: '8.11.0'},
      agent: {name: 'filebeat', type: 'filebeat'},
      input: {type: 'filestream'},
      host: {name: 'filebeat'},
      // What a careless shipper may add: neither must stand beside what is masked and parsed.
      event: {original: event},
      error: {message: 'of the shipper', type: 'json'},
    },
    {_id: 'a1b2', beat: 'filebeat', version: '9.2.0'},
  )
}

/** What the pipeline stores of a line, comparable with the document of the corpus. */
export async function documentOf(pipeline: Pipeline, entry: CorpusEntry, grok: GrokEngine): Promise<FlatDocument> {
  const stored = await pipeline.run(shippedEvent(entry), {grok, now: new Date(entry.dockerTime)})
  if (!stored) throw new Error(`${entry.name} was dropped`)
  return comparable(flatten(stored as {readonly [key: string]: Value}))
}

/** Without what says where the line is from, times in milliseconds, tags sorted. */
export function comparable(document: FlatDocument): FlatDocument {
  const kept = Object.entries(document).filter(([name, value]) => !BOILERPLATE.test(name) && !isNothing(value))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (TIMES.includes(name)) return [name, new Date(String(value)).toISOString()]
      return [name, name === 'tags' ? (value as string[]).toSorted() : value]
    }),
  )
}

/** An object that everything was taken from has no field, so the store knows nothing of it. */
const isNothing = (value: Value) => JSON.stringify(value) === '{}'
