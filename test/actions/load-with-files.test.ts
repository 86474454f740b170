import 'reflect-metadata'
import {createPrivateKey, generateKeyPairSync, webcrypto} from 'node:crypto'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import * as x509 from '@peculiar/x509'
import {describe, expect, it} from 'vitest'

import {loadWithFiles} from '../../src/actions/load-with-files.js'
import {planStack} from '../../src/actions/plan.js'
import {makeAuthority, makeKey, makeLeaf} from '../../src/components/certificates.js'
import type {OpsError} from '../../src/errors.js'
import {type Project, projectAt} from '../../src/project.js'
import {tempDir} from '../temp-dir.js'

const spec = `version: 1
project: shop
gateway:
  tls: {mode: files, certificate: tls.pem, key: tls.key}
  routes:
    web: {upstreams: ["http://10.0.0.1"]}
`
const DAY_MS = 86_400_000
const authorityKey = makeKey()
const authority = {key: authorityKey, certificate: await makeAuthority(authorityKey, 'test')}
const key = makeKey()
const leaf = await makeLeaf(key, ['www.example.com'], {authority})

async function projectWith(files: Record<string, string>, keyMode = 0o600): Promise<Project> {
  const project = projectAt(await tempDir())
  await writeFile(project.specFile, spec)
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(project.root, name), content, {mode: name.endsWith('.key') ? keyMode : 0o644})
  }

  return project
}

async function problemsOf(files: Record<string, string>, keyMode?: number): Promise<readonly string[]> {
  const project = await projectWith(files, keyMode)
  const error = (await loadWithFiles(project).catch((problem: unknown) => problem)) as OpsError
  expect(error.code).toBe('OPS_SPEC_INVALID')
  return error.problems.map(({line, column, path, message}) => `${line}:${column} ${path}: ${message.en}`)
}

/** A certificate of the key, valid from and to so many days from now. */
async function certificateFor(from: number, to: number): Promise<string> {
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'}
  const der = createPrivateKey(key).export({type: 'pkcs8', format: 'der'})
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, true, ['sign'])
  const {d: _, key_ops: __, ...jwk} = await webcrypto.subtle.exportKey('jwk', privateKey)
  const publicKey = await webcrypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=www.example.com',
    notBefore: new Date(Date.now() + from * DAY_MS),
    notAfter: new Date(Date.now() + to * DAY_MS),
    keys: {privateKey, publicKey},
    signingAlgorithm: algorithm,
  })
  return `${certificate.toString('pem')}\n`
}

const [ended, early] = await Promise.all([certificateFor(-30, -1), certificateFor(1, 30)])
const sealed = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'a passphrase of a test',
})
const short = generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey.export({type: 'pkcs8', format: 'pem'})
const [first = '', second = ''] = leaf.split(/(?<=-----END CERTIFICATE-----\n)/)

describe('the certificate and key that opsctl.yaml names', () => {
  it('are taken when the key is private and belongs to the first certificate', async () => {
    const {stack, warnings} = await loadWithFiles(await projectWith({'tls.pem': leaf, 'tls.key': key}))
    expect(stack.gateway.tls.mode).toBe('files')
    expect(warnings).toEqual([])
  })

  it.each([
    ['no file at all', {}, ['4:35 gateway.tls.certificate: can’t read tls.pem', '4:49 gateway.tls.key: can’t read']],
    ['no key', {'tls.pem': leaf}, ['4:49 gateway.tls.key: can’t read tls.key: ENOENT']],
    ['the key of another', {'tls.pem': leaf, 'tls.key': makeKey()}, ['is not the key of the first certificate']],
    ['an encrypted key', {'tls.pem': leaf, 'tls.key': String(sealed)}, ['is encrypted']],
    ['a short RSA key', {'tls.pem': leaf, 'tls.key': String(short)}, ['RSA with 1024 bits']],
    ['what is no key', {'tls.pem': leaf, 'tls.key': 'key'}, ['holds no PEM private key']],
    ['what is no certificate', {'tls.pem': key, 'tls.key': key}, ['holds no PEM certificate']],
    ['a chain in the wrong order', {'tls.pem': second + first, 'tls.key': key}, ['wrong order']],
    ['an expired certificate', {'tls.pem': ended, 'tls.key': key}, ['ended at']],
    ['one of the future', {'tls.pem': early, 'tls.key': key}, ['begins at']],
  ])('are refused at their place: %s', async (_, files, expected) => {
    const problems = await problemsOf(files)
    for (const words of expected) expect(problems.join('\n')).toContain(words)
  })

  it('are refused when other users can read the key', async () => {
    expect(await problemsOf({'tls.pem': leaf, 'tls.key': key}, 0o644)).toEqual([
      '4:49 gateway.tls.key: tls.key can be read by other users; run: chmod 600 tls.key',
    ])
  })

  it('only warn shortly before they end', async () => {
    const project = await projectWith({'tls.pem': await certificateFor(-1, 5), 'tls.key': key})
    const {warnings} = await loadWithFiles(project)
    expect(warnings.map(({path, message}) => `${path} ${message.en}`)).toEqual([
      expect.stringMatching(/^gateway\.tls\.certificate tls\.pem ends at .*less than 14 days$/),
    ])
  })

  it('stop a plan before a secret is made of them', async () => {
    await expect(planStack(await projectWith({'tls.pem': leaf, 'tls.key': makeKey()}))).rejects.toThrow(/problem/)
  })
})
