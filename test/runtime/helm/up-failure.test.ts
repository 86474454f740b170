import {describe, expect, test} from 'vitest'

import {refusalCause, refusedObject} from '../../../src/runtime/helm/refusals.js'
import {type UpFailureFacts, upFailure} from '../../../src/runtime/helm/up-failure.js'

const target = {context: 'c', namespace: 'shop', agentsNamespace: 'shop-agents', release: 'shop'}
const revision = (number: number, status: string) => ({revision: number, status, updated: '', description: ''})
const facts = (over: Partial<UpFailureFacts>): UpFailureFacts => ({
  target,
  printed: '',
  timeoutS: 60,
  causes: [],
  waiting: [],
  before: [revision(1, 'deployed')],
  after: [revision(2, 'failed'), revision(3, 'deployed')],
  ...over,
})

describe('what the API server refuses', () => {
  test.each([
    [
      'exceeded quota: tight, requested: pods=1, used: pods=3, limited: pods=3',
      'the quota tight of the namespace is used up',
    ],
    ['failed quota: q: must specify limits.cpu for: web', 'the quota q wants every pod to state limits.cpu for: web'],
    [
      'admission webhook "policy.example.com" denied the request: no latest tag',
      'policy policy.example.com refuses it: no latest tag',
    ],
    ["ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many", 'policy p refuses it: too many'],
    [
      'pods "a" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
      'a LimitRange of the namespace refuses',
    ],
    ['pods "a" is forbidden: no PriorityClass with name high was found', 'the cluster has no PriorityClass high'],
    [
      'User "ann" cannot create resource "services" in API group "" in the namespace "shop"',
      'may not create services in namespace shop',
    ],
    [
      'unable to create new content in namespace shop because it is being terminated',
      'namespace shop is being deleted',
    ],
    [
      'StatefulSet.apps "db" is invalid: spec: Forbidden: updates to statefulset spec',
      'finds StatefulSet/db invalid: spec: Forbidden',
    ],
  ])('%s', (message, words) => {
    expect(refusalCause(`Error: UPGRADE FAILED: ${message}`)?.cause.en).toContain(words)
  })

  test('what is not known for certain is not explained; the object is found in Helm’s words', () => {
    expect(refusalCause('context deadline exceeded')).toBeUndefined()
    expect(refusedObject('cannot patch "db" with kind StatefulSet: StatefulSet.apps "db" is invalid')).toBe(
      'StatefulSet/db',
    )
    expect(refusedObject('failed to create resource: Service "web" is invalid: spec')).toBe('Service/web')
    expect(refusedObject('timed out')).toBeUndefined()
  })
})

describe('a failed upgrade', () => {
  const image = {
    object: 'Pod/web-1',
    service: 'web',
    isFinal: true,
    cause: {en: 'no image', zh: '无镜像'},
    fix: {en: 'fix the image', zh: '修正镜像'},
  }

  test('names each cause, the ways out, and that the former revision runs', () => {
    const error = upFailure(facts({causes: [image, {...image, object: 'Pod/web-2'}]}))
    expect([error.code, error.kind]).toEqual(['OPS_UP_FAILED', 'external'])
    expect(error.text.en).toBe(
      'The stack did not come up: Pod/web-1: no image. Helm went back: what ran before (revision 1) runs.',
    )
    expect(error.problems.map(({file}) => file)).toEqual(['Pod/web-1', 'Pod/web-2'])
    expect(error.ways.map(({en}) => en)).toEqual(['fix the image', 'opsctl up'])
  })

  test('a mere time-out names who is not ready; a first install leaves nothing', () => {
    const error = upFailure(
      facts({printed: 'Error: context deadline exceeded', waiting: ['redis'], before: [], after: []}),
    )
    expect(error.text.en).toMatch(
      /did not come up within 60 s; not ready: redis\. It was the first install: what it made was removed/,
    )
  })

  test('Helm’s own refusals: another helm, somebody else’s object, a field of somebody else, a failed job', () => {
    const first = (printed: string) => upFailure(facts({printed})).problems[0]
    expect(
      first('Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress')?.message.en,
    ).toContain('another helm')
    const owned =
      'Error: Unable to continue with install: Service "web" in namespace "shop" exists and cannot be imported into the current release'
    expect(first(owned)).toMatchObject({
      file: 'Service/web',
      message: {en: expect.stringContaining('belongs to something else')},
    })
    const conflict =
      'conflict occurred while applying object shop/web apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas'
    expect(first(conflict)).toMatchObject({
      file: 'Deployment/web',
      message: {en: 'kubectl has set fields that opsctl.yaml sets too: .spec.replicas'},
    })
    expect(
      first(
        'Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred: job web-migrate failed: BackoffLimitExceeded',
      )?.message.en,
    ).toContain('a job that must succeed')
  })

  test('a release that is left in the middle comes with the command that frees it', () => {
    const error = upFailure(facts({after: [revision(1, 'deployed'), revision(2, 'pending-rollback')], causes: [image]}))
    expect(error.ways.map(({en}) => en).join('\n')).toContain('helm rollback shop 1')
  })
})
