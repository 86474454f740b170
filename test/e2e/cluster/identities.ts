/** Who may talk to a test cluster: an authority of its own, client certificates, and kubeconfigs made of them. */
import {webcrypto} from 'node:crypto'
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {type Authority, makeAuthority, makeKey, makeLeaf} from '../../../src/components/certificates.js'

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const
const DAY_MS = 86_400_000

/** Name of the context in every kubeconfig made here. */
export const CONTEXT = 'opsctl-test'

/** A certificate and its key, PEM, and the files they are in. */
export interface Identity {
  readonly certificate: string
  readonly key: string
  readonly certificateFile: string
  readonly keyFile: string
}

/** What signs for one cluster. */
export interface Identities {
  readonly authority: Authority
  readonly authorityFile: string
  /** Certificate of a server for names and addresses. */
  server(name: string, addresses: readonly string[]): Promise<Identity>
  /** Certificate of a user: the API server reads name and groups from it. */
  client(user: string, groups?: readonly string[]): Promise<Identity>
  /** A kubeconfig with the certificate in it, as a file. */
  kubeconfig(user: string, options: {readonly url: string; readonly groups?: readonly string[]}): Promise<string>
}

/** Makes an authority whose files are in a folder. */
export async function makeIdentities(folder: string): Promise<Identities> {
  await mkdir(folder, {recursive: true})
  const key = makeKey()
  const authority = {certificate: await makeAuthority(key, 'opsctl test cluster'), key}
  const authorityFile = join(folder, 'ca.crt')
  await writeFile(authorityFile, authority.certificate)
  await writeFile(join(folder, 'ca.key'), key, {mode: 0o600})

  const write = async (name: string, certificate: string, leafKey: string): Promise<Identity> => {
    const path = join(folder, name.replaceAll(/[^\w.-]/g, '_'))
    const files = {certificateFile: `${path}.crt`, keyFile: `${path}.key`}
    await writeFile(files.certificateFile, certificate)
    await writeFile(files.keyFile, leafKey, {mode: 0o600})
    return {certificate, key: leafKey, ...files}
  }

  const client = async (user: string, groups: readonly string[] = []) => {
    const leafKey = makeKey()
    return write(`user-${user}`, await signClient(authority, {key: leafKey, user, groups}), leafKey)
  }

  return {
    authority,
    authorityFile,
    client,
    server: async (name, addresses) => {
      const leafKey = makeKey()
      return write(name, await makeLeaf(leafKey, addresses, {authority}), leafKey)
    },
    kubeconfig: async (user, {url, groups = []}) => {
      const file = join(folder, `${user.replaceAll(/[^\w.-]/g, '_')}.kubeconfig`)
      const config = toKubeconfig(user, {url, authority, identity: await client(user, groups)})
      await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, {mode: 0o600})
      return file
    },
  }
}

interface Access {
  readonly url: string
  readonly authority: Authority
  readonly identity: Identity
}

/** JSON is YAML. */
function toKubeconfig(user: string, {url, authority, identity}: Access) {
  const encode = (pem: string) => Buffer.from(pem).toString('base64')
  const credentials = {
    'client-certificate-data': encode(identity.certificate),
    'client-key-data': encode(identity.key),
  }
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': CONTEXT,
    clusters: [{name: CONTEXT, cluster: {server: url, 'certificate-authority-data': encode(authority.certificate)}}],
    users: [{name: user, user: credentials}],
    contexts: [{name: CONTEXT, context: {cluster: CONTEXT, user}}],
  }
}

async function signClient(
  authority: Authority,
  {key, user, groups}: {readonly key: string; readonly user: string; readonly groups: readonly string[]},
): Promise<string> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const [own, issuer] = await Promise.all([importKeys(key), importKeys(authority.key)])
  const certificate = await x509.X509CertificateGenerator.create({
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    subject: [...groups.map((group) => ({O: [group]})), {CN: [user]}],
    issuer: new x509.X509Certificate(authority.certificate).subject,
    publicKey: own.publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

async function importKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign'])
  const {d: _, key_ops: __, ...jwk} = await webcrypto.subtle.exportKey('jwk', privateKey)
  return {privateKey, publicKey: await webcrypto.subtle.importKey('jwk', jwk, ALGORITHM, true, ['verify'])}
}
