/** The golden folders, judged by the programs they are for, inside the images a stack runs. */
import {execFile} from 'node:child_process'
import {cp, mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, test} from 'vitest'
import {ensureImages} from '../../src/images/ensure-images.js'
import {imageRef} from '../../src/images/image-refs.js'
import {listServices} from '../../src/images/list-services.js'
import {type Project, projectAt} from '../../src/project.js'
import {composeCommand} from '../../src/render/compose-files.js'
import {loadOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {listSecrets} from '../../src/spec/secrets.js'
import type {Stack} from '../../src/spec/stack.js'
import {openSecretStore} from '../../src/system/secret-store.js'
import {standsForShipped} from '../render/deploy-tree.js'
import {tempDir} from '../temp-dir.js'

const execute = promisify(execFile)
const golden = new URL('../golden', import.meta.url).pathname
// Those for a cluster are judged by Helm and the API server.
const folders = (await readdir(golden, {withFileTypes: true})).filter(
  (entry) => entry.isDirectory() && !entry.name.startsWith('helm-'),
)

const judges = [
  {service: 'prometheus', argv: ['promtool', 'check', 'config', '/etc/prometheus/prometheus.yml']},
  {service: 'alertmanager', argv: ['amtool', 'check-config', '/etc/alertmanager/alertmanager.yml']},
] as const

/** A project whose deploy/ is the golden folder, with the secrets it mounts. */
async function projectOf(name: string): Promise<{project: Project; stack: Stack}> {
  const project = projectAt(join(await tempDir(), name))
  await mkdir(project.root)
  await cp(join(golden, name, 'out'), project.deploy, {recursive: true})
  await cp(join(golden, name, 'opsctl.yaml'), project.specFile)
  const {stack} = await loadStack(project)
  await putShipped(project, stack)
  for (const {build} of Object.values(stack.apps)) {
    if (build === undefined) continue
    await mkdir(join(project.root, build))
    await writeFile(join(project.root, build, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n')
  }

  await openSecretStore(project, listSecrets(stack)).ensure()
  // Every server that has a package is judged by it, also where the stack itself takes official images.
  const judged = withoutUnpackaged({...stack, images: {source: 'debian'}})
  await ensureImages({...judged, apps: {}}, project)
  return {project, stack: judged}
}

/** The stack without the components that Debian has no package of. */
function withoutUnpackaged(stack: Stack): Stack {
  const off = <Room extends {readonly enabled: boolean}>(room: Room): Room => ({...room, enabled: false})
  const {grafana, elasticsearch, logstash, kibana, filebeat} = stack
  const logRooms = {
    elasticsearch: off(elasticsearch),
    logstash: off(logstash),
    kibana: off(kibana),
    filebeat: off(filebeat),
  }
  return {...stack, grafana: off(grafana), ...logRooms}
}

/** Puts the data that ships where the golden folder only says that it is there. */
async function putShipped(project: Project, stack: Stack): Promise<void> {
  for (const {path, content} of renderStack(stack, await loadOverlay(project))) {
    const file = join(project.deploy, path)
    if (standsForShipped(await readFile(file, 'utf8'))) await writeFile(file, content)
  }
}

/** Runs argv in a throw-away container of a service, with its mounts and secrets. */
async function runIn(project: Project, stack: Stack, service: string, argv: readonly string[]): Promise<string> {
  const [first = '', ...rest] = argv
  const found = listServices(stack).find((one) => one.service.name === service)
  if (!found) throw new Error(`no service ${service}`)
  const mounts = (found.service.mounts ?? []).flatMap((mount) =>
    mount.kind === 'config' ? ['-v', `${join(project.root, mount.from)}:${mount.to}:ro`] : [],
  )
  const secrets = (found.service.secrets ?? []).flatMap((name) => [
    '-v',
    `${join(project.secrets, name)}:/run/secrets/${name}:ro`,
  ])
  // Names of upstreams don't resolve outside of the stack, and every program here resolves them when it checks.
  const hosts = Object.keys(stack.apps).flatMap((app) => ['--add-host', `${app}:127.0.0.1`])
  const tmpfs = (found.service.mounts ?? []).flatMap((mount) =>
    mount.kind === 'tmpfs' ? ['--tmpfs', `${mount.to}:uid=${found.service.user.replace(':', ',gid=')}`] : [],
  )
  const {stdout, stderr} = await execute('docker', [
    'run',
    '--rm',
    '--network',
    'none',
    '--cap-drop',
    'ALL',
    '--user',
    found.service.user,
    '--cap-add',
    'NET_BIND_SERVICE',
    ...hosts,
    ...mounts,
    ...secrets,
    ...tmpfs,
    '--entrypoint',
    first,
    imageRef(stack, found.service.image),
    ...rest,
  ])
  return stdout + stderr
}

describe('golden folders', () => {
  test.each(folders.map((entry) => entry.name))('%s is accepted by Compose and by every server in it', async (name) => {
    const {project, stack} = await projectOf(name)
    const {argv, env} = composeCommand(project, stack.project)
    await execute('docker', [...argv, 'config', '-q'], {env: {...process.env, ...env}})
    await execute('docker', ['compose', '-f', join(project.deploy, 'compose.yaml'), 'config', '-q'])

    const names = listServices(stack).map((one) => one.service.name)
    for (const judge of judges) {
      if (names.includes(judge.service)) await runIn(project, stack, judge.service, judge.argv)
    }

    const {components} = await import('../../src/components/registry.js')
    const reload = components.find((one) => one.id === 'gateway')?.reload?.(stack)
    expect(reload, `a gateway in ${name}`).toBeDefined()
    if (reload) await runIn(project, stack, reload.service, reload.validate)
    expect(await readFile(join(project.deploy, 'compose.yaml'), 'utf8')).toContain(`name: ${stack.project}`)
  })
})
