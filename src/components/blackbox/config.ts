/** What is probed and how: modules of the blackbox exporter and the scrape jobs that use them. */
import {dump} from 'js-yaml'

import type {RenderedFile, ScrapeJob, Stack} from '../component.js'

export const PORT = 9115

type Module = 'http_2xx' | 'route_2xx' | 'route_answers' | 'redirect'

/** One thing to probe. */
export interface Probe {
  readonly module: Module
  /** Where the request goes. */
  readonly url: string
  /** Name of the gateway's route, for the label. */
  readonly route?: string
  /** Host header, and server name under TLS, where the URL only names the gateway's container. */
  readonly host?: string
}

const redirects = [301, 302, 303, 307, 308]
const ok = [200, 201, 202, 203, 204, 206]
// An app may well answer these to a bare prefix; a gateway that can't reach it answers 5xx.
const answers = [...ok, ...redirects, 400, 401, 403, 404, 405, 406, 410, 415, 422, 429]

/** The client of the exporter would refuse an old server outright; taking its answer lets an alert name the version. */
const anyVersion = {min_version: 'TLS10'}
/** The certificate names the public host, not the container that the probe goes to; its expiry is measured, also once it is over. */
const anyName = {tls_config: {...anyVersion, insecure_skip_verify: true}}
const v4 = {preferred_ip_protocol: 'ip4', ip_protocol_fallback: true}

export function configFiles(): readonly RenderedFile[] {
  const modules = {
    http_2xx: {prober: 'http', timeout: '10s', http: {...v4, tls_config: anyVersion}},
    route_2xx: {prober: 'http', timeout: '10s', http: {...v4, ...anyName, follow_redirects: false}},
    route_answers: {
      prober: 'http',
      timeout: '10s',
      http: {...v4, ...anyName, follow_redirects: false, valid_status_codes: answers},
    },
    redirect: {
      prober: 'http',
      timeout: '10s',
      http: {
        ...v4,
        follow_redirects: false,
        valid_status_codes: redirects,
        fail_if_header_not_matches: [{header: 'Location', regexp: '^https://'}],
      },
    },
  }
  return [{path: 'blackbox/config/config.yml', content: dump({modules}, {lineWidth: -1, noRefs: true})}]
}

/**
 * The exporter itself, one job for what must answer, and one for the plain door of a gateway with TLS, where nothing but
 * a redirect is right.
 */
export function scrapeJobs(stack: Stack): readonly ScrapeJob[] {
  const own: ScrapeJob = {job_name: 'blackbox', static_configs: [{targets: [`blackbox:${PORT}`]}]}
  const probes = {'blackbox-probes': listProbes(stack), 'blackbox-redirect': listRedirectProbes(stack)}
  const filled = Object.entries(probes).filter(([, list]) => list.length > 0)
  return [own, ...filled.map(([name, list]) => probeJob(name, list))]
}

/** Whether anything that is probed has a certificate. */
export function hasTls(stack: Stack): boolean {
  return listProbes(stack).some(({url}) => url.startsWith('https:'))
}

/** The plain port of a gateway that is to send everybody to https. */
export function listRedirectProbes({gateway}: Stack): readonly Probe[] {
  const hosts = Object.values(gateway.routes).flatMap((route) => route.hosts)
  if (!gateway.enabled || gateway.tls.mode === 'off' || !gateway.tls.redirect) return []
  return [{module: 'redirect', url: 'http://gateway:8080/', ...named(hosts)}]
}

/** Every route of the gateway, seen from inside, then the person's own URLs. */
export function listProbes(stack: Stack): readonly Probe[] {
  const routes = stack.gateway.enabled ? Object.entries(stack.gateway.routes) : []
  return [
    ...routes.map(([name, route]) => routeProbe(stack, name, route)),
    ...stack.blackbox.targets.map((url): Probe => ({module: 'http_2xx', url})),
  ]
}

/** Ports of the gateway's container that the probes go to. */
export function listGatewayPorts(stack: Stack): readonly number[] {
  const urls = [...listProbes(stack), ...listRedirectProbes(stack)].map(({url}) => new URL(url))
  return [...new Set(urls.filter(({hostname}) => hostname === 'gateway').map(({port}) => Number(port)))].toSorted()
}

function routeProbe(stack: Stack, name: string, route: Stack['gateway']['routes'][string]): Probe {
  const prefix = route.paths[0] ?? '/'
  const ready = readyPath(stack, route.upstreams, prefix, route.stripPrefix)
  return {
    // Behind a log-in the honest answer is 401.
    module: ready === undefined || route.basicAuth.length > 0 ? 'route_answers' : 'route_2xx',
    url: `${gatewayOrigin(stack)}${ready ?? prefix}`,
    route: name,
    ...named(route.hosts),
  }
}

function named([host]: readonly string[]): Pick<Probe, 'host'> {
  return host === undefined ? {} : {host: host.replace('*', 'probe')}
}

/** Where the gateway's container listens for plain and for encrypted requests. */
function gatewayOrigin(stack: Stack): string {
  return stack.gateway.tls.mode === 'off' ? 'http://gateway:8080' : 'https://gateway:8443'
}

/** The readiness path of the app behind a route, as the route maps it; undefined when no request on the route reaches it. */
function readyPath(stack: Stack, upstreams: readonly string[], prefix: string, stripped: boolean): string | undefined {
  const app = upstreams.map((upstream) => stack.apps[upstream]).find((found) => found !== undefined)
  if (app === undefined) return undefined
  const path = app.health.ready ?? app.health.path
  if (stripped) return prefix.replace(/\/$/, '') + path
  return path.startsWith(prefix) ? path : undefined
}

function probeJob(name: string, probes: readonly Probe[]): ScrapeJob {
  return {
    job_name: name,
    metrics_path: '/probe',
    // The exporter ends a probe a little before Prometheus would give up on it.
    static_configs: probes.map(({module, url, route, host}) => ({
      targets: [url],
      labels: {
        __param_module: module,
        ...(route === undefined ? {} : {route}),
        ...(host === undefined ? {} : {__param_hostname: host}),
      },
    })),
    relabel_configs: [
      {source_labels: ['__address__'], target_label: '__param_target'},
      {source_labels: ['__address__'], target_label: 'instance'},
      {target_label: '__address__', replacement: `blackbox:${PORT}`},
    ],
  }
}
