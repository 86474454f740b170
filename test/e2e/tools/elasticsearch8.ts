/** Starts Elasticsearch 8.19 from its jars. */
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {buildTool} from './cache.js'
import {javaHome} from './programs.js'
import {type RunningStore, startStore} from './store-process.js'

export interface Elasticsearch8Options {
  /** Port of HTTP on 127.0.0.1. */
  readonly port: number
  /** A folder of this node's own, made when it is not there: data, config and log are in it. */
  readonly dataDir: string
  /** Heap, as `-Xmx` takes it. */
  readonly heap?: string
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

/** Starts a node without security and waits until it answers. */
export async function startElasticsearch8(options: Elasticsearch8Options): Promise<RunningStore> {
  const home = await buildTool('elasticsearch8')
  const config = join(options.dataDir, 'config')
  await mkdir(config, {recursive: true})
  const settings = {
    'cluster.name': 'opsctl-test',
    'path.data': join(options.dataDir, 'data'),
    'path.logs': join(options.dataDir, 'logs'),
    'network.host': '127.0.0.1',
    'http.port': options.port,
    'transport.port': 0,
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...options.settings,
  }
  // JSON is YAML.
  await writeFile(join(config, 'elasticsearch.yml'), `${JSON.stringify(settings, null, 2)}\n`)
  const url = `http://127.0.0.1:${options.port}`
  return startStore({
    command: join(home, 'bin', 'elasticsearch'),
    argv: [],
    env: {
      PATH: process.env.PATH ?? '',
      ES_JAVA_HOME: await javaHome(),
      ES_PATH_CONF: config,
      ES_JAVA_OPTS: `-Xms128m -Xmx${options.heap ?? '512m'}`,
    },
    url,
    logFile: join(options.dataDir, 'elasticsearch.log'),
    isUp: async () => (await fetch(`${url}/_cluster/health`)).ok,
  })
}
