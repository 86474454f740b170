/** Asks every exporter for its metrics, all at once. */
import {loadOverlay} from '../../../render/overlay.js'
import {monotonicMs} from '../../../system/clock.js'
import {defineCollector, replyOf} from '../../collect.js'
import {answersFact, jobsFact} from './facts.js'
import {listExporters, listJobs, reach} from './list.js'

/** Below the collector's own limit, so that one that hangs is told apart from the others. */
const TIMEOUT_MS = 4500

const answers = defineCollector({
  key: answersFact,
  isFor: () => true,
  collect: ({access, stack}) =>
    Promise.all(
      listExporters(stack).map(async ({service, job, port}) => {
        const start = monotonicMs()
        const reply = await replyOf(access.instance(service).http({port, path: '/metrics', timeoutMs: TIMEOUT_MS}))
        const ms = Math.round(monotonicMs() - start)
        if (!reply.answers) return {service, job, answers: false, error: reply.error, isLate: reply.isLate, ms}
        const {status, body} = reply
        const says = reach[service]?.says
        return {service, job, answers: true, status, ms, ...(says ? {reaches: says.test(body)} : {})}
      }),
    ),
})

const jobs = defineCollector({
  key: jobsFact,
  isFor: () => true,
  async collect({stack, project}) {
    const own = listJobs(stack).map(({component, job}) => ({job: job.job_name, component}))
    // Jobs of the person's own count too; an overlay that is refused never reaches Prometheus.
    const overlay = await loadOverlay(project).catch(() => undefined)
    const theirs = (overlay?.jobs ?? []).map(({name}) => ({job: name, component: 'overlay'}))
    const targets = stack.prometheus.targets.length > 0 ? [{job: 'targets', component: 'prometheus'}] : []
    return [...own, ...targets, ...theirs]
  },
})

export const collectors = [answers, jobs]
