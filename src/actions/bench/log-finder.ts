/** Finds the lines of a load test again: in Elasticsearch, or where there is none, in the logs that the containers keep. */
import type {LogBook} from '../../bench/log-book.js'
import type {Access} from '../../components/component.js'
import {STORE} from '../../components/filebeat/line-check.js'
import type {Runtime} from '../../runtime/runtime.js'
import {datasetOf} from '../../spec/log-streams.js'
import {nowMs} from '../../system/clock.js'

const PAGE = 10_000
const TIMEOUT_MS = 20_000
/** Times in lines are those of this host, but what has none is given one on the way. */
const MARGIN_MS = 5000

interface Page {
  readonly _scroll_id?: string
  readonly hits?: {readonly hits?: readonly {readonly _id: string; readonly _source: {readonly message?: string}}[]}
}

/** Looks once through everything since the oldest line that is missing, or through all. */
export async function searchStore(access: Access, marker: string, book: LogBook, isAll: boolean): Promise<void> {
  const since = isAll ? undefined : book.missingSinceMs
  const range = since === undefined ? [] : [{range: {'@timestamp': {gte: since - MARGIN_MS}}}]
  const query = {bool: {filter: [{match_phrase: {message: `bench ${marker}`}}, ...range]}}
  const streams = `/logs-${datasetOf(access.stack.project, '*')}`
  const where = `${streams}/_search?scroll=30s&ignore_unavailable=true&allow_no_indices=true`
  let page = await ask(access, where, {size: PAGE, _source: ['message'], sort: ['_doc'], query})
  for (;;) {
    const atMs = nowMs()
    const hits = page.hits?.hits ?? []
    for (const {_id, _source} of hits) book.find(numberIn(_source.message ?? '', marker), _id, atMs)
    if (hits.length < PAGE || page._scroll_id === undefined) return
    page = await ask(access, '/_search/scroll', {scroll: '30s', scroll_id: page._scroll_id})
  }
}

async function ask(access: Access, path: string, body: unknown): Promise<Page> {
  const answer = await access.instance(STORE.service).http({
    ...{port: STORE.port, path, method: 'POST', tls: true, timeoutMs: TIMEOUT_MS},
    headers: {host: STORE.service, 'content-type': 'application/json'},
    body: JSON.stringify(body),
    basicAuth: {user: STORE.user, password: await access.secret(STORE.secret)},
  })
  if (answer.status !== 200) throw new Error(`Elasticsearch: HTTP ${answer.status} ${answer.body.slice(0, 200)}`)
  return JSON.parse(answer.body) as Page
}

/** Follows what a container prints, until the signal. */
export async function followContainer(
  runtime: Runtime,
  {writer, marker, signal}: {readonly writer: string; readonly marker: string; readonly signal: AbortSignal},
  book: LogBook,
): Promise<void> {
  let copy = 0
  for await (const {text} of runtime.logs({
    services: [writer],
    follow: true,
    tail: 0,
    grep: new RegExp(marker),
    signal,
  })) {
    copy += 1
    book.find(numberIn(text, marker), String(copy), nowMs())
  }
}

function numberIn(text: string, marker: string): number {
  return Number(new RegExp(`${marker} (\\d+)`).exec(text)?.[1] ?? Number.NaN)
}
