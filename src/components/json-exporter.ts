/**
 * Exporters of our own for servers that only describe themselves in JSON. A room brings two files, templates/<room>/exporter/,
 * and ships them with those of templates/json-exporter/ in folders that lie to each other as they do in templates/.
 */
import {fail, pass} from '../checks/check.js'
import {type Text, verbatim} from '../text.js'
import type {Call, HealthCheck, RenderContext, RenderedFile, ScrapeJob, ServiceSpec} from './component.js'

/** The exporter of one server. */
export interface JsonExporter {
  /** The room and the service that it asks; its own service is `<room>-exporter`. */
  readonly room: string
  readonly port: number
  /** The module of the room that turns the answer into metrics, as in `stats.js`. */
  readonly module: string
  /** The metric that is 1 when the server answered, as in `kibana_up`. */
  readonly up: string
  /** The address of the server under the name that main.js reads, and what it needs to log in: never a secret. */
  readonly env: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  /** The server's port that `env` names. */
  readonly asks: Call
  /** On a cluster, whether it is beside the server in the same pod: each server of several then has one of its own. */
  readonly isBeside?: boolean
}

const PROGRAMS = '/opt/exporter'

/** The program, under `<room>/config/exporter/`. */
export function exporterFiles({room, module}: JsonExporter, {template}: RenderContext): readonly RenderedFile[] {
  const own = [`${room}/exporter/main.js`, `${room}/exporter/${module}`]
  const shared = ['json-exporter/serve.js', 'json-exporter/exposition.js']
  return [...own, ...shared].map((path) => ({path: `${room}/config/exporter/${path}`, content: template(path)}))
}

/** The container that runs it. Its lines are not collected, as none of the log path are: they would come round again. */
export function exporterService({room, port, env, secrets, asks, isBeside}: JsonExporter): ServiceSpec {
  return {
    name: `${room}-exporter`,
    image: 'node',
    entrypoint: ['node'],
    command: [`${PROGRAMS}/${room}/exporter/main.js`],
    user: '1000:1000',
    networks: ['obs'],
    listens: [{name: 'metrics', port}],
    ...(isBeside ? {sidecarOf: room} : {calls: [asks]}),
    env: {PORT: String(port), ...env},
    ...(secrets ? {secrets} : {}),
    mounts: [{kind: 'config', from: `deploy/${room}/config/exporter`, to: PROGRAMS, reload: false}],
    limits: {memoryMiB: 96, cpus: 0.25, pids: 64},
    lookupTimeoutS: 1,
    after: [room],
    healthcheck: {
      test: [
        'node',
        '-e',
        `fetch('http://127.0.0.1:${port}/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`,
      ],
      intervalS: 10,
      timeoutS: 5,
      retries: 3,
      startPeriodS: 20,
    },
    logs: {collect: false},
  }
}

/** The job that scrapes it, under the name of the server. */
export function exporterJob({room, port}: JsonExporter): ScrapeJob {
  return {job_name: room, static_configs: [{targets: [`${room}-exporter:${port}`]}]}
}

/** Whether it reaches the server. */
export function exporterCheck({room, port, up}: JsonExporter, server: Text): HealthCheck<ExporterFacts> {
  return {
    id: `${room}.exporter`,
    title: {en: `Statistics of ${server.en} are exported`, zh: `${server.zh} 统计信息已导出`},
    service: `${room}-exporter`,
    async probe(access) {
      try {
        const answer = await access.instance(`${room}-exporter`).http({port, path: '/metrics', timeoutMs: 10_000})
        const isUp = answer.status === 200 && answer.body.split('\n').includes(`${up} 1`)
        return {isUp, error: isUp ? '' : `HTTP ${answer.status}, ${up} 0`}
      } catch (error) {
        return {isUp: false, error: error instanceof Error ? error.message : String(error)}
      }
    },
    judge({isUp, error}) {
      if (isUp) return pass(verbatim(`${up} 1`))
      return fail(
        {
          en: `the exporter does not reach ${server.en}: ${error}`,
          zh: `导出器无法访问 ${server.zh}：${error}`,
        },
        verbatim(`opsctl logs ${room}-exporter`),
      )
    },
  }
}

type ExporterFacts = {readonly isUp: boolean; readonly error: string}
