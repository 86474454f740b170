/** The real tools that tests of the log path and of Kubernetes run on. See README.md for what each of them proves and what it can't. */
import {capture} from '../../../src/system/run.js'
import {buildTool, hasTool, type ToolName} from './cache.js'
import {javaHome} from './programs.js'

export {type ToolName, toolFolder} from './cache.js'
export {type Elasticsearch7Options, startElasticsearch7Secure} from './elasticsearch7.js'
export {type Elasticsearch8Options, startElasticsearch8} from './elasticsearch8.js'
export {type Captures, type Grok, openGrok} from './grok.js'
export {type LogstashFile, parseLogstash} from './logstash-config.js'
export type {RunningStore} from './store-process.js'

const said = new Set<string>()

/**
 * Why tests that need these tools are skipped here, printed once, or undefined when they run: when the tools are in the
 * cache, or CI=true, in which case they are built before the first test.
 * Use: `describe.skipIf(toolsAbsent('elasticsearch8', 'filebeat'))('…', () => …)`.
 */
export function toolsAbsent(...names: readonly ToolName[]): string | undefined {
  const missing = names.filter((name) => !hasTool(name))
  if (missing.length === 0 || process.env.CI === 'true') return undefined
  const reason = `skipped: ${missing.join(', ')} not built (npx tsx test/e2e/tools/build.ts, some minutes once)`
  if (!said.has(reason)) process.stdout.write(`${reason}\n`)
  said.add(reason)
  return reason
}

/** Elasticsearch 8.19 from its jars: `home` has config, lib and modules. No security, no lifecycle, no processors. */
export async function elasticsearch8(): Promise<{readonly home: string; readonly java: string}> {
  return {home: await buildTool('elasticsearch8'), java: `${await javaHome()}/bin/java`}
}

/** Elasticsearch 7.17 as its authors packed it for integration tests, with its real security. */
export async function elasticsearch7(): Promise<{readonly home: string; readonly java: string}> {
  return {home: await buildTool('elasticsearch7'), java: `${await javaHome()}/bin/java`}
}

/** Path of a Filebeat 7.17 binary. */
export async function filebeatBinary(): Promise<string> {
  return `${await buildTool('filebeat')}/filebeat`
}

/** Folder of kubectl, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kube-proxy. */
export function kubernetesFolder(): Promise<string> {
  return buildTool('kubernetes')
}

/** Path of Helm 3 or 4. */
export async function helmBinary(major: 3 | 4): Promise<string> {
  return `${await buildTool(`helm${major}`)}/helm`
}

/** The minors that charts are checked against. */
export const KUBERNETES_VERSIONS = ['1.34.1', '1.35.4', '1.36.3'] as const

/** Checks manifests against the strict schemas of one version, operators' own kinds included. Returns what is wrong: a line each. */
export async function checkManifests(
  manifests: string,
  version: (typeof KUBERNETES_VERSIONS)[number],
): Promise<readonly string[]> {
  const [folder, schemas] = await Promise.all([buildTool('kubeconform'), buildTool('kube-schemas')])
  const argv = ['-strict', '-kubernetes-version', version, '-schema-location', schemas]
  const {exitCode, stdout, stderr} = await capture(`${folder}/kubeconform`, argv, {stdin: manifests})
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '')
  if (exitCode !== 0 && lines.length === 0) return [`kubeconform ended with ${exitCode}`]
  return lines.map((line) => line.replace(`file://${schemas}/`, ''))
}

/** Folder of the definitions of operators' own kinds, a YAML file each. */
export async function crdFolder(): Promise<string> {
  return `${await buildTool('kube-schemas')}/crds`
}
