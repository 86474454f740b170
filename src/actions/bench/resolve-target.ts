/** From what a person typed, a URL or a route of opsctl.yaml, to an address that may be put under load. */
import {X509Certificate} from 'node:crypto'

import type {LoadTarget} from '../../bench/load-plan.js'
import {authoritySecret, certificateSecret, passwordSecret} from '../../components/gateway/driver.js'
import {planRoutes, ports} from '../../components/gateway/route-plan.js'
import {OpsError} from '../../errors.js'
import {listServices} from '../../images/list-services.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {listSecrets} from '../../spec/secrets.js'
import type {Stack} from '../../spec/stack.js'
import {exists} from '../../system/files.js'
import {findListenerPid} from '../../system/listeners.js'
import {openSecretStore, type SecretStore} from '../../system/secret-store.js'
import {canConnect, type TcpAddress} from '../../system/tcp.js'
import {verbatim} from '../../text.js'
import {openRuntime} from '../open-runtime.js'
import {findRoute, type RouteRequest} from './find-route.js'
import {findAddresses, guardTarget, isLoopback, isNamed} from './guard.js'
import {basicAuth, readAuthority} from './read-inputs.js'

export interface TargetOptions {
  /** Host names that a person typed out: the only ones beyond this machine that may be put under load. */
  readonly allowRemote: readonly string[]
  /** Path of a PEM file with the authority that signed the target's certificate. */
  readonly caFile?: string
}

export interface ResolvedTarget {
  /** The stack whose route or container is the target. */
  readonly stack?: Stack
  readonly target: LoadTarget
  /** Value of the Host header. */
  readonly host: string
  /** Path with query. */
  readonly path: string
  /** A log-in among them: never print. */
  readonly headers: Readonly<Record<string, string>>
  /** What is shown and kept as the target; no credential in it. */
  readonly label: string
  /** Processes on this host that are the target, beside containers of the stack. */
  readonly pids: readonly number[]
}

/** Throws OPS_BENCH_URL, OPS_BENCH_ROUTE, OPS_BENCH_REMOTE, OPS_BENCH_UNREACHABLE, and what the spec and its runtime throw. */
export async function resolveTarget(
  project: Project,
  urlOrRoute: string,
  options: TargetOptions,
): Promise<ResolvedTarget> {
  const ca = options.caFile === undefined ? undefined : await readAuthority(options.caFile)
  if (urlOrRoute.includes('://')) return resolveUrl(project, urlOrRoute, {...options, ca})
  const {stack} = await loadStack(project)
  if (!stack.gateway.enabled) throw noGateway()
  return resolveRoute(project, stack, {request: findRoute(planRoutes(stack), urlOrRoute), ca})
}

interface RouteOptions {
  readonly request: RouteRequest
  readonly ca: string | undefined
}

/** Through the gateway's own address where this host reaches it: the forwarder of a published port would be measured too. */
async function resolveRoute(project: Project, stack: Stack, {request, ca}: RouteOptions): Promise<ResolvedTarget> {
  const {route, host, path} = request
  const isTls = stack.gateway.tls.mode !== 'off'
  const store = openSecretStore(project, listSecrets(stack))
  const {runtime} = await openRuntime(project, stack)
  const address = await runtime.instance('gateway').reach(isTls ? ports.https : ports.http)
  const authority = isTls ? (ca ?? (await ownAuthority(stack, store))) : undefined
  const [user] = route.basicAuth
  const named = withPort(host, isTls ? stack.gateway.httpsPort : stack.gateway.httpPort, isTls)
  return {
    stack,
    target: {...address, ...(isTls ? {tls: {servername: host, ...(authority ? {ca: authority} : {})}} : {})},
    host: named,
    path,
    headers: user === undefined ? {} : basicAuth(`${user}:${await store.read(passwordSecret(user))}`),
    label: `${route.name} ${isTls ? 'https' : 'http'}://${named}${path}`,
    pids: [],
  }
}

/** The project's own authority, or the one at the end of the person's own chain; none when the system knows it. */
async function ownAuthority({gateway}: Stack, store: SecretStore): Promise<string | undefined> {
  if (gateway.tls.mode === 'internal') return store.read(authoritySecret)
  const chain = await store.read(certificateSecret)
  const last = chain.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)?.at(-1)
  if (last === undefined) return undefined
  const certificate = new X509Certificate(last)
  return certificate.checkIssued(certificate) ? last : undefined
}

type UrlOptions = TargetOptions & {readonly ca: string | undefined}

async function resolveUrl(project: Project, written: string, {allowRemote, ca}: UrlOptions): Promise<ResolvedTarget> {
  const url = parseUrl(written)
  const path = pathAsWritten(written)
  const isTls = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  const stack = (await exists(project.specFile)) ? (await loadStack(project)).stack : undefined
  const inside = stack && (await reachService(project, stack, {host, port}))
  const addresses = inside ? [] : await findAddresses(host)
  if (!inside) await guardTarget({host, addresses, allowRemote, ownAddresses: () => listOwnAddresses(stack)})
  const address = inside ?? (await firstThatConnects(addresses, port))
  const isHere = isLoopback(address.host)
  // What is neither here nor named was let through as a container of the project.
  const isOwn = inside !== undefined || (isHere ? publishes(stack, port) : !isNamed(host, allowRemote))
  const pid = isHere && !isOwn ? await findListenerPid(port) : undefined
  return {
    ...(isOwn && stack ? {stack} : {}),
    target: {...address, ...(isTls ? {tls: {servername: host, ...(ca === undefined ? {} : {ca})}} : {})},
    host: url.host,
    path,
    headers: {},
    label: `${url.protocol}//${url.host}${path}`,
    pids: pid === undefined ? [] : [pid],
  }
}

/** URL would encode the braces of a template. */
function pathAsWritten(written: string): string {
  const [, path = ''] = /^\w+:\/\/[^/?#]*([^#]*)/.exec(written) ?? []
  return path.startsWith('/') ? path : `/${path}`
}

/** A URL that can be asked over HTTP/1.1 and holds no log-in. Throws OPS_BENCH_URL. */
function parseUrl(written: string): URL {
  const url = URL.canParse(written) ? new URL(written) : undefined
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (url && isHttp && url.username === '' && url.password === '') return url
  const isCredential = url !== undefined && isHttp
  throw new OpsError({
    code: 'OPS_BENCH_URL',
    kind: 'usage',
    message: isCredential ? say.credentialInUrl(url.host) : say.badUrl(written.replace(/\/\/[^/]*@/, '//[hidden]@')),
    suggestions: [isCredential ? say.useAuthFile : verbatim('opsctl bench http http://localhost:8080/')],
  })
}

/** A service of the stack goes by its name, as it does among the others. */
async function reachService(project: Project, stack: Stack, {host, port}: TcpAddress): Promise<TcpAddress | undefined> {
  if (!listServices(stack).some(({service}) => service.name === host)) return undefined
  const {runtime} = await openRuntime(project, stack)
  return runtime.instance(host).reach(port)
}

async function listOwnAddresses(stack: Stack | undefined): Promise<readonly string[]> {
  if (stack?.target !== 'compose') return []
  const {listContainers} = await import('../../system/docker-api.js')
  const containers = await listContainers(stack.project)
  return containers.flatMap(({networks}) => Object.values(networks)).filter((address) => address !== '')
}

/** A name may lead to several addresses, and the server need not listen on all. */
async function firstThatConnects(addresses: readonly string[], port: number): Promise<TcpAddress> {
  for (const host of addresses) if (await canConnect({host, port})) return {host, port}
  throw new OpsError({
    code: 'OPS_BENCH_UNREACHABLE',
    kind: 'environment',
    message: say.unreachable(addresses.map((host) => (host.includes(':') ? `[${host}]` : host)).join(', '), port),
    suggestions: [say.startIt, verbatim('opsctl status')],
  })
}

function publishes(stack: Stack | undefined, port: number): boolean {
  return stack !== undefined && listServices(stack).some(({service}) => service.ports?.some(({host}) => host === port))
}

function withPort(host: string, port: number, isTls: boolean): string {
  return port === (isTls ? 443 : 80) ? host : `${host}:${port}`
}

function noGateway(): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_ROUTE',
    kind: 'usage',
    message: say.noGateway,
    suggestions: [verbatim('opsctl bench http http://localhost:8080/'), say.enableGateway],
  })
}
