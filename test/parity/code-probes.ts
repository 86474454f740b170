/** Probes of rows that the code itself shows: which command reaches which runtime, which key changes what. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ParityId, Standing} from '../../src/parity/catalogue.js'
import {commandRows} from '../../src/parity/commands.js'
import {keyRows} from '../../src/parity/keys.js'
import {projectAt} from '../../src/project.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {openComposeRuntime} from '../../src/runtime/compose.js'
import {openHelmRuntime} from '../../src/runtime/helm/helm.js'
import type {Runtime} from '../../src/runtime/runtime.js'
import {parseStack} from '../../src/spec/load-stack.js'
import type {Stack} from '../../src/spec/stack.js'
import {closureOf} from './import-closure.js'
import {findEffects, isWithin} from './key-effects.js'

/** What was seen. */
export interface Seen {
  readonly compose: Standing
  readonly helm: Standing
}

export type Probe = () => Seen | Promise<Seen>

const COMPOSE = 'runtime/compose'
const HELM = 'runtime/helm/helm'
const DOCKER = /^system\/docker/

const target = {context: 'none', namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'}

const stackFor = (where: Stack['target'], more = ''): Stack => {
  const {stack, problems} = parseStack(`version: 1\nproject: shop\ntarget: ${where}\n${more}`)
  if (!stack) throw new Error(JSON.stringify(problems))
  return stack
}

function withRuntimes<T>(use: (compose: Runtime, helm: Runtime) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-parity-'))
  try {
    const project = projectAt(folder)
    return use(openComposeRuntime(project, stackFor('compose')), openHelmRuntime(project, stackFor('helm'), target))
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const filesOf = (commands: readonly string[]) => commands.map((id) => `commands/${id.replace(' ', '/')}`)

/** Yes where every command of a row reaches the runtime and the runtime can do it. */
function reaches(id: string, ...needs: readonly (keyof Runtime)[]): Probe {
  const row = commandRows.find((one) => one.id === id)
  return () =>
    withRuntimes((compose, helm) => {
      const all = filesOf(row?.commands ?? []).map(closureOf)
      const has = (door: string, runtime: Runtime): Standing =>
        all.every((files) => files.has(door)) && needs.every((one) => typeof runtime[one] === 'function') ? 'yes' : 'no'
      return {compose: has(COMPOSE, compose), helm: has(HELM, helm)}
    })
}

/** For a cluster only in part: what it does, it does with Docker on this machine. */
function onThisMachine(id: string): Probe {
  const row = commandRows.find((one) => one.id === id)
  return () => {
    const all = filesOf(row?.commands ?? []).map(closureOf)
    const docker = all.every((files) => [...files].some((file) => DOCKER.test(file)))
    return {compose: docker ? 'yes' : 'no', helm: all.some((files) => files.has(HELM)) ? 'yes' : 'part'}
  }
}

/** Connects to a service itself: on a cluster through a forwarded port, whose own limit is then a part of the figures. */
function connects(id: string): Probe {
  const row = commandRows.find((one) => one.id === id)
  return () => {
    const all = filesOf(row?.commands ?? []).map(closureOf)
    const has = (door: string) => all.every((files) => files.has(door))
    return {compose: has(COMPOSE) ? 'yes' : 'no', helm: has(HELM) && has('system/kubectl') ? 'part' : 'no'}
  }
}

/** Asks neither Docker nor a cluster, so it does not matter where a stack runs. */
function needsNoTarget(id: string): Probe {
  const row = commandRows.find((one) => one.id === id)
  return () => {
    const isFree = filesOf(row?.commands ?? []).every((file) => {
      const files = closureOf(file)
      return !files.has(COMPOSE) && !files.has(HELM)
    })
    return {compose: isFree ? 'yes' : 'no', helm: isFree ? 'yes' : 'no'}
  }
}

/** What the keys of a row change where. */
function changes(id: string): Probe {
  const row = keyRows.find((one) => one.id === id)
  return () => {
    const {effects} = findEffects()
    const keys: readonly string[] = row && 'keys' in row ? row.keys : []
    const own = effects.filter(({key}) => isWithin(key, keys))
    const all = (side: 'compose' | 'helm'): Standing => (own.length > 0 && own.every((one) => one[side]) ? 'yes' : 'no')
    return {compose: all('compose'), helm: all('helm')}
  }
}

/** An image that only this machine has: a cluster is told of the same name, which no registry knows. */
function isLocalImage(more: string, name: RegExp): Seen {
  const has = (where: Stack['target'], path: RegExp) =>
    renderStack(stackFor(where, more), emptyOverlay).some((file) => path.test(file.path) && name.test(file.content))
  return {compose: has('compose', /compose\.yaml$/) ? 'yes' : 'no', helm: has('helm', /^values\.yaml$/) ? 'part' : 'no'}
}

/** Keys of which only a cluster is told something: the Compose files are the same with and without. */
function clusterOnly(more: string): Seen {
  const text = (where: Stack['target'], with_: string) => {
    const files = renderStack(stackFor(where, with_), emptyOverlay)
    return JSON.stringify(files.filter(({path}) => !path.startsWith('chart/')))
  }
  const differs = (where: Stack['target']): Standing => (text(where, '') === text(where, more) ? 'no' : 'yes')
  return {compose: differs('compose'), helm: differs('helm')}
}

/** By the id of the row. */
export const codeProbes: Readonly<Partial<Record<ParityId, Probe>>> = {
  'command.file': needsNoTarget('command.file'),
  'command.bench-selftest': needsNoTarget('command.bench-selftest'),
  async 'command.init'() {
    const {default: Init} = await import('../../src/commands/init.js')
    const flags = {...Init.baseFlags, ...Init.flags} as Record<string, {readonly options?: readonly string[]}>
    const options = flags.target?.options ?? []
    return {compose: options.includes('compose') ? 'yes' : 'no', helm: options.includes('helm') ? 'yes' : 'no'}
  },
  'command.host'() {
    const files = [...closureOf('commands/host/prepare')]
    return {
      compose: files.includes('system/apt') ? 'yes' : 'no',
      helm: files.some((file) => /^(runtime\/helm|checks\/cluster|system\/(kubectl|helm-cli))/.test(file))
        ? 'yes'
        : 'no',
    }
  },
  'command.render'() {
    const has = (where: Stack['target'], path: string): Standing =>
      renderStack(stackFor(where), emptyOverlay).some((file) => file.path === path) ? 'yes' : 'no'
    return {compose: has('compose', 'compose.yaml'), helm: has('helm', 'chart/Chart.yaml')}
  },
  'command.plan': reaches('command.plan', 'plan'),
  'command.up': reaches('command.up', 'up', 'plan', 'validate', 'status'),
  'command.down': reaches('command.down', 'down'),
  'command.destroy': reaches('command.destroy', 'down', 'volumes', 'removeVolumes'),
  'command.capacity'() {
    const files = closureOf('commands/capacity')
    return {compose: files.has(COMPOSE) ? 'yes' : 'no', helm: files.has(HELM) ? 'yes' : 'no'}
  },
  'command.bench-http': connects('command.bench-http'),
  'command.bench-redis': connects('command.bench-redis'),
  'command.bench-postgres': reaches('command.bench-postgres', 'instance'),
  'command.bench-logs': reaches('command.bench-logs', 'instance'),
  'command.doctor': reaches('command.doctor', 'status', 'logs', 'instance'),
  'command.doctor-words': needsNoTarget('command.doctor-words'),
  'command.db': reaches('command.db', 'instance'),
  'command.cache': reaches('command.cache', 'instance'),
  'command.bench-report': needsNoTarget('command.bench-report'),
  'command.checklist': reaches('command.checklist', 'status', 'logs', 'instance'),
  'command.incident': reaches('command.incident', 'status', 'instance'),
  'command.incident-note': needsNoTarget('command.incident-note'),
  'command.look': reaches('command.look', 'status', 'logs'),
  'command.open'() {
    const files = [...closureOf('commands/open')]
    return {
      compose: files.includes('system/browser') ? 'yes' : 'no',
      helm: files.includes('actions/keep-forward') && files.includes(HELM) ? 'yes' : 'no',
    }
  },
  'command.alerts': reaches('command.alerts', 'instance'),
  'command.alerts-test': onThisMachine('command.alerts-test'),
  'command.reload': reaches('command.reload', 'deliverConfigs', 'validate', 'instance'),
  'command.restart': reaches('command.restart', 'restart'),
  'command.secrets': secretsOfOurs,
  'command.rotate': secretsOfOurs,
  'command.images': onThisMachine('command.images'),
  'command.images-file': onThisMachine('command.images-file'),
  'key.same'() {
    const {effects} = findEffects()
    const different = effects.filter(({compose, helm}) => compose !== helm).map(({key}) => key)
    const named = namedKeys()
    const same: Standing = different.every((key) => isWithin(key, named)) ? 'yes' : 'no'
    return {compose: same, helm: same}
  },
  'key.bind': changes('key.bind'),
  'key.gateway-ports': changes('key.gateway-ports'),
  'key.page-ports': changes('key.page-ports'),
  'key.store-ports': changes('key.store-ports'),
  'key.app-health'() {
    const {compose, helm} = changes('key.app-health')() as Seen
    // The path is in no Compose file, but opsctl asks it: the health checks of the room say so.
    const asked = closureOf('commands/up').has('runtime/semantic-health')
    return {compose: compose === 'no' && asked ? 'part' : compose, helm}
  },
  'key.host-paths': changes('key.host-paths'),
  'key.build': () => isLocalImage('apps: {web: {build: web}}\n', /opsctl-app\/shop-web:/),
  'key.debian': () => isLocalImage('images: {source: debian}\nredis: {}\n', /image: "?opsctl\/redis:/),
  'key.kubernetes': () => clusterOnly('kubernetes: {storageClass: fast}\n'),
  'key.operator': () => clusterOnly('monitoring: {operator: "on"}\n'),
  'config.validated': () =>
    withRuntimes((compose, helm) => {
      const has = (runtime: Runtime): Standing => (typeof runtime.validate === 'function' ? 'yes' : 'no')
      return {compose: has(compose), helm: has(helm)}
    }),
  'change.rollback'() {
    const up = (file: string) => [...closureOf(file)].some((one) => one === 'runtime/helm/bring-up')
    const restores = closureOf('commands/reload').has('actions/reload-component')
    return {compose: restores ? 'part' : 'no', helm: restores && up(HELM) ? 'yes' : 'no'}
  },
}

/** A Secret that is someone else’s is neither read nor written by the runtime of a cluster. */
function secretsOfOurs(): Seen {
  const mode = (from: string) => {
    const store = from === 'external' ? ', store: vault' : ''
    const stack = stackFor('helm', `redis: {}\nkubernetes: {secrets: {from: ${from}${store}}}\n`)
    const values = renderStack(stack, emptyOverlay).find(({path}) => path === 'values.yaml')?.content ?? ''
    return /^secrets:\n {2}mode: (\w+)/m.exec(values)?.[1]
  }
  const puts = closureOf(HELM).has('runtime/helm/ground')
  const ours = puts && mode('opsctl') === 'existing' && mode('external') === 'external'
  return {
    compose: closureOf('commands/secrets/rotate').has('system/secret-store') ? 'yes' : 'no',
    helm: ours ? 'part' : 'no',
  }
}

/** Every key that a row of the report names. */
export function namedKeys(): readonly string[] {
  return [...keyRows.flatMap((row) => ('keys' in row ? row.keys : [])), 'apps.<name>.autoscale', 'apps.<name>.migrate']
}
