/** What an operator of Prometheus is told of the stack: its rules, where it answers, its dashboards. All by reference. */
import type {RenderedFile, ScrapeJob} from '../../components/component.js'
import type {OperatorValues, ServiceValues} from './chart-values.js'

const RULES = 'prometheus/config/rules.d/'
const DASHBOARDS = 'grafana/config/dashboards/'

/** The series that says which configuration our own Prometheus runs; nobody else runs it. */
const STAMP = `${RULES}opsctl-config.yaml`

interface JobShape {
  readonly job_name: string
  readonly metrics_path?: string
  readonly basic_auth?: unknown
  readonly relabel_configs?: readonly {readonly target_label?: string}[]
  readonly static_configs?: readonly {readonly targets?: readonly string[]}[]
  readonly dns_sd_configs?: readonly {readonly names?: readonly string[]; readonly port?: number}[]
}

/**
 * References of the files and the endpoints. An endpoint that wants a log-in is left out: the operator would read a
 * Secret of another shape. So is a job of probes, which is no endpoint.
 */
export function toOperatorValues(
  files: readonly RenderedFile[],
  jobs: readonly ScrapeJob[],
  services: Readonly<Record<string, ServiceValues>>,
): OperatorValues {
  const paths = files.map(({path}) => path).toSorted()
  const rules = paths.filter((path) => path.startsWith(RULES) && path !== STAMP)
  return {
    rules: Object.fromEntries(rules.map((path) => [objectName(path.slice(RULES.length)), path])),
    monitors: Object.fromEntries(jobs.flatMap((job) => monitorsOf(job as JobShape, services))),
    dashboards: paths.filter((path) => path.startsWith(DASHBOARDS) && path.endsWith('.json')),
  }
}

/** `overlay-My_rules.yaml` → `overlay-my-rules`: names of objects have neither capitals nor underscores. */
function objectName(file: string): string {
  return file
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
}

type Monitor = OperatorValues['monitors'][string]

function monitorsOf(
  job: JobShape,
  services: Readonly<Record<string, ServiceValues>>,
): readonly (readonly [string, Monitor])[] {
  const isProbe = job.relabel_configs?.some(({target_label}) => target_label === '__address__')
  if (job.basic_auth !== undefined || isProbe) return []
  const fixed = (job.static_configs ?? []).flatMap(({targets = []}) => targets.map((target) => target.split(':')))
  const found = (job.dns_sd_configs ?? []).flatMap(({names = [], port}) => names.map((name) => [name, String(port)]))
  return [...fixed, ...found].flatMap(([name = '', port]) => {
    const named = services[name]?.ports.find((one) => String(one.port) === port)
    return named ? [[name, {port: named.name, path: job.metrics_path ?? '/metrics', job: job.job_name}] as const] : []
  })
}
