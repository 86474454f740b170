import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {guardContext, looksLikeProduction} from '../../src/actions/guard-context.js'
import {askContextName} from '../../src/cli/confirm.js'
import {putFile} from '../../src/system/put-file.js'
import {tempDir} from '../temp-dir.js'

const before = process.env.OPSCTL_KUBECTL

beforeEach(() => clusterNamed('acme-test'))

afterEach(() => {
  if (before === undefined) delete process.env.OPSCTL_KUBECTL
  else process.env.OPSCTL_KUBECTL = before
})

/** A kubectl that names one cluster, whatever it is asked. */
async function clusterNamed(name: string): Promise<void> {
  const path = join(await tempDir(), 'kubectl')
  await putFile(path, `#!/bin/sh\nprintf '%s' '${name}'\n`, 0o755)
  process.env.OPSCTL_KUBECTL = path
}

const at = (context: string) => ({context, namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'})

test.each(['prod', 'eu-prod-1', 'PRD', 'shop.production', 'live_eu', 'gke_acme_prod1'])(
  '%s looks like production',
  (name) => {
    expect(looksLikeProduction(name)).toBe(true)
  },
)

test.each(['staging', 'product-catalog', 'olive', 'delivery', 'reproduction', 'minikube'])('%s does not', (name) => {
  expect(looksLikeProduction(name)).toBe(false)
})

describe('a context that looks like production', () => {
  test('goes on when it is named', async () => {
    await expect(guardContext(at('prod'), async () => 'prod')).resolves.toBeUndefined()
  })

  test.each(['', 'production'])('is refused when "%s" is given', async (given) => {
    await expect(guardContext(at('prod'), async () => given)).rejects.toMatchObject({
      code: 'OPS_CONTEXT_UNCONFIRMED',
      exitCode: 2,
    })
  })

  test('is refused when nobody can name it', async () => {
    await expect(guardContext(at('prod'))).rejects.toMatchObject({code: 'OPS_CONTEXT_UNCONFIRMED'})
  })

  test('may be so by its cluster', async () => {
    await clusterNamed('acme-live')
    await expect(guardContext(at('blue'))).rejects.toMatchObject({code: 'OPS_CONTEXT_UNCONFIRMED'})
    await clusterNamed('acme-test')
    await expect(guardContext(at('blue'))).resolves.toBeUndefined()
  })

  test('Compose has none', async () => {
    await expect(guardContext(undefined)).resolves.toBeUndefined()
  })
})

describe('the name', () => {
  const asked = {lang: 'en', canAsk: false} as const

  test('comes from the flag, with or without --yes', async () => {
    await expect(askContextName('prod', {...asked, yes: true, name: 'prod'})).resolves.toBe('prod')
    await expect(askContextName('prod', {...asked, yes: false, name: 'prod'})).resolves.toBe('prod')
  })

  test('is not meant by --yes alone', async () => {
    await expect(askContextName('prod', {...asked, yes: true, name: undefined})).resolves.toBe('')
  })

  test('can’t be asked for without a terminal, which the error says', async () => {
    await expect(askContextName('prod', {...asked, yes: false, name: undefined})).rejects.toMatchObject({
      code: 'OPS_CONTEXT_UNCONFIRMED',
      message: expect.stringContaining('--yes and --confirm-context prod'),
    })
  })
})
