import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

import {openClusterSecrets, ownsSecrets} from '../../src/actions/cluster-secrets.js'
import {rotateSecret} from '../../src/actions/secrets/rotate.js'
import {projectAt} from '../../src/project.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import type {Stack} from '../../src/spec/stack.js'
import {putFile} from '../../src/system/put-file.js'
import {redact} from '../../src/system/redact.js'
import {tempDir} from '../temp-dir.js'

const before = process.env.OPSCTL_KUBECTL
const target = {context: 'blue', namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'}
const source = (from: string) =>
  `version: 1\nproject: shop\ntarget: helm\nredis: {}\nkubernetes: {context: blue, secrets: {from: ${from}${from === 'external' ? ', store: vault' : ''}}}\n`
const stackOf = (from: string) => parseStack(source(from)).stack as Stack

/** A cluster with one Secret of one key. */
beforeEach(async () => {
  const path = join(await tempDir(), 'kubectl')
  const value = Buffer.from('correct horse battery\n').toString('base64')
  const script = `#!/bin/sh
case "$*" in
*redis-secrets*redis-app-password*) printf '%s' '${value}' ;;
esac
`
  await putFile(path, script, 0o755)
  process.env.OPSCTL_KUBECTL = path
})

afterEach(() => {
  if (before === undefined) delete process.env.OPSCTL_KUBECTL
  else process.env.OPSCTL_KUBECTL = before
})

describe('secrets that someone else keeps', () => {
  test('are told from those of opsctl', () => {
    expect(['opsctl', 'existing', 'external'].map((from) => ownsSecrets(stackOf(from)))).toEqual([true, false, false])
  })

  test('are read from the Secret of their component, and hidden', async () => {
    const read = openClusterSecrets(target, stackOf('existing'))
    expect(await read('redis-app-password')).toBe('correct horse battery')
    expect(redact('it is correct horse battery')).not.toContain('horse')
  })

  test('that are missing say which key of which Secret', async () => {
    const read = openClusterSecrets(target, stackOf('existing'))
    await expect(read('redis-admin-password')).rejects.toMatchObject({
      code: 'OPS_SECRET_MISSING',
      message: 'The Secret redis-secrets in shop has no key redis-admin-password',
    })
  })

  test('are not rotated by opsctl', async () => {
    const root = await tempDir()
    await putFile(join(root, 'opsctl.yaml'), source('existing'))
    const options = {timeoutS: 1, signal: new AbortController().signal}
    await expect(rotateSecret(projectAt(root), 'redis-app-password', options)).rejects.toMatchObject({
      code: 'OPS_SECRET_ELSEWHERE',
      exitCode: 2,
    })
  })
})
