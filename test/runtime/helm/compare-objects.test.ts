import {describe, expect, test} from 'vitest'

import {compareObjects} from '../../../src/runtime/helm/compare-objects.js'
import type {KubeObject} from '../../../src/runtime/helm/kube-object.js'
import {parseQuantity} from '../../../src/runtime/helm/quantity.js'

const container = {
  name: 'web',
  image: 'web:1',
  args: ['--port', '80'],
  env: [
    {name: 'PORT', value: '80'},
    {name: 'MODE', value: 'a'},
  ],
  resources: {limits: {memory: '1024Mi', cpu: '0.5'}},
  volumeMounts: [{name: 'config', mountPath: '/etc/web', readOnly: false}],
}
type Container = Record<string, unknown>

function deployment(edit: Container = {}, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'web', labels: {app: 'web', 'helm.sh/chart': 'opsctl-1'}},
    spec: {replicas: 2, template: {spec: {hostPID: false, containers: [{...container, ...edit}]}}, ...spec},
  }
}

/** As the API server answers: defaults filled in, empty things left out, amounts in its own spelling. */
function live(edit: Container = {}, spec: Record<string, unknown> = {}): KubeObject {
  const filled = {
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    resources: {limits: {memory: '1Gi', cpu: '500m'}},
    volumeMounts: [{name: 'config', mountPath: '/etc/web'}],
  }
  const object = deployment({...filled, ...edit}, {progressDeadlineSeconds: 600, ...spec}) as unknown as {
    spec: {template: {spec: Record<string, unknown>}}
  }
  const {hostPID: _, ...rest} = object.spec.template.spec
  object.spec.template.spec = {...rest, dnsPolicy: 'ClusterFirst'}
  return object as unknown as KubeObject
}

const dotted = (paths: readonly (readonly string[])[]) => paths.map((path) => path.join('.'))

describe('a manifest against the cluster', () => {
  test('defaults of the server, other spellings of amounts and the chart’s own labels are no difference', () => {
    const next = {...deployment(), metadata: {name: 'web', labels: {app: 'web', 'helm.sh/chart': 'opsctl-2'}}}
    expect(compareObjects({next, live: live(), last: deployment()})).toEqual({changed: [], byHand: [], added: []})
  })

  test('what the next manifest changes is named by its key, and is nobody’s doing by hand', () => {
    const env = [
      {name: 'MODE', value: 'b'},
      {name: 'PORT', value: '80'},
    ]
    const {changed, byHand} = compareObjects({
      next: deployment({env, image: 'web:2', args: ['--port', '81']}),
      live: live(),
      last: deployment(),
    })
    const at = 'spec.template.spec.containers.[web]'
    expect(dotted(changed).toSorted()).toEqual([`${at}.args`, `${at}.env.[MODE].value`, `${at}.image`])
    expect(byHand).toEqual([])
  })

  test('what somebody changed in the cluster is told apart, also where the next manifest changes something else', () => {
    const {changed, byHand} = compareObjects({
      next: deployment({image: 'web:2'}),
      live: live({}, {replicas: 5}),
      last: deployment(),
    })
    expect(dotted(changed)).toEqual(['spec.replicas', 'spec.template.spec.containers.[web].image'])
    expect(dotted(byHand)).toEqual(['spec.replicas'])
  })

  test('what is no longer stated counts as long as the cluster has it', () => {
    const next = deployment({env: [{name: 'PORT', value: '80'}]})
    const states = {next, last: deployment()}
    expect(dotted(compareObjects({...states, live: live()}).changed)).toEqual([
      'spec.template.spec.containers.[web].env.[MODE]',
    ])
    expect(compareObjects({...states, live: live()}).byHand).toEqual([])
    expect(compareObjects({...states, live: live({env: [{name: 'PORT', value: '80'}]})}).changed).toEqual([])
  })

  test('what somebody added to the pod is named, but is no change: an upgrade leaves it', () => {
    const more = {env: [...container.env, {name: 'DEBUG', value: '1'}]}
    const {changed, added} = compareObjects({next: deployment(), live: live(more), last: deployment()})
    expect([changed, dotted(added)]).toEqual([[], ['spec.template.spec.containers.[web].env.[DEBUG]']])
  })

  test('of a Secret only the labels count, and modes are octal', () => {
    const secret = (value: string) => ({apiVersion: 'v1', kind: 'Secret', metadata: {name: 's'}, data: {a: value}})
    expect(compareObjects({next: secret('x'), live: secret('y')}).changed).toEqual([])
    const mode = (defaultMode: unknown) =>
      deployment({}, {template: {spec: {volumes: [{name: 'v', secret: {defaultMode}}]}}})
    expect(compareObjects({next: mode(444), live: mode(0o444)}).changed).toEqual([])
    expect(compareObjects({next: mode('0400'), live: mode(0o444)}).changed).toHaveLength(1)
  })
})

test('amounts', () => {
  expect(['1Gi', '1024Mi', '0.5', '500m', '1e3', 'x', 2].map(parseQuantity)).toEqual([
    1024 ** 3,
    1024 ** 3,
    0.5,
    0.5,
    undefined,
    undefined,
    2,
  ])
})
