/** Starts Elasticsearch 7.17 with its real security. */
import {chmod, chown, cp, mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {run} from '../../../src/system/run.js'
import {buildTool} from './cache.js'
import {javaHome} from './programs.js'
import {type RunningStore, startStore} from './store-process.js'

export interface Elasticsearch7Options {
  /** Port of HTTP on 127.0.0.1. */
  readonly port: number
  /** A folder of this node's own, made when it is not there: data, config and log are in it. */
  readonly dataDir: string
  /** Password of the built-in user `elastic`. */
  readonly password?: string
  /** Files of the config folder by name, as `users`, `users_roles`, `roles.yml`, `service_tokens`, `tls/cert.pem`. */
  readonly files?: Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** True when the settings switch TLS of HTTP on: the URL is then https. */
  readonly tls?: boolean
  readonly heap?: string
}

/** Elasticsearch refuses to run as root. */
const NOBODY = 65_534

/** Starts a node with security on and waits until it refuses whoever has no password. */
export async function startElasticsearch7Secure(options: Elasticsearch7Options): Promise<RunningStore> {
  const home = await placeHome(options.dataDir)
  const config = join(options.dataDir, 'config')
  await writeConfig(home, config, options)
  const env = {
    PATH: process.env.PATH ?? '',
    ES_JAVA_HOME: await javaHome(),
    ES_PATH_CONF: config,
    ES_TMPDIR: join(options.dataDir, 'tmp'),
    ES_JAVA_OPTS: `-Xms256m -Xmx${options.heap ?? '512m'}`,
  }
  await keepPassword(home, config, env, options.password ?? 'test-password')
  const isRoot = process.getuid?.() === 0
  if (isRoot) await run('chown', ['-R', `${NOBODY}:${NOBODY}`, options.dataDir])
  const program = join(home, 'bin', 'elasticsearch')
  const unprivileged = ['--pdeathsig=KILL', '--reuid=65534', '--regid=65534', '--clear-groups', program]
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${options.port}`
  return startStore({
    command: isRoot ? 'setpriv' : program,
    argv: isRoot ? unprivileged : [],
    env,
    url,
    logFile: join(options.dataDir, 'elasticsearch.log'),
    isUp: () => refusesStrangers(url),
  })
}

/** Whoever it runs as instead of root can perhaps not look into root's cache: it gets a copy beside its data. */
async function placeHome(dataDir: string): Promise<string> {
  const built = await buildTool('elasticsearch7')
  if (process.getuid?.() !== 0) return built
  const home = join(dataDir, 'home')
  await mkdir(dataDir, {recursive: true})
  await cp(built, home, {recursive: true})
  return home
}

async function writeConfig(home: string, config: string, options: Elasticsearch7Options): Promise<void> {
  for (const folder of [config, join(options.dataDir, 'tmp')]) await mkdir(folder, {recursive: true})
  for (const file of ['jvm.options', 'log4j2.properties']) await cp(join(home, 'config', file), join(config, file))
  const settings = {
    'cluster.name': 'opsctl-test',
    'path.data': join(options.dataDir, 'data'),
    'path.logs': join(options.dataDir, 'logs'),
    'network.host': '127.0.0.1',
    'http.port': options.port,
    'transport.port': `${options.port + 1}`,
    'discovery.type': 'single-node',
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.security.enabled': true,
    'xpack.security.authc.api_key.enabled': true,
    ...options.settings,
  }
  await writeFile(join(config, 'elasticsearch.yml'), `${JSON.stringify(settings, null, 2)}\n`)
  for (const [name, text] of Object.entries(options.files ?? {})) {
    const path = join(config, name)
    await mkdir(join(path, '..'), {recursive: true})
    await writeFile(path, text, {mode: 0o600})
  }
}

/** Puts the first password of `elastic` into the keystore, by stdin: never in an argument. */
async function keepPassword(
  home: string,
  config: string,
  env: Readonly<Record<string, string>>,
  password: string,
): Promise<void> {
  const keystore = join(home, 'bin', 'elasticsearch-keystore')
  await run(keystore, ['create'], {env, stdin: 'y\n'})
  await run(keystore, ['add', '-x', '-f', 'bootstrap.password'], {env, stdin: password})
  await chmod(join(config, 'elasticsearch.keystore'), 0o600)
  if (process.getuid?.() === 0) await chown(join(config, 'elasticsearch.keystore'), NOBODY, NOBODY)
}

/** True once an anonymous request is answered with 401. With TLS the port is asked by curl, whose trust is set per call. */
async function refusesStrangers(url: string): Promise<boolean> {
  const code = await run('curl', ['-sk', '-m', '3', '-o', '/dev/null', '-w', '%{http_code}', `${url}/`])
  return code === '401'
}
