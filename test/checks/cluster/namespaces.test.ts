import {describe, expect, test} from 'vitest'
import {judgeNamespace, judgeRelease, probeNamespace, probeRelease} from '../../../src/checks/cluster/namespaces.js'
import {forbidden, recorded, target} from './fixtures.js'

describe('a namespace', () => {
  test('that is being removed says what it waits for, and how to wait', async () => {
    const ask = recorded([
      [
        '/api/v1/namespaces/shop',
        {
          metadata: {name: 'shop'},
          status: {
            phase: 'Terminating',
            conditions: [
              {type: 'NamespaceDeletionDiscoveryFailure', status: 'False', message: 'All resources discovered'},
              {
                type: 'NamespaceFinalizersRemaining',
                status: 'True',
                message: 'Some content has finalizers remaining: example.com/keep in 1 resource instances',
              },
            ],
          },
        },
      ],
    ])
    const verdict = judgeNamespace(target, await probeNamespace(ask, 'shop'))
    expect(verdict).toMatchObject({
      status: 'fail',
      detail: {
        en: 'Namespace shop is being removed and takes nothing new. It waits for: Some content has finalizers remaining: example.com/keep in 1 resource instances',
      },
    })
    expect('fix' in verdict && verdict.fix.en).toContain('wait --for=delete namespace/shop')
  })

  test('that is not there will be made', async () => {
    expect(judgeNamespace(target, await probeNamespace(recorded([]), 'shop'))).toMatchObject({
      status: 'pass',
      detail: {en: 'shop will be made'},
    })
  })

  test('that may not be looked at is no verdict', async () => {
    const facts = await probeNamespace(recorded([['/api/v1/namespaces/shop', forbidden]]), 'shop')
    expect(judgeNamespace(target, facts).status).toBe('skip')
  })
})

describe('a release', () => {
  const row = (version: number, status: string) =>
    `sh.helm.release.v1.shop.v${version}   helm.sh/release.v1   1     5m    modifiedAt=1000,name=shop,owner=helm,status=${status},version=${version}\n`
  const judged = async (rows: string) =>
    judgeRelease(target, await probeRelease(recorded([['get secrets', rows]]), target), 1000 + 600)

  test('that is not there will be installed', async () => {
    expect((await judged('')).status).toBe('pass')
  })

  test('that is deployed takes a new revision', async () => {
    expect((await judged(row(1, 'superseded') + row(2, 'deployed'))).status).toBe('pass')
  })

  test('that is stuck in an upgrade goes back to the last good revision', async () => {
    const verdict = await judged(row(9, 'superseded') + row(10, 'deployed') + row(11, 'pending-upgrade'))
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain('revision 11 is pending-upgrade since 10 min')
    expect('fix' in verdict && verdict.fix.en).toContain(
      'helm --kube-context staging --kubeconfig /home/ann/.kube/config --namespace shop rollback shop 10 --wait',
    )
  })

  test('that is stuck in its first installation is removed', async () => {
    const verdict = await judged(row(1, 'pending-install'))
    expect('fix' in verdict && verdict.fix.en).toContain('--namespace shop uninstall shop')
    expect('fix' in verdict && verdict.fix.zh).toContain('uninstall shop')
  })
})
