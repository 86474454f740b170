/** What must be true for lines to pass: the pipeline runs, it is the rendered one, and what comes in goes out. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck} from '../component.js'
import {API_PORT, PIPELINE_ID} from './names.js'
import {runningHash} from './services.js'

const logs = verbatim('opsctl logs logstash')

/** How often the counts are looked at, and how long apart, before waiting lines are called stuck. */
const LOOKS = 5
const PAUSE_MS = 2000

/** Events since the start of the pipeline. Undefined parts: it does not run. */
interface Counts {
  readonly in?: number
  readonly out?: number
  /** Waiting in the queue. */
  readonly waiting?: number
}

async function askCounts(access: Access): Promise<Counts> {
  const request = {port: API_PORT, path: `/_node/stats/pipelines/${PIPELINE_ID}`, timeoutMs: 10_000}
  const answer = await access.instance('logstash').http(request)
  const {pipelines = {}} = answer.status === 200 ? (JSON.parse(answer.body) as Stats) : {}
  const {events, queue} = pipelines[PIPELINE_ID] ?? {}
  return {
    ...(events?.in === undefined ? {} : {in: events.in}),
    ...(events?.out === undefined ? {} : {out: events.out}),
    ...(queue?.events_count === undefined ? {} : {waiting: queue.events_count}),
  }
}

interface Stats {
  readonly pipelines?: Record<
    string,
    {readonly events?: {readonly in?: number; readonly out?: number}; readonly queue?: {readonly events_count?: number}}
  >
}

/** Whether lines wait that nobody takes; when none wait, there is nothing to be late with. */
const flow: HealthCheck<{readonly first: Counts; readonly last: Counts}> = {
  id: 'logstash.flow',
  title: {en: 'Logstash passes on what it gets', zh: 'Logstash 正常转发收到的日志'},
  service: 'logstash',
  async probe(access) {
    const first = await askCounts(access)
    let last = first
    for (let look = 1; look < LOOKS && isStuck(first, last); look += 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      last = await askCounts(access)
    }

    return {first, last}
  },
  judge({first, last}) {
    if (last.out === undefined) {
      return fail({en: `pipeline ${PIPELINE_ID} does not run`, zh: `管道 ${PIPELINE_ID} 未运行`}, logs)
    }

    if (!isStuck(first, last)) return pass(verbatim(`in ${last.in ?? 0}, out ${last.out}, queue ${last.waiting ?? 0}`))
    return fail(
      {
        en: `${last.waiting} lines wait and none has gone out in ${((LOOKS - 1) * PAUSE_MS) / 1000} s`,
        zh: `有 ${last.waiting} 行在等待，${((LOOKS - 1) * PAUSE_MS) / 1000} 秒内没有一行发出`,
      },
      {
        en: 'See whether Elasticsearch takes lines: opsctl status, then opsctl logs logstash',
        zh: '检查 Elasticsearch 是否接收日志：opsctl status，然后 opsctl logs logstash',
      },
    )
  },
}

function isStuck(first: Counts, last: Counts): boolean {
  return last.out !== undefined && (last.waiting ?? 0) > 0 && last.out === first.out
}

const config: HealthCheck<{readonly running: string | undefined; readonly rendered: string}> = {
  id: 'logstash.config',
  title: {en: 'Logstash runs the rendered pipeline', zh: 'Logstash 运行的是已渲染的管道'},
  service: 'logstash',
  probe: async (access) => ({running: await runningHash(access), rendered: await access.configHash('logstash')}),
  judge({running, rendered}) {
    if (running === rendered) return pass(verbatim(rendered.slice(0, 12)))
    return fail(
      {
        en: `It runs ${running?.slice(0, 12) ?? 'an unknown pipeline'}, rendered is ${rendered.slice(0, 12)}`,
        zh: `运行的是 ${running?.slice(0, 12) ?? '未知管道'}，已渲染的是 ${rendered.slice(0, 12)}`,
      },
      verbatim('opsctl reload logstash'),
    )
  },
}

export const healthChecks: readonly HealthCheck[] = [flow, config]
