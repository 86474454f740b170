/** Looks at what Compose would start, and at what the person's own Compose file leaves to the environment. */
import {join} from 'node:path'

import {components} from '../../../components/registry.js'
import {imageRef} from '../../../images/image-refs.js'
import {listServices} from '../../../images/list-services.js'
import {type ModelService, parseModel} from '../../../runtime/model.js'
import {isHarmless, isSecretName, looksSecret} from '../../../spec/secret-words.js'
import type {Stack} from '../../../spec/stack.js'
import {readIfThere} from '../../../system/files.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {askCompose} from '../docker/compose-model.js'
import {imagesFact, referencesFact, type ServiceSeen, servicesFact} from './facts.js'

const onCompose = ({target}: Stack) => target === 'compose'
/** `compose.valid` says why. */
const refused = {en: 'Compose refuses the files of this stack', zh: 'Compose 拒绝此栈的文件'}
const OVERRIDE = 'compose.override.yaml'

export const servicesCollector = defineCollector({
  key: servicesFact,
  isFor: onCompose,
  async collect({access, project, stack}) {
    const {exitCode, stdout} = await askCompose({access, project, stack})
    if (exitCode !== 0) throw new CannotSee('unreachable', refused)
    const model = parseModel(stdout)
    const known = knownServices(stack)
    return {
      services: Object.entries(model.services).map(([service, spec]) => ({
        ...toService(service, spec, known),
        ...healthcheckOf(spec),
      })),
    }
  },
})

/** What the rooms say of their services: whose they are, from what they stand back, and how they take secrets. */
export type KnownServices = ReadonlyMap<string, Pick<ServiceSeen, 'component' | 'waivers' | 'envByDesign'>>

export function knownServices(stack: Stack): KnownServices {
  return new Map(
    listServices(stack).map(({component, service}) => [
      service.name,
      {
        component,
        waivers: (service.waivers ?? []).map(({rule}) => rule),
        envByDesign: (service.envFiles ?? []).length > 0,
      },
    ]),
  )
}

function toService(service: string, spec: ModelService, known: KnownServices): ServiceSeen {
  const text = (key: string) => (spec[key] === undefined || spec[key] === null ? '' : String(spec[key]))
  const texts = (key: string) => ((spec[key] ?? []) as readonly unknown[]).map(String)
  return {
    service,
    ...(known.get(service) ?? {component: 'overlay', waivers: [], envByDesign: false}),
    user: text('user'),
    privileged: spec.privileged === true,
    pid: text('pid'),
    ipc: text('ipc'),
    network: text('network_mode'),
    uts: text('uts'),
    userns: text('userns_mode'),
    capAdd: texts('cap_add'),
    capDrop: texts('cap_drop'),
    securityOpt: texts('security_opt'),
    readOnly: spec.read_only === true,
    mounts: mountsOf(spec),
    ports: portsOf(spec),
    secretEnv: secretNames(environmentOf(spec)),
  }
}

interface ModelPort {
  readonly target?: number
  readonly published?: string
  readonly host_ip?: string
}

function portsOf(spec: ModelService): ServiceSeen['ports'] {
  return ((spec.ports ?? []) as readonly ModelPort[]).flatMap(({target = 0, published, host_ip: bind = ''}) => {
    const host = Number(published)
    // A range is published from its first port on; none at all is drawn at start.
    return published === undefined
      ? []
      : [{bind: bind || '0.0.0.0', host: Number.isNaN(host) ? 0 : host, container: target}]
  })
}

function mountsOf(spec: ModelService): ServiceSeen['mounts'] {
  const volumes = (spec.volumes ?? []) as readonly {
    readonly type: string
    readonly source?: string
    readonly target: string
    readonly read_only?: boolean
  }[]
  return volumes.map(({type, source = '', target, read_only: readOnly = false}) => ({type, source, target, readOnly}))
}

function environmentOf(spec: ModelService): readonly (readonly [string, string])[] {
  const environment = (spec.environment ?? {}) as Readonly<Record<string, string | null>>
  return Object.entries(environment).map(([name, value]) => [name, value ?? ''] as const)
}

/** The names of variables that hold a secret: by their name, or by the looks of their value. */
export function secretNames(environment: readonly (readonly [string, string])[]): string[] {
  return environment
    .filter(([name, value]) => (isSecretName(name) && !isHarmless(value)) || looksSecret(value))
    .map(([name]) => name)
    .toSorted()
}

function healthcheckOf(spec: ModelService) {
  const {interval, timeout} = (spec.healthcheck ?? {}) as {readonly interval?: string; readonly timeout?: string}
  if (interval === undefined || timeout === undefined) return {}
  return {healthcheck: {intervalS: goSeconds(interval), timeoutS: goSeconds(timeout)}}
}

/** Seconds of a duration as Go writes it: `1m30s`, `500ms`. */
export function goSeconds(written: string): number {
  const units: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400}
  const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
}

export const referencesCollector = defineCollector({
  key: referencesFact,
  isFor: onCompose,
  async collect({project}) {
    const source = await readIfThere(join(project.overlay, OVERRIDE))
    const env = {...readEnvFile((await readIfThere(join(project.root, '.env'))) ?? ''), ...process.env}
    const found = source === undefined ? [] : findReferences(source, env)
    return {
      count: found.length,
      found: found.filter(({state, isSecret}) => state !== 'set' && (state !== 'default' || isSecret)),
    }
  },
})

function readEnvFile(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line))
  return Object.fromEntries(lines.flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? '']] : [])))
}

/** `${NAME}`, `$NAME`, `${NAME:-default}`, `${NAME?needed}`; `$$` is a dollar. */
const REFERENCE = /\$\$|\$(?:\{([A-Za-z_]\w*)(:?[-?+])?([^}]*)\}|([A-Za-z_]\w*))/g

/** What Compose replaces in a file, line by line; comments are none of it. */
export function findReferences(source: string, env: Readonly<Record<string, string | undefined>>) {
  return source.split('\n').flatMap((line, index) =>
    [...line.replace(/(^|\s)#.*$/, '').matchAll(REFERENCE)].flatMap(([, braced, operator = '', , bare]) => {
      const name = braced ?? bare
      if (name === undefined) return []
      const value = env[name]
      const hasDefault = operator.endsWith('-') || operator.endsWith('+')
      const state =
        value !== undefined && value !== '' ? 'set' : hasDefault ? 'default' : value === '' ? 'empty' : 'unset'
      const isSecret = isSecretName(name)
      return [{name, file: `overlay/${OVERRIDE}`, line: index + 1, state, isSecret} as const]
    }),
  )
}

export const imagesCollector = defineCollector({
  key: imagesFact,
  isFor: () => true,
  async collect({stack, states}) {
    const running = new Map((await states()).map(({service, image}) => [service, image]))
    const services = listServices(stack).map(({service}) => ({
      service: service.name,
      wanted: imageRef(stack, service.image),
      running: running.get(service.name) ?? '',
    }))
    const enabled = new Set(components.filter((one) => one.isEnabled(stack)).map(({id}) => id as string))
    const stores = ['postgres', 'redis', 'elasticsearch'] as const
    const majors = stores.filter((id) => enabled.has(id)).map((id) => [id, String(stack[id].version)] as const)
    return {services, majors: Object.fromEntries(majors)}
  },
})
