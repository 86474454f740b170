/** A stack’s chart on disk, and what Helm makes of it. */
import {createHash} from 'node:crypto'
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import type {Stack} from '../../../src/spec/stack.js'
import {capture, type RunResult} from '../../../src/system/run.js'
import {helmBinary, KUBERNETES_VERSIONS} from '../tools/tools.js'

/** What `.Capabilities.APIVersions` holds in a cluster that has the operators. */
export const OPERATOR_APIS = [
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1/ServiceMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
  'monitoring.coreos.com/v1alpha1',
  'monitoring.coreos.com/v1alpha1/AlertmanagerConfig',
  'gateway.networking.k8s.io/v1',
  'gateway.networking.k8s.io/v1/HTTPRoute',
  'cert-manager.io/v1',
  'cert-manager.io/v1/Certificate',
  'external-secrets.io/v1',
  'external-secrets.io/v1/ExternalSecret',
]

/** Where a set’s files lie. */
export interface ChartOnDisk {
  readonly chart: string
  readonly values: string
  readonly release: string
  readonly namespace: string
  readonly crds: boolean
  /** Files of values that win over the others. */
  readonly more?: readonly string[]
  /** sha256 over the chart, values apart. */
  readonly chartHash: string
}

/** Writes values.yaml of a stack, and the chart beside it. */
export async function writeChart(stack: Stack, folder: string, crds: boolean): Promise<ChartOnDisk> {
  const hash = createHash('sha256')
  for (const {path, content} of renderStack(stack, emptyOverlay)) {
    if (path !== 'values.yaml' && !path.startsWith('chart/')) continue
    const file = join(folder, path)
    await mkdir(dirname(file), {recursive: true})
    await writeFile(file, content)
    if (path !== 'values.yaml') hash.update(`${path}\0${content}\0`)
  }
  const namespace = stack.kubernetes.namespace ?? stack.project
  const place = {chart: join(folder, 'chart'), values: join(folder, 'values.yaml')}
  return {...place, release: stack.project, namespace, crds, chartHash: hash.digest('hex')}
}

/** `helm template`, with hooks and tests. */
export async function templateChart(
  major: 3 | 4,
  {chart, values, more = [], release, namespace, crds}: ChartOnDisk,
): Promise<RunResult> {
  const apis = crds ? OPERATOR_APIS.flatMap((api) => ['--api-versions', api]) : []
  const place = ['--namespace', namespace, '--kube-version', KUBERNETES_VERSIONS[0]]
  return runHelm(major, ['template', release, chart, ...filesOf(values, more), ...place, ...apis])
}

/** `helm lint --strict`. */
export async function lintChart(major: 3 | 4, {chart, values, more = [], namespace}: ChartOnDisk): Promise<RunResult> {
  const place = ['--namespace', namespace, '--kube-version', KUBERNETES_VERSIONS[0]]
  return runHelm(major, ['lint', chart, '--strict', '--quiet', ...filesOf(values, more), ...place])
}

function filesOf(values: string, more: readonly string[]): readonly string[] {
  return [values, ...more].flatMap((file) => ['-f', file])
}

async function runHelm(major: 3 | 4, argv: readonly string[]): Promise<RunResult> {
  return capture(await helmBinary(major), argv, {timeoutMs: 60_000})
}

/** Does work for each item, two at a time: as many as the smallest machine has processors. */
export async function eachInTwos<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  const rest = [...items.entries()]
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all([worker(), worker()])
  return results
}
