import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'

import type {ServiceSpec, Waiver} from '../../src/components/component.js'
import {listServices} from '../../src/images/list-services.js'
import {projectAt} from '../../src/project.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {isSecretName, looksSecret} from '../../src/spec/secret-words.js'

interface Service {
  readonly user?: string
  readonly read_only?: boolean
  readonly privileged?: boolean
  readonly devices?: unknown
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly pid?: string
  readonly ipc?: string
  readonly network_mode?: string
  readonly networks?: Readonly<Record<string, unknown>>
  readonly ports?: readonly {readonly host_ip: string; readonly published: string}[]
  readonly environment?: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly healthcheck?: {readonly test: readonly string[]}
  readonly volumes?: readonly {
    readonly type: string
    readonly source: string
    readonly read_only?: boolean
    readonly bind?: {readonly create_host_path?: boolean}
  }[]
  readonly tmpfs: readonly string[]
  readonly [key: string]: unknown
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks?: Readonly<Record<string, {readonly name: string; readonly internal?: boolean}>>
  readonly volumes?: Readonly<Record<string, unknown>>
  readonly secrets?: Readonly<Record<string, unknown>>
}

interface Case {
  readonly title: string
  readonly project: string
  readonly service: Service
  readonly spec: ServiceSpec
  readonly gatewayPorts: boolean
}

const golden = new URL('../golden', import.meta.url).pathname

/** Every Compose file of a golden folder, joined. */
async function readCompose(folder: string): Promise<Compose> {
  const out = join(folder, 'out')
  const paths = (await readdir(out, {recursive: true})).filter((path) => path.endsWith('/compose.yaml'))
  const files = await Promise.all(paths.map(async (path) => parse(await readFile(join(out, path), 'utf8')) as Compose))
  const merge = <T>(pick: (file: Compose) => T | undefined) => Object.assign({}, ...files.map(pick)) as NonNullable<T>
  return {
    services: merge((file) => file.services),
    networks: merge((file) => file.networks),
    volumes: merge((file) => file.volumes),
    secrets: merge((file) => file.secrets),
  }
}

const folders = (await readdir(golden, {withFileTypes: true})).filter(
  (entry) => entry.isDirectory() && !entry.name.startsWith('helm-'),
)
const stacks = await Promise.all(
  folders.map(async ({name}) => {
    const folder = join(golden, name)
    const {stack} = await loadStack(projectAt(folder))
    const specs = new Map(listServices(stack).map(({service}) => [service.name, service]))
    return {name, project: stack.project, compose: await readCompose(folder), specs}
  }),
)
const cases: readonly Case[] = stacks.flatMap(({name, project, compose, specs}) =>
  Object.entries(compose.services).map(([service, rendered]) => ({
    title: `${name}/${service}`,
    project,
    service: rendered,
    spec: specs.get(service) as ServiceSpec,
    gatewayPorts: service === 'gateway',
  })),
)

/** How a service as it is rendered differs from the baseline, in the words of waivers. */
const deviations: Readonly<Record<Waiver['rule'], (service: Service) => boolean>> = {
  'read-only': ({read_only: readOnly}) => readOnly !== true,
  'non-root': ({user}) => !/^[1-9]\d*:\d+$/.test(user ?? ''),
  'cap-drop': ({cap_drop: drop, cap_add: add = []}) => drop?.join() !== 'ALL' || add.length > 0,
  'no-new-privileges': ({security_opt: options}) => options?.join() !== 'no-new-privileges:true',
  'host-mount': ({volumes = []}) => volumes.some(({type, source}) => type === 'bind' && !source.startsWith('deploy/')),
  'host-pid': ({pid}) => pid !== undefined,
  'host-network': ({network_mode: mode}) => mode !== undefined,
  'no-healthcheck': ({healthcheck}) => healthcheck === undefined,
}

describe('every service of every golden folder', () => {
  test('is there', () => {
    for (const {compose, specs} of stacks) {
      expect(Object.keys(compose.services).toSorted()).toEqual([...specs.keys()].toSorted())
    }
    expect(cases.length).toBeGreaterThan(30)
  })

  test.each(cases)('$title differs from the baseline only where a waiver says so, and no waiver is stale', (one) => {
    const rules = Object.entries(deviations).flatMap(([rule, differs]) => (differs(one.service) ? [rule] : []))
    expect(rules.toSorted()).toEqual((one.spec.waivers ?? []).map(({rule}) => rule).toSorted())
    for (const {reason} of one.spec.waivers ?? []) {
      expect(reason.en.length).toBeGreaterThan(20)
      expect(reason.zh).toMatch(/[\u4e00-\u9fff]/)
    }
  })

  test.each(cases)(
    '$title is limited in memory, swap, CPU, processes and log, and comes back after a reboot',
    (one) => {
      const {service} = one
      expect(service.mem_limit).toMatch(/^[1-9]\d*[mk]$/)
      expect(service.memswap_limit).toBe(service.mem_limit)
      expect(Number(service.cpus)).toBeGreaterThan(0)
      expect(Number(service.pids_limit)).toBeGreaterThan(0)
      expect(service.logging).toMatchObject({driver: 'json-file', options: {'max-size': '10m', 'max-file': '5'}})
      expect(service.restart).toBe('unless-stopped')
      expect(service.stop_grace_period).toMatch(/^\d+s$/)
    },
  )

  test.each(cases)('$title names in each line the labels that say whose it is, and has them', ({service}) => {
    const {labels = ''} = (service.logging as {options: {labels?: string}}).options
    const named = labels.split(',').filter((label) => label !== '')
    const present = Object.keys(service.labels as object).filter((label) => /^opsctl_(?!logs$)/.test(label))
    expect(named).toEqual(present)
  })

  test.each(cases)('$title takes no right that the baseline has no name for', ({service}) => {
    for (const key of [
      'privileged',
      'devices',
      'ipc',
      'userns_mode',
      'cgroup',
      'cgroup_parent',
      'extra_hosts',
      'group_add',
    ])
      expect(service[key], key).toBeUndefined()
    for (const place of service.tmpfs) expect(place).toMatch(/size=\d+m.*nosuid,nodev/)
    for (const {type, source, bind, read_only: readOnly} of service.volumes ?? []) {
      expect(source).not.toContain('docker.sock')
      if (type !== 'bind') continue
      expect(bind?.create_host_path, `${source}: a missing folder is an error`).toBe(false)
      expect(readOnly, `${source}: read only`).toBe(true)
    }
  })

  test.each(cases)('$title listens outside of this host only if it is the gateway', ({service, gatewayPorts}) => {
    for (const {host_ip: ip} of service.ports ?? []) if (!gatewayPorts) expect(ip).toBe('127.0.0.1')
  })

  test.each(cases)('$title carries no secret in its environment, arguments or healthcheck', ({service}) => {
    for (const [name, value] of Object.entries(service.environment ?? {})) {
      const isPointer = /^(\/run\/secrets\/|file:\/\/\/run\/secrets\/)/.test(value)
      expect(isSecretName(name) && !isPointer, name).toBe(false)
      expect(looksSecret(value), name).toBe(false)
    }
    const argv = [...(service.entrypoint ?? []), ...(service.command ?? []), ...(service.healthcheck?.test ?? [])]
    for (const word of argv) {
      expect(looksSecret(word), word).toBe(false)
      expect(word).not.toMatch(/^--?(requirepass|password|pass|auth|token)(=|$)/)
    }
  })
})

describe('what the services of a golden folder share', () => {
  test.each(stacks)('in $name every volume is external, by a fixed name', ({project, compose}) => {
    for (const [key, volume] of Object.entries(compose.volumes ?? {})) {
      expect(volume).toEqual({name: `${project}_${key}`, external: true})
    }
  })

  test.each(stacks)('in $name app, data and obs have no way out', ({project, compose}) => {
    for (const [key, {name, internal}] of Object.entries(compose.networks ?? {})) {
      expect(name).toBe(`${project}_${key}`)
      expect(internal ?? false).toBe(['app', 'data', 'obs'].includes(key))
    }
  })

  test.each(stacks)(
    'in $name stores are on the data network alone, unless a port of this host is asked for',
    ({compose}) => {
      for (const store of ['postgres', 'redis']) {
        const {networks = {}, ports = []} = compose.services[store] ?? {}
        expect(Object.keys(networks).filter((name) => name !== 'data')).toEqual(ports.length > 0 ? ['edge'] : [])
      }
    },
  )

  test.each(stacks)('in $name servers with data have time to write it before they are killed', ({compose}) => {
    for (const [store, seconds] of Object.entries({postgres: 90, prometheus: 60, redis: 30})) {
      const grace = compose.services[store]?.stop_grace_period ?? `${seconds}s`
      expect(Number.parseInt(String(grace), 10), store).toBeGreaterThanOrEqual(seconds)
    }
  })

  test.each(stacks)('in $name secrets are files of the project', ({compose}) => {
    for (const [name, secret] of Object.entries(compose.secrets ?? {})) {
      expect(secret).toEqual({file: `secrets/${name}`})
    }
  })
})
