/** The real tools that tests of the log path run on. See README.md for what each of them proves and what it can't. */
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
 * cache, or CI=true, in which case they are built by the first test that asks.
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
