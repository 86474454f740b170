/** The argv of a throw-away container that tries a configuration with the service's own binary. Pure. */
import {type Model, mountsOf, secretsOf} from './model.js'

export interface ValidationPlace {
  /** `deploy/` of the project, as the model names it. */
  readonly deploy: string
  /** Where the same files lie ready to be tried. */
  readonly staged: string
}

/**
 * The same image, user, configuration and secrets as the service, but no network, no volume and no capability that it
 * does not need: nothing it does can reach the running stack.
 */
export function validationArgv(
  model: Model,
  service: string,
  place: ValidationPlace,
  argv: readonly string[],
): readonly string[] {
  const spec = model.services[service] ?? {}
  const [program = '', ...rest] = argv
  const user = typeof spec.user === 'string' ? ['--user', spec.user] : []
  const capabilities = ((spec.cap_add ?? []) as readonly string[]).flatMap((cap) => ['--cap-add', cap])
  return [
    '--read-only',
    '--cap-drop',
    'ALL',
    ...capabilities,
    '--security-opt',
    'no-new-privileges:true',
    '--memory',
    '512m',
    '--pids-limit',
    '128',
    ...user,
    ...tmpfsOf(spec.tmpfs),
    ...binds(model, service, place),
    ...environment(spec.environment),
    '--entrypoint',
    program,
    String(spec.image),
    ...rest,
  ]
}

function binds(model: Model, service: string, place: ValidationPlace): readonly string[] {
  const spec = model.services[service] ?? {}
  const config = mountsOf(spec)
    .filter((mount) => mount.type === 'bind' && mount.source?.startsWith(`${place.deploy}/`))
    .map((mount) => bind(place.staged + (mount.source ?? '').slice(place.deploy.length), mount.target))
  const secrets = secretsOf(spec).map((name) => bind(model.secrets[name] ?? '', `/run/secrets/${name}`))
  // A volume of the service becomes an empty folder in memory: the binary may want to see it, never to change the data.
  const empty = mountsOf(spec)
    .filter((mount) => mount.type === 'volume')
    .map((mount) => ['--tmpfs', `${mount.target}:mode=1777`])
  const memory = mountsOf(spec)
    .filter((mount) => mount.type === 'tmpfs')
    .map((mount) => ['--tmpfs', `${mount.target}:mode=1777`])
  return [...config, ...secrets, ...empty, ...memory].flat()
}

function bind(source: string, target: string): readonly string[] {
  return ['--mount', `type=bind,source=${source},target=${target},readonly`]
}

function tmpfsOf(tmpfs: unknown): readonly string[] {
  const list = typeof tmpfs === 'string' ? [tmpfs] : ((tmpfs ?? []) as readonly string[])
  return list.flatMap((entry) => ['--tmpfs', entry])
}

function environment(values: unknown): readonly string[] {
  // Compose doubles each dollar sign in what it prints.
  return Object.entries((values ?? {}) as Record<string, string | null>).flatMap(([key, value]) =>
    value === null ? [] : ['--env', `${key}=${value.replaceAll('$$', '$')}`],
  )
}
