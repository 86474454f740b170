/** Looks at the gateway as a client does, and at its certificates. */
import {createPrivateKey, X509Certificate} from 'node:crypto'
import type {z} from 'zod'

import {type CollectContext, defineCollector} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import type {Stack} from '../../component.js'
import {authoritySecret, certificateSecret, keySecret} from '../driver.js'
import {probePath} from '../health.js'
import {planRoutes} from '../route-plan.js'
import {certificates, doors, handshake} from './facts.js'
import {covers, publicDoor, shakeHands, type Visit, visit} from './visit.js'

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
const isEnabled = (stack: Stack) => stack.gateway.enabled
const hasTls = (stack: Stack) => stack.gateway.enabled && stack.gateway.tls.mode !== 'off'

export const doorCollectors = [
  defineCollector({key: doors, isFor: isEnabled, collect: visitDoors}),
  defineCollector({key: handshake, isFor: hasTls, collect: greet}),
  defineCollector({key: certificates, isFor: hasTls, collect: readCertificates}),
]

async function visitDoors({access, stack}: CollectContext): Promise<z.infer<typeof doors.schema>> {
  const plan = planRoutes(stack)
  const [route] = plan.routes
  const name = (route?.hosts[0] ?? 'localhost').replace(/^\*\./, 'www.')
  const path = route ? probePath(route, stack) : '/'
  const main = plan.tls ? 'https' : 'http'
  const at = await publicDoor(access, stack, 'http')
  const mainAt = plan.tls ? await publicDoor(access, stack, 'https') : at
  const [http, https, config, metrics, pprof] = await Promise.all([
    visit('http', at, {path, name}),
    plan.tls ? visit('https', mainAt, {path, name}) : undefined,
    visit(main, mainAt, {path: '/-/config', name}),
    visit(main, mainAt, {path: '/metrics', name}),
    visit(main, mainAt, {path: '/debug/pprof/', name}),
  ])
  const open = [
    ...(config.status === 200 && /^[0-9a-f]{64}\s*$/.test(config.body) ? [page('/-/config', 'gateway')] : []),
    ...(metrics.status === 200 && /^(# (HELP|TYPE) |[a-z_]+(\{| \d))/m.test(metrics.body)
      ? [page('/metrics', /^(# \w+ )?(caddy_|nginx_|haproxy_)/m.test(metrics.body) ? 'gateway' : 'app')]
      : []),
    ...(pprof.status === 200 && /goroutine|Types of profiles/.test(pprof.body) ? [page('/debug/pprof/', 'app')] : []),
  ]
  return {http: plain(http), open, ...(https ? {https: plain(https)} : {})}
}

function page(path: string, whose: 'gateway' | 'app') {
  return {path, whose} as const
}

function plain({url, status, ms, location, error}: Visit) {
  return {url, status, ms, location, error}
}

async function greet({access, stack}: CollectContext): Promise<z.infer<typeof handshake.schema>> {
  const at = await publicDoor(access, stack, 'https')
  const hosts = planRoutes(stack).routes.flatMap((route) => route.hosts)
  const name = (hosts[0] ?? 'localhost').replace(/^\*\./, 'www.')
  const authority = stack.gateway.tls.mode === 'internal' ? await access.secret(authoritySecret) : undefined
  const [hands, old] = await Promise.all([shakeHands(at, name, authority), shakeHands(at, name, authority, true)])
  const {certificate} = hands
  if (!certificate?.valid_to) {
    const error = hands.error || 'no certificate'
    const nothing = {protocol: '', untrusted: '', names: [], uncovered: [], fingerprint: '', notAfter: 0}
    return {error, ...nothing, takesOld: old.error === ''}
  }

  return {
    error: hands.error,
    protocol: hands.protocol,
    untrusted: hands.untrusted,
    names: (certificate.subjectaltname ?? '').split(', ').filter((one) => one !== ''),
    uncovered: [...new Set(hosts)].filter((host) => !covers(certificate, host)),
    fingerprint: certificate.fingerprint256,
    notAfter: Date.parse(certificate.valid_to),
    takesOld: old.error === '',
  }
}

async function readCertificates({access}: CollectContext): Promise<z.infer<typeof certificates.schema>> {
  const read = async (name: string) =>
    access.secret(name).catch(() => {
      throw new CannotSee('no-data', {en: `secrets/${name} is not there yet`, zh: `secrets/${name} 尚不存在`})
    })
  const [chain, key] = await Promise.all([read(certificateSecret), read(keySecret)])
  const found = (chain.match(PEM) ?? []).map((pem) => new X509Certificate(pem))
  return found.map((certificate, index) => ({
    file: `secrets/${certificateSecret}`,
    subject: certificate.subject.split('\n').at(-1) ?? '',
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    ...(index === 0 ? {keyFits: fits(certificate, key)} : {}),
  }))
}

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}
