/** Facts of a healthy project, as a real one gave them, for fixtures that change one thing. */

export const spec = {state: 'read', problems: [], warnings: []}

export const tools = {
  node: '20.20.2',
  leastNode: '20.19.0',
  opsctl: '0.1.0',
  manifest: 1,
  knownManifest: 1,
}

export const generated = {rendered: true, files: 90, edited: [], missing: [], isOlder: false, unreadable: []}

/** A secret that opsctl drew. */
export function secret(name: string, own: Readonly<Record<string, unknown>> = {}) {
  return {
    name,
    origin: 'generated',
    state: 'there',
    known: true,
    mode: 0o444,
    length: 43,
    bits: 256,
    sample: false,
    changedAt: '2026-01-10T08:00:00.000Z',
    ...own,
  }
}

/** The folder of secrets as opsctl makes it. */
export function secrets(
  list: readonly unknown[] = [secret('postgres-app-password'), secret('redis-app-password')],
  own: Readonly<Record<string, unknown>> = {},
) {
  return {folder: {state: 'there', mode: 0o700, ignored: true}, tracked: [], secrets: list, ...own}
}

/** A service with the whole hardening baseline. */
export function service(name: string, own: Readonly<Record<string, unknown>> = {}) {
  return {
    service: name,
    component: name,
    waivers: [],
    user: '1000:1000',
    privileged: false,
    pid: '',
    ipc: 'private',
    network: 'shop_data',
    uts: '',
    userns: '',
    capAdd: [],
    capDrop: ['ALL'],
    securityOpt: ['no-new-privileges:true'],
    readOnly: true,
    mounts: [],
    ports: [],
    secretEnv: [],
    envByDesign: false,
    ...own,
  }
}

/** What runs, and what the files would start. */
export function services(...list: readonly unknown[]) {
  return {services: list}
}
