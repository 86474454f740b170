/** Certificates that end when a test wants them to. */
import {generateKeyPairSync, webcrypto} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import 'reflect-metadata'
import {SubjectAlternativeNameExtension, X509CertificateGenerator} from '@peculiar/x509'

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} as const
const DAY_MS = 86_400_000

/** Writes certificate.pem and key.pem into a folder: self-signed, for localhost, valid until so many days from now. */
export async function makeCertificate(folder: string, days: number): Promise<void> {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  const der = privateKey.export({type: 'pkcs8', format: 'der'})
  const signer = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign'])
  const {d: _, key_ops: __, ...jwk} = await webcrypto.subtle.exportKey('jwk', signer)
  const publicKey = await webcrypto.subtle.importKey('jwk', jwk, ALGORITHM, true, ['verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)).map((byte) => byte & 0x7f)).toString('hex'),
    name: 'CN=localhost',
    // A month ago, so that one that has already ended began before it.
    notBefore: new Date(Date.now() - 30 * DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    keys: {privateKey: signer, publicKey},
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{type: 'dns', value: 'localhost'}])],
  })
  await writeFile(join(folder, 'certificate.pem'), `${certificate.toString('pem')}\n`)
  const pem = privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
  await writeFile(join(folder, 'key.pem'), pem, {mode: 0o600})
}
