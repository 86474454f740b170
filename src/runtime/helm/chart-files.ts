/** The files that an upgrade is made from: the chart, its values, the person's own values, and the digests of secrets. */
import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Stack} from '../../components/component.js'
import type {Project} from '../../project.js'
import type {ChartValues, ServiceValues} from '../../render/helm/chart-values.js'
import type {ChartFiles} from '../../system/helm-cli.js'
import {notRendered} from '../errors.js'
import {parseYaml} from './kube-object.js'

/** Where `up` keeps the digests, so that a person can run the same helm by hand. */
export function digestsFile(project: Project): string {
  return join(project.state, 'helm-values.yaml')
}

/** The chart and its values in a folder laid out like deploy/. Throws OPS_NOT_RENDERED. */
export function chartFilesOf(project: Project, dir: string = project.deploy): ChartFiles {
  const values = join(dir, 'values.yaml')
  if (!existsSync(values)) throw notRendered(values)
  const own = join(project.overlay, 'values.yaml')
  return {chart: join(dir, 'chart'), values: [values, ...(existsSync(own) ? [own] : [])]}
}

/** The values that opsctl wrote. */
export async function readValues(project: Project, dir: string = project.deploy): Promise<ChartValues> {
  const [values = ''] = chartFilesOf(project, dir).values
  return parseYaml(await readFile(values, 'utf8')) as ChartValues
}

const DIGEST_LENGTH = 16

/** A digest as it is kept in the cluster. */
export function shorten(digest: string): string {
  return digest.slice(0, DIGEST_LENGTH)
}

/** The names of the secrets that a service reads, sorted. */
export function secretsOf({secrets, secretEnv}: ServiceValues): readonly string[] {
  return [...new Set([...secrets, ...Object.values(secretEnv)])].toSorted()
}

/**
 * The values file with one digest per service over the secrets it reads, from theirs by name. A changed secret changes
 * the annotation of its readers' pods, which makes them anew. Secrets that opsctl does not put there have no digest.
 */
export function digestValues(stack: Stack, values: ChartValues, secrets: Readonly<Record<string, string>>): string {
  const isOurs = stack.kubernetes.secrets.from === 'opsctl'
  const digests = Object.entries(values.services).flatMap(([service, one]) => {
    const lines = secretsOf(one).map((name) => `${name}=${secrets[name] ?? ''}`)
    const digest = createHash('sha256').update(lines.join('\n')).digest('hex')
    return isOurs && lines.length > 0 ? [[service, shorten(digest)] as const] : []
  })
  return `${JSON.stringify({secrets: {digests: Object.fromEntries(digests)}}, null, 2)}\n`
}
