/** Reads the certificate and key that a person brings, and says what would keep a server or a browser from taking them. */
import {createPrivateKey, type KeyObject, X509Certificate} from 'node:crypto'
import {readFile, stat} from 'node:fs/promises'
import {resolve} from 'node:path'

import {gatewayMessages as say} from '../../messages/gateway.js'
import type {SpecProblem, Stack, Text} from '../component.js'

const MIN_RSA_BITS = 2048
const SOON_MS = 14 * 86_400_000
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

interface Loaded<Value> {
  readonly value?: Value
  readonly problems: readonly SpecProblem[]
}

/** Everything wrong with the files of `gateway.tls`; nothing when the mode is another. */
export async function checkTlsFiles(stack: Stack, projectRoot: string): Promise<readonly SpecProblem[]> {
  const {enabled, tls} = stack.gateway
  if (!enabled || tls.mode !== 'files' || !tls.certificate || !tls.key) return []
  const [chain, key] = await Promise.all([loadChain(projectRoot, tls.certificate), loadKey(projectRoot, tls.key)])
  return [
    ...chain.problems,
    ...key.problems,
    ...(chain.value && key.value
      ? checkPair(chain.value, key.value, {certificate: tls.certificate, key: tls.key})
      : []),
  ]
}

async function loadChain(root: string, path: string): Promise<Loaded<readonly X509Certificate[]>> {
  const text = await readText(root, path, 'certificate')
  if (text.value === undefined) return {problems: text.problems}
  try {
    const chain = (text.value.match(PEM_CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem))
    if (chain.length === 0) return {problems: [at('certificate', say.noCertificate(path))]}
    return {value: chain, problems: chain.flatMap((certificate) => checkDates(certificate, path))}
  } catch {
    return {problems: [at('certificate', say.noCertificate(path))]}
  }
}

function checkDates({validFrom, validTo}: X509Certificate, path: string): readonly SpecProblem[] {
  const now = Date.now()
  const [from, to] = [new Date(validFrom), new Date(validTo)]
  if (to.getTime() <= now) return [at('certificate', say.expired(path, to.toISOString()))]
  if (from.getTime() > now) return [at('certificate', say.notYet(path, from.toISOString()))]
  if (to.getTime() - now > SOON_MS) return []
  return [{...at('certificate', say.endsSoon(path, to.toISOString())), level: 'warning'}]
}

async function loadKey(root: string, path: string): Promise<Loaded<KeyObject>> {
  const text = await readText(root, path, 'key')
  if (text.value === undefined) return {problems: text.problems}
  const {mode} = await stat(resolve(root, path))
  const problems = (mode & 0o077) === 0 ? [] : [at('key', say.keyOpen(path))]
  if (/ENCRYPTED/.test(text.value)) return {problems: [...problems, at('key', say.keyEncrypted(path))]}
  try {
    const value = createPrivateKey(text.value)
    const bits = value.asymmetricKeyDetails?.modulusLength
    const weak = bits !== undefined && bits < MIN_RSA_BITS ? [at('key', say.keyWeak(path, bits))] : []
    return {value, problems: [...problems, ...weak]}
  } catch {
    return {problems: [...problems, at('key', say.keyInvalid(path))]}
  }
}

function checkPair(
  chain: readonly X509Certificate[],
  key: KeyObject,
  paths: {readonly certificate: string; readonly key: string},
): readonly SpecProblem[] {
  const own = chain.findIndex((certificate) => certificate.checkPrivateKey(key))
  if (own === -1) return [at('key', say.keyMismatch(paths.key, paths.certificate))]
  const inOrder = chain.every((certificate, index) => {
    const issuer = chain[index + 1]
    return issuer === undefined || certificate.checkIssued(issuer)
  })
  return own === 0 && inOrder ? [] : [at('certificate', say.wrongOrder(paths.certificate))]
}

async function readText(root: string, path: string, key: 'certificate' | 'key'): Promise<Loaded<string>> {
  try {
    return {value: await readFile(resolve(root, path), 'utf8'), problems: []}
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return {problems: [at(key, say.unreadable(path, why))]}
  }
}

function at(key: 'certificate' | 'key', message: Text): SpecProblem {
  return {path: ['gateway', 'tls', key], message}
}
