/** The project's own certificate authorities and the certificates they give its servers. ECDSA P-256 throughout. Any room may import it. */
import {createPrivateKey, generateKeyPairSync, type KeyObject, webcrypto, X509Certificate} from 'node:crypto'

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3650

/** Browsers refuse a certificate that is valid for longer than 398 days. */
const LEAF_DAYS = 397

/** A certificate that ends sooner is made anew. */
const RENEW_DAYS = 60

export interface Authority {
  readonly certificate: string
  readonly key: string
}

/** Draws a private key, as PKCS #8 PEM. */
export function makeKey(): string {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  return privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
}

/** A self-signed certificate of an authority that may sign only leaves. */
export async function makeAuthority(key: string, commonName: string): Promise<string> {
  const x509 = await loadX509()
  const keys = await importKeys(key)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(AUTHORITY_DAYS),
    serialNumber: serialNumber(),
    name: [{CN: [commonName]}],
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

/** A server certificate for host names and addresses, followed by that of the authority. Nodes of a cluster are also each other's clients. */
export async function makeLeaf(
  key: string,
  names: readonly string[],
  {authority, isClient = false}: {readonly authority: Authority; readonly isClient?: boolean},
): Promise<string> {
  const x509 = await loadX509()
  const {serverAuth, clientAuth} = x509.ExtendedKeyUsage
  const [keys, issuer] = await Promise.all([importKeys(key), importKeys(authority.key)])
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(LEAF_DAYS),
    serialNumber: serialNumber(),
    subject: [{CN: [names[0] ?? 'localhost']}],
    issuer: new x509.X509Certificate(authority.certificate).subject,
    publicKey: keys.publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([serverAuth, ...(isClient ? [clientAuth] : [])]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({type: isAddress(value) ? 'ip' : 'dns', value}))),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n${authority.certificate}`
}

/** Whether a certificate still serves as the authority of a key. */
export function isAuthority(pem: string, key: string): boolean {
  const certificate = parse(pem)
  return certificate?.ca === true && lasts(certificate) && certificate.checkPrivateKey(toKey(key))
}

/** Whether a chain still serves: the key's own, from this authority, for exactly these names, and not about to end. */
export function isLeaf(
  pem: string,
  wanted: {readonly authority: Authority; readonly key: string; readonly names: readonly string[]},
): boolean {
  const leaf = parse(pem)
  const authority = parse(wanted.authority.certificate)
  if (!leaf || !authority || !lasts(leaf)) return false
  const names = wanted.names.map((name) => (isAddress(name) ? `IP Address:${name}` : `DNS:${name}`)).join(', ')
  return leaf.subjectAltName === names && leaf.checkPrivateKey(toKey(wanted.key)) && leaf.verify(authority.publicKey)
}

async function loadX509() {
  // The library keeps its registry with this polyfill's help, and refuses to load without it.
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

async function importKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = toKey(pem).export({type: 'pkcs8', format: 'der'})
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign'])
  const {d: _, key_ops: __, ...jwk} = await webcrypto.subtle.exportKey('jwk', privateKey)
  const publicKey = await webcrypto.subtle.importKey('jwk', jwk, ALGORITHM, true, ['verify'])
  return {privateKey, publicKey}
}

function toKey(pem: string): KeyObject {
  return createPrivateKey(pem)
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function lasts({validTo}: X509Certificate): boolean {
  return Date.parse(validTo) - Date.now() > RENEW_DAYS * DAY_MS
}

/** Begins an hour ago: clocks differ. */
function validity(days: number): {readonly notBefore: Date; readonly notAfter: Date} {
  const now = Date.now()
  return {notBefore: new Date(now - DAY_MS / 24), notAfter: new Date(now + days * DAY_MS)}
}

/** 16 random bytes, positive. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name)
}
