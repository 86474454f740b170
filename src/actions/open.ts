import type {Stack, Ui} from '../components/component.js'
import {components} from '../components/registry.js'
import {OpsError} from '../errors.js'
import {listServices} from '../images/list-services.js'
import {logsMessages as say} from '../messages/logs.js'
import type {Project} from '../project.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {loadStack} from '../spec/load-stack.js'
import {listSecrets} from '../spec/secrets.js'
import {canShow, showUrl} from '../system/browser.js'
import {openSecretStore} from '../system/secret-store.js'
import {verbatim} from '../text.js'

/** A user interface with what a person needs to log in. The password itself is never part of it. */
export interface UiAddress {
  readonly id: string
  readonly title: Ui['title']
  readonly url: string
  readonly user?: string
  readonly passwordFile?: string
}

export interface OpenReport {
  readonly uis: readonly UiAddress[]
  /** Whether a browser shows it. */
  readonly opened: boolean
  /** True for one in a cluster: it was reached through a forwarded port while the command went on. */
  readonly forwarded: boolean
  /** True when the addresses hold within a cluster only. */
  readonly isInside: boolean
}

export interface OpenOptions {
  readonly signal: AbortSignal
  /** Called as soon as a forwarded user interface can be reached, and again when it moved. */
  readonly onReady: (ui: UiAddress) => void
}

/** The user interfaces of a stack. */
export function listUis(stack: Stack): readonly Ui[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => component.uis?.(stack) ?? [])
}

/** Where the user interfaces are: on this host, or by their names within a cluster. */
export function listAddresses({stack, cluster}: {readonly stack: Stack; readonly cluster?: ClusterTarget}) {
  return listUis(stack).map(({id, url}) => ({id, url: cluster ? insideUrl(stack, cluster, url) : url}))
}

/** Finds one user interface, or all of them, and shows the one in a browser if there is a display. Of a cluster, it stays until the signal. */
export async function openUi(project: Project, id: string | undefined, options: OpenOptions): Promise<OpenReport> {
  const {stack} = await loadStack(project)
  const store = openSecretStore(project, listSecrets(stack))
  const uis = listUis(stack).map(
    (ui): UiAddress => ({
      id: ui.id,
      title: ui.title,
      url: ui.url,
      ...(ui.login ? {user: ui.login.user, passwordFile: store.path(ui.login.secret)} : {}),
    }),
  )
  if (id !== undefined && !uis.some((ui) => ui.id === id)) throw unknownUi(id, uis)
  const wanted = uis.find((ui) => ui.id === id)
  if (stack.target === 'helm') return openInCluster(project, stack, {uis, wanted, ...options})
  if (!wanted) return {uis, opened: false, forwarded: false, isInside: false}
  return {uis: [wanted], opened: await show(wanted.url), forwarded: false, isInside: false}
}

interface Wanted extends OpenOptions {
  readonly uis: readonly UiAddress[]
  readonly wanted: UiAddress | undefined
}

async function openInCluster(project: Project, stack: Stack, {uis, wanted, ...options}: Wanted): Promise<OpenReport> {
  const [{openRuntime}, {keepForward}] = await Promise.all([import('./open-runtime.js'), import('./keep-forward.js')])
  const {runtime, cluster} = await openRuntime(project, stack)
  if (!cluster) throw new Error('a stack of the target helm has a cluster')
  const inside = uis.map((ui) => ({...ui, url: insideUrl(stack, cluster, ui.url)}))
  if (!wanted) return {uis: inside, opened: false, forwarded: false, isInside: true}
  let opened = false
  let last = wanted
  await keepForward(runtime, cluster, {
    ...publishedAt(stack, wanted.url),
    wanted: portOf(wanted.url),
    signal: options.signal,
    async onReady(port) {
      const url = new URL(wanted.url)
      last = {...wanted, url: `${url.protocol}//127.0.0.1:${port}${url.pathname}`}
      options.onReady(last)
      opened ||= await show(last.url)
    },
  })
  return {uis: [last], opened, forwarded: true, isInside: false}
}

async function show(url: string): Promise<boolean> {
  return canShow(process.env) && (await showUrl(url))
}

/** The service behind an address of this host, and its own port. */
function publishedAt(stack: Stack, url: string): {readonly service: string; readonly port: number} {
  for (const {service} of listServices(stack)) {
    const port = (service.ports ?? []).find(({host}) => host === portOf(url))
    if (port) return {service: service.name, port: port.container}
  }

  throw new Error(`no service publishes ${url}`)
}

function insideUrl(stack: Stack, {namespace}: ClusterTarget, url: string): string {
  const {service, port} = publishedAt(stack, url)
  const {protocol, pathname} = new URL(url)
  return `${protocol}//${service}.${namespace}.svc:${port}${pathname}`
}

function portOf(url: string): number {
  const {port, protocol} = new URL(url)
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

function unknownUi(id: string, uis: readonly UiAddress[]): OpsError {
  return new OpsError({
    code: 'OPS_UI_UNKNOWN',
    kind: 'usage',
    message: say.unknownUi(id, uis.map((ui) => ui.id).join(', ')),
    suggestions: [verbatim('opsctl open')],
  })
}
