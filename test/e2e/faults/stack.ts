/** The stack that faults are put into: the demo stack, two more apps, https, and three small services that misbehave on demand. */
import {cp, mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {dump} from 'js-yaml'

import {openStack} from '../../../src/actions/pipeline.js'
import type {StepRunner} from '../../../src/actions/step.js'
import {bringUp} from '../../../src/actions/up.js'
import {imageRef} from '../../../src/images/image-refs.js'
import {projectAt} from '../../../src/project.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {makeFolder} from '../opsctl.js'
import {makeCertificate} from './certificate.js'
import {dockerOf} from './docker.js'
import type {Overrides, World} from './fault.js'

const NAME = 'fm-faults'
const PORTS = {http: 27_080, https: 27_081, prometheus: 27_090, alertmanager: 27_093}

/** Seconds between two scrapes, and between two evaluations. A service that hangs is told from one that is slow in no less than five. */
export const INTERVAL_S = process.env.FAULTS === undefined ? 3 : 5

/** What discovery finds as long as nothing is wrong. */
const FOUND = '[{targets: ["beacon:8080"]}]\n'

const app = {build: './app', port: 8080, health: {path: '/healthz', ready: '/readyz'}, metrics: '/metrics'}

function spec(alerts: Overrides) {
  return {
    version: 1,
    project: NAME,
    images: {source: 'debian'},
    gateway: {
      driver: 'caddy',
      bind: '127.0.0.1',
      httpPort: PORTS.http,
      httpsPort: PORTS.https,
      tls: {mode: 'files', certificate: './tls/certificate.pem', key: './tls/key.pem', redirect: false},
      routes: {
        web: {paths: ['/'], upstreams: ['web']},
        lab: {paths: ['/lab'], upstreams: ['http://lab:8080']},
        secure: {paths: ['/secure'], upstreams: ['pair'], basicAuth: ['alice']},
      },
    },
    apps: {
      web: {...app, uses: ['postgres', 'redis']},
      pair: {...app, uses: ['postgres', 'redis'], replicas: 2},
    },
    postgres: {
      version: '18',
      maxConnections: 40,
      // What has an archive and replicas to watch gets the alerts on them.
      settings: {
        archive_mode: 'on',
        archive_command: 'test ! -e /tmp/no-archive',
        max_replication_slots: 10,
        deadlock_timeout: '100ms',
      },
    },
    redis: {role: 'store', limits: {memory: '128MiB'}},
    prometheus: {port: PORTS.prometheus, scrapeInterval: `${INTERVAL_S}s`, retention: {time: '3d', size: '1GiB'}},
    alertmanager: {port: PORTS.alertmanager},
    'node-exporter': {},
    cadvisor: {},
    blackbox: {},
    alerts,
  }
}

const labService = (image: string, name: string) => ({
  image,
  init: true,
  entrypoint: ['node'],
  command: ['/lab/lab.js'],
  user: '1000:1000',
  restart: 'unless-stopped',
  mem_limit: '96m',
  memswap_limit: '96m',
  cpus: 0.2,
  pids_limit: 40,
  environment: {STATE_FILE: `/lab/${name}.json`, LIMIT_MIB: '96'},
  volumes: ['./lab:/lab:ro'],
  networks: ['app', 'obs'],
  healthcheck: {
    test: ['CMD', 'test', '!', '-e', '/tmp/unhealthy'],
    interval: '3s',
    timeout: '3s',
    retries: 2,
    start_period: '5s',
  },
})

const jobs = {
  scrape_configs: [
    {job_name: 'lab', static_configs: [{targets: ['lab:8080']}]},
    {job_name: 'lab-limited', sample_limit: 100, static_configs: [{targets: ['beacon:8080']}]},
    {job_name: 'lab-found', file_sd_configs: [{files: ['/found/targets.yaml'], refresh_interval: '5s'}]},
  ],
}

const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}

/** Writes the project and brings it up; the overrides shorten what the faults wait for. */
export async function startWorld(alerts: Overrides, folder?: string): Promise<World> {
  const project = projectAt(join(folder ?? (await makeFolder()), NAME))
  await mkdir(join(project.root, 'overlay/scrape'), {recursive: true})
  await mkdir(join(project.root, 'overlay/rules'), {recursive: true})
  await mkdir(join(project.root, 'lab'), {recursive: true})
  await mkdir(join(project.root, 'found'), {recursive: true})
  await mkdir(join(project.root, 'tls'), {recursive: true})
  await cp(new URL('../../../templates/app/demo', import.meta.url), join(project.root, 'app'), {recursive: true})
  await cp(new URL('./lab.js', import.meta.url), join(project.root, 'lab/lab.js'))
  await writeFile(join(project.root, 'overlay/scrape/lab.yaml'), dump(jobs))
  const image = imageRef(stackSchema.parse({version: 1, project: NAME, images: {source: 'debian'}}), 'node')
  const services = Object.fromEntries(['lab', 'victim', 'beacon'].map((name) => [name, labService(image, name)]))
  const prometheus = {volumes: ['./found:/found:ro']}
  const override = dump({services: {...services, prometheus}}, {noRefs: true})
  await writeFile(join(project.root, 'overlay/compose.override.yaml'), override)
  await writeFile(join(project.root, 'found/targets.yaml'), FOUND)
  await writeFile(project.specFile, dump(spec(alerts), {noRefs: true}))
  await makeCertificate(join(project.root, 'tls'), 200)
  const world = makeWorld(project.root)
  await world.up()
  return world
}

/** Takes the stack down with its volumes and its folder. */
export async function endWorld(world: World): Promise<void> {
  const stack = await openStack(projectAt(world.root))
  await stack.runtime.down({})
  await stack.runtime.removeVolumes((await stack.runtime.volumes()).map(({name}) => name))
  await rm(dirname(world.root), {recursive: true, force: true})
}

/** The hands of the faults on the stack in a folder. */
export function makeWorld(root: string, name = NAME, ports = PORTS): World {
  const docker = dockerOf(name)
  const secret = async (name: string) => (await readFile(join(root, 'secrets', name), 'utf8')).trim()
  const states = new Map<string, object>()
  return {
    root,
    ports,
    ...docker,
    async psql(sql) {
      const script = 'export PGAPPNAME=opsctl; exec psql -X -q -A -t -v ON_ERROR_STOP=1 -w -U postgres -d app'
      return docker.pipe(['exec', '-i', docker.container('postgres'), 'sh', '-c', script], `${sql}\n`)
    },
    async redis(commands, user = 'admin', password) {
      const script = `IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec redis-cli -h redis --user "$0"`
      const login = password ?? (await secret(`redis-${user}-password`))
      const argv = ['exec', '-i', docker.container('redis'), 'sh', '-c', script, user]
      return docker.pipe(argv, `${[login, ...commands].join('\n')}\n`)
    },
    async lab(name, change) {
      const next = {...states.get(name), ...change}
      states.set(name, next)
      await writeFile(join(root, `lab/${name}.json`), JSON.stringify(next))
    },
    find: (targets = FOUND) => writeFile(join(root, 'found/targets.yaml'), targets),
    http: (path, init) =>
      fetch(`http://127.0.0.1:${ports.http}${path}`, {signal: AbortSignal.timeout(10_000), ...init}),
    async prometheus(path) {
      const login = Buffer.from(`opsctl:${await secret('prometheus-password')}`).toString('base64')
      const answer = await fetch(`http://127.0.0.1:${ports.prometheus}${path}`, {
        headers: {authorization: `Basic ${login}`},
        signal: AbortSignal.timeout(5000),
      })
      return ((await answer.json()) as {data: never}).data
    },
    up: () => bringUpProject(root),
  }
}

async function bringUpProject(root: string): Promise<void> {
  const signal = AbortSignal.timeout(400_000)
  const {failures} = await bringUp(projectAt(root), {timeoutS: 300, force: false, runSteps, signal})
  if (failures.length > 0) throw new Error(`the stack did not come up: ${JSON.stringify(failures)}`)
}
