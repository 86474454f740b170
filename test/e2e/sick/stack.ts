/** The stack that is made sick: the demo preset as a new user gets it, with a service that misbehaves on demand. */
import {cp, mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {dump} from 'js-yaml'

import {openStack} from '../../../src/actions/pipeline.js'
import {imageRef} from '../../../src/images/image-refs.js'
import {projectAt} from '../../../src/project.js'
import {editSource} from '../../../src/spec/save-stack.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {makeCertificate} from '../faults/certificate.js'
import type {World} from '../faults/fault.js'
import {makeWorld} from '../faults/stack.js'
import {makeFolder, mustRun} from '../opsctl.js'

const NAME = 'sick-shop'
const PORTS = {http: 27_180, https: 27_181, prometheus: 27_190, alertmanager: 27_193}

/** What discovery finds as long as nothing is wrong. */
export const FOUND = '[{targets: ["victim:8080"]}]\n'

/** Seconds from which on a session counts as stuck: the defaults would make every look wait a minute. */
const STUCK_S = 3

const edits = [
  {path: ['gateway', 'httpPort'], value: PORTS.http},
  {path: ['gateway', 'httpsPort'], value: PORTS.https},
  {
    path: ['gateway', 'tls'],
    value: {mode: 'files', certificate: './tls/certificate.pem', key: './tls/key.pem', redirect: false},
  },
  {path: ['postgres', 'maxConnections'], value: 40},
  {path: ['redis', 'limits', 'memory'], value: '128MiB'},
  {path: ['prometheus', 'port'], value: PORTS.prometheus},
  {path: ['prometheus', 'scrapeInterval'], value: '3s'},
  {path: ['alertmanager', 'port'], value: PORTS.alertmanager},
  {
    path: ['doctor', 'thresholds'],
    value: {
      'pg.locks': {wait: {warn: 1, fail: STUCK_S}},
      'pg.idle-in-tx': {idle: {warn: 1, fail: STUCK_S}},
      'pg.long-queries': {run: {warn: 1, fail: STUCK_S}},
    },
  },
]

/** Hardened as the stack's own services are, so that nothing but its illness stands out. */
const victim = (image: string) => ({
  image,
  init: true,
  entrypoint: ['node'],
  command: ['/lab/lab.js'],
  user: '1000:1000',
  restart: 'unless-stopped',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  tmpfs: ['/tmp'],
  mem_limit: '96m',
  memswap_limit: '96m',
  cpus: 0.2,
  pids_limit: 40,
  logging: {driver: 'json-file', options: {'max-size': '10m', 'max-file': '3'}},
  environment: {STATE_FILE: '/lab/victim.json', LIMIT_MIB: '96'},
  volumes: ['./lab:/lab:ro'],
  networks: ['app', 'obs'],
  healthcheck: {
    test: ['CMD', 'test', '!', '-e', '/tmp/unhealthy'],
    interval: '2s',
    timeout: '2s',
    retries: 1,
    start_period: '5s',
  },
})

/** What the compose override holds beside what an illness puts into it. */
export async function writeOverride(
  world: Pick<World, 'root'>,
  change: (victim: object) => object = () => ({}),
): Promise<void> {
  const image = imageRef(stackSchema.parse({version: 1, project: NAME, images: {source: 'debian'}}), 'node')
  const own = {victim: victim(image), prometheus: {volumes: ['./found:/found:ro']}}
  const text = dump({services: {...own, ...change(own.victim)}}, {noRefs: true, skipInvalid: true})
  await writeFile(join(world.root, 'overlay/compose.override.yaml'), text)
}

/** Brings it up. */
export async function startSickStack(folder?: string): Promise<World> {
  const root = join(folder ?? (await makeFolder()), NAME)
  await mustRun('init', root, '--preset', 'demo', '--images', 'debian', '--yes')
  const file = join(root, 'opsctl.yaml')
  await writeFile(file, editSource(await readFile(file, 'utf8'), edits))
  for (const name of ['tls', 'old', 'lab', 'found', 'overlay/scrape', 'overlay/rules']) {
    await mkdir(join(root, name), {recursive: true})
  }

  await makeCertificate(join(root, 'tls'), 200)
  await cp(new URL('../faults/lab.js', import.meta.url), join(root, 'lab/lab.js'))
  await writeFile(join(root, 'found/targets.yaml'), FOUND)
  const scrape = {
    scrape_configs: [{job_name: 'found', file_sd_configs: [{files: ['/found/targets.yaml'], refresh_interval: '5s'}]}],
  }
  await writeFile(join(root, 'overlay/scrape/found.yaml'), dump(scrape))
  const world = makeWorld(root, NAME, PORTS)
  await writeOverride(world)
  await world.up()
  return world
}

/** Takes it down with its volumes and its folder. */
export async function endSickStack(world: World): Promise<void> {
  const stack = await openStack(projectAt(world.root))
  await stack.runtime.down({})
  await stack.runtime.removeVolumes((await stack.runtime.volumes()).map(({name}) => name))
  await rm(dirname(world.root), {recursive: true, force: true})
}
