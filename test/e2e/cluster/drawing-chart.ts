/** A chart that draws its own secrets, and what it drew. */
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {loadAll} from 'js-yaml'
import {chartFiles} from '../../../src/render/helm/chart.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderValues} from '../../../src/render/render-stack.js'
import {parseStack} from '../../../src/spec/load-stack.js'
import type {Stack} from '../../../src/spec/stack.js'
import {capture, type RunResult} from '../../../src/system/run.js'
import {helmBinary, KUBERNETES_VERSIONS} from '../tools/tools.js'

/** What a cluster answers that helm alone does not know. */
const IN_CLUSTER = ['--api-versions', 'apiregistration.k8s.io/v1']

/** An object of Kubernetes, as far as tests look at it. */
export interface KubeObject {
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: unknown
}

export interface DrawingChart {
  readonly chart: string
  readonly values: string
}

/** A valid opsctl.yaml with the target Helm, as text. */
export function stackOf(input: Readonly<Record<string, unknown>>): Stack {
  const {stack, problems} = parseStack(JSON.stringify({version: 1, project: 'shop', target: 'helm', ...input}))
  if (stack === undefined) throw new Error(JSON.stringify(problems))
  return stack
}

/** Writes the chart, and values that differ from opsctl's in where secrets come from. */
export async function writeDrawingChart(
  stack: Stack,
  folder: string,
  secrets: Readonly<Record<string, unknown>> = {mode: 'generate'},
): Promise<DrawingChart> {
  for (const {path, content} of chartFiles()) {
    await mkdir(dirname(join(folder, path)), {recursive: true})
    await writeFile(join(folder, path), content)
  }
  const values = renderValues(stack, emptyOverlay)
  const given = {
    ...values,
    secrets: {...values.secrets, ...secrets},
    rollOnReloadable: true,
    createAgentsNamespace: true,
  }
  await writeFile(join(folder, 'values.json'), JSON.stringify(given))
  return {chart: join(folder, 'chart'), values: join(folder, 'values.json')}
}

/** `helm template`, as if a cluster without any Secret answered, or with none at all. */
export async function templateDrawing(
  major: 3 | 4,
  {chart, values}: DrawingChart,
  {inCluster = true}: {readonly inCluster?: boolean} = {},
): Promise<RunResult> {
  const place = ['--namespace', 'shop', '--kube-version', KUBERNETES_VERSIONS[0], ...(inCluster ? IN_CLUSTER : [])]
  return capture(await helmBinary(major), ['template', 'shop', chart, '-f', values, ...place], {timeoutMs: 60_000})
}

/** Every object of a stream of YAML. */
export function readObjects(yaml: string): readonly KubeObject[] {
  return (loadAll(yaml) as (KubeObject | null)[]).filter((one) => one !== null)
}

/** Values of the Secrets of a namespace, by key. */
export function readValues(objects: readonly KubeObject[], namespace = 'shop'): ReadonlyMap<string, string> {
  const secrets = objects.filter(
    ({kind, metadata}) => kind === 'Secret' && metadata.namespace === namespace && metadata.name.endsWith('-secrets'),
  )
  return new Map(
    secrets.flatMap(({data}) =>
      Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')] as const),
    ),
  )
}
