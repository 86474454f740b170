import {describe, expect, test} from 'vitest'
import {judgeStorage, probeStorage, type StorageFacts, toMiB} from '../../../src/checks/cluster/storage.js'
import {recorded, target} from './fixtures.js'

const wanted = [
  {claim: 'postgres-data-postgres-0', volume: 'postgres-data', sizeMiB: 10240},
  {claim: 'redis-data-redis-0', volume: 'redis-data', sizeMiB: 1024},
]
const standard = {name: 'standard', provisioner: 'ebs.csi.aws.com', isDefault: true, mode: 'WaitForFirstConsumer'}
const byHand = {name: 'local', provisioner: 'kubernetes.io/no-provisioner', isDefault: false, mode: 'Immediate'}
const none: StorageFacts = {classes: [], claims: [], free: []}
const judge = (facts: Partial<StorageFacts>, named?: string) => judgeStorage(target, wanted, named, {...none, ...facts})

describe('volumes', () => {
  test('come from the default class', () => {
    expect(judge({classes: [standard]})).toMatchObject({
      status: 'pass',
      detail: {en: '2 volumes from the storage class standard (ebs.csi.aws.com)'},
    })
  })

  test('can’t bind when no class is the default', () => {
    const verdict = judge({classes: [{...standard, isDefault: false}]})
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain('No storage class is the default')
    expect('fix' in verdict && verdict.fix.en).toContain('standard')
  })

  test('can’t bind when the class is not there, and the classes are named', () => {
    const verdict = judge({classes: [standard]}, 'fast')
    expect(verdict.detail.en).toContain('There is no storage class fast: redis-data (1024 MiB), postgres-data')
    expect('fix' in verdict && verdict.fix.en).toContain('one that is there: standard')
  })

  test('can’t bind when a class makes none and the free ones are too small', () => {
    const verdict = judge({classes: [byHand], free: [{name: 'pv1', storageClass: 'local', sizeMiB: 2048}]}, 'local')
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain('makes no volumes by itself, and of its 1 free ones none fits: postgres-data')
  })

  test('bind to free ones made by hand', () => {
    const free = [
      {name: 'pv1', storageClass: 'local', sizeMiB: 20480},
      {name: 'pv2', storageClass: 'local', sizeMiB: 1024},
    ]
    expect(judge({classes: [byHand], free}, 'local').status).toBe('pass')
  })

  test('are kept from an earlier start', () => {
    const claims = wanted.map(({claim}) => ({name: claim, phase: 'Bound', storageClass: 'gone'}))
    expect(judge({claims}).status).toBe('pass')
  })

  test('that wait say what the cluster says of them', () => {
    const claims = [
      {name: 'postgres-data-postgres-0', phase: 'Pending', storageClass: 'standard', why: 'quota exceeded'},
    ]
    expect(judge({classes: [{...standard, mode: 'Immediate'}], claims})).toMatchObject({
      status: 'warn',
      detail: {en: 'postgres-data-postgres-0 waits for a volume of standard: quota exceeded'},
    })
  })

  test('are gone', () => {
    const claims = [{name: 'redis-data-redis-0', phase: 'Lost', storageClass: 'standard'}]
    expect(judge({claims})).toMatchObject({status: 'fail'})
  })
})

test('the cluster is read as it says', async () => {
  const facts = await probeStorage(
    recorded([
      [
        '/apis/storage.k8s.io/v1/storageclasses',
        {
          items: [
            {
              metadata: {name: 'standard', annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}},
              provisioner: 'x',
            },
          ],
        },
      ],
      [
        '/api/v1/namespaces/shop/persistentvolumeclaims',
        {items: [{metadata: {name: 'a'}, spec: {storageClassName: 'standard'}, status: {phase: 'Pending'}}]},
      ],
      [
        '/api/v1/persistentvolumes',
        {
          items: [
            {metadata: {name: 'pv'}, spec: {capacity: {storage: '5Gi'}}, status: {phase: 'Available'}},
            {metadata: {name: 'used'}, spec: {capacity: {storage: '5Gi'}}, status: {phase: 'Bound'}},
          ],
        },
      ],
      [
        '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.kind%3DPersistentVolumeClaim',
        {items: [{metadata: {name: 'e'}, involvedObject: {name: 'a'}, message: 'no volume'}]},
      ],
    ]),
    target,
  )
  expect(facts).toEqual({
    classes: [{name: 'standard', provisioner: 'x', isDefault: true, mode: 'Immediate'}],
    claims: [{name: 'a', phase: 'Pending', storageClass: 'standard', why: 'no volume'}],
    free: [{name: 'pv', storageClass: '', sizeMiB: 5120}],
  })
})

test.each([
  ['10Gi', 10240],
  ['512Mi', 512],
  ['1Ti', 1048576],
  ['2097152', 2],
  ['1000000Ki', 976.5625],
  ['word', 0],
])('%s is %s MiB', (quantity, expected) => {
  expect(toMiB(quantity)).toBeCloseTo(expected, 3)
})
