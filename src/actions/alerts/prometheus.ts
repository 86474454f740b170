/** The running Prometheus of a stack, asked through its HTTP API. */
import type {Stack} from '../../components/component.js'
import {ask} from '../../components/prometheus/web.js'
import {OpsError} from '../../errors.js'
import {alertMessages as say} from '../../messages/alerts.js'
import type {Project} from '../../project.js'
import {openAccess} from '../../runtime/access.js'
import {verbatim} from '../../text.js'
import {openRuntime} from '../open-runtime.js'

const TIMEOUT_MS = 15_000

export interface PrometheusApi {
  /** `data` of the answer to GET /api/v1/<path>. Throws OPS_PROMETHEUS_UNREACHABLE. */
  ask(path: string): Promise<unknown>
}

/** Opens it; nothing is asked yet. */
export async function openPrometheus(project: Project, stack: Stack): Promise<PrometheusApi> {
  const {runtime} = await openRuntime(project, stack)
  const access = openAccess(project, stack, runtime)
  return {
    async ask(path) {
      if (!stack.prometheus.enabled) throw unreachable(say.noPrometheus)
      try {
        const answer = await ask(access, `/api/v1/${path}`, {timeoutMs: TIMEOUT_MS})
        if (answer.status === 200) return (JSON.parse(answer.body) as {data: unknown}).data
        throw unreachable(say.prometheusAnswers(answer.status))
      } catch (error) {
        if (error instanceof OpsError) throw error
        throw unreachable(say.prometheusSilent, error)
      }
    },
  }
}

function unreachable(message: OpsError['text'], cause?: unknown): OpsError {
  return new OpsError({
    code: 'OPS_PROMETHEUS_UNREACHABLE',
    kind: 'environment',
    message,
    suggestions: [verbatim('opsctl status'), verbatim('opsctl up')],
    ...(cause === undefined ? {} : {cause}),
  })
}
