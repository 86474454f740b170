import {describe, expect, test} from 'vitest'

import type {ServiceValues} from '../../../src/render/helm/chart-values.js'
import {findHelmRisks, type HelmRiskFacts, pendingRevision} from '../../../src/runtime/helm/helm-risks.js'
import type {KubeObject} from '../../../src/runtime/helm/kube-object.js'
import {type HelmPlanFacts, planHelm} from '../../../src/runtime/helm/plan-helm.js'

const NAMESPACE = 'shop'

function workload(name: string, kind = 'Deployment', more: Record<string, unknown> = {}): KubeObject {
  const {
    annotations = {},
    sidecar,
    image = 'i:1',
    ...spec
  } = more as {
    annotations?: object
    sidecar?: object
    image?: string
  }
  const initContainers = sidecar ? [{restartPolicy: 'Always', ...sidecar}] : []
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {name, namespace: NAMESPACE, labels: {'app.kubernetes.io/name': name}},
    spec: {
      replicas: 1,
      template: {metadata: {annotations}, spec: {containers: [{name, image}], initContainers}},
      ...spec,
    },
  }
}

function other(kind: string, name: string, owner: string, body: Record<string, unknown>): KubeObject {
  const labels = {'app.kubernetes.io/name': owner}
  return {apiVersion: 'v1', kind, metadata: {name, namespace: NAMESPACE, labels}, ...body}
}

const service = (more: object = {}) =>
  ({secrets: [], secretEnv: {}, config: [], volumes: [], ...more}) as unknown as ServiceValues

const config = (name: string, reload: boolean) => ({
  name,
  to: '/etc',
  reload,
  items: [{file: `${name}/config/main.yml`, key: 'main.yml', path: 'main.yml'}],
})

function facts(over: Partial<HelmPlanFacts> & Pick<HelmPlanFacts, 'next'>): HelmPlanFacts {
  return {
    release: 'shop',
    namespace: NAMESPACE,
    last: over.next,
    live: over.next,
    services: {
      web: service(),
      redis: service({secrets: ['redis-password']}),
      mon: service({config: [config('mon', true)]}),
    },
    secrets: {},
    appliedSecrets: {},
    ...over,
  }
}

const byService = (given: HelmPlanFacts) =>
  Object.fromEntries(planHelm(given).map(({service: name, action, because}) => [name, [action, ...because]]))

describe('what an upgrade does to each service', () => {
  test('nothing is there yet: everything is created; the same again: nothing changes', () => {
    const next = [workload('web'), other('NetworkPolicy', 'default-deny', 'default-deny', {spec: {}})]
    expect(byService(facts({next, last: [], live: []}))).toEqual({web: ['create'], shop: ['create']})
    expect(byService(facts({next}))).toEqual({web: ['unchanged']})
  })

  test('an image, a count, a Service: new pods, more pods, and no pod at all', () => {
    const last = [workload('web'), workload('redis'), other('Service', 'mon', 'mon', {spec: {type: 'ClusterIP'}})]
    const next = [
      workload('web', 'Deployment', {image: 'i:2'}),
      workload('redis', 'Deployment', {replicas: 3}),
      other('Service', 'mon', 'mon', {spec: {type: 'NodePort'}}),
    ]
    expect(byService(facts({next, last, live: last}))).toEqual({
      web: ['recreate', 'image'],
      redis: ['create', 'replicas'],
      mon: ['update', 'Service/mon spec.type'],
    })
  })

  test('a file that the server reads again by itself reloads; one that needs a new pod is named by its path', () => {
    const map = (text: string) => other('ConfigMap', 'mon', 'mon', {data: {'main.yml': text}})
    const pod = (hash: string) => workload('mon', 'StatefulSet', {annotations: {'opsctl/config-sha256': hash}})
    const last = [map('a'), pod('1')]
    expect(byService(facts({next: [map('b'), pod('1')], last, live: last}))).toEqual({
      mon: ['reload', 'deploy/mon/config/main.yml'],
    })
    const services = {mon: service({config: [config('mon', false)]})}
    expect(byService(facts({next: [map('b'), pod('2')], last, live: last, services}))).toEqual({
      mon: ['recreate', 'deploy/mon/config/main.yml'],
    })
  })

  test('a changed secret is named; of one that nobody noted it is said that some changed', () => {
    const pod = (digest: string) => workload('redis', 'StatefulSet', {annotations: {'opsctl/secrets-sha256': digest}})
    const states = {next: [pod('2')], last: [pod('1')], live: [pod('1')]}
    const named = {secrets: {'redis-password': 'new'}, appliedSecrets: {'redis-password': 'old'}}
    expect(byService(facts({...states, ...named}))).toEqual({redis: ['recreate', 'secret redis-password']})
    expect(byService(facts({...states, secrets: {a: '1'}}))).toEqual({redis: ['recreate', 'secrets']})
  })

  test('a sidecar goes with its pod, and says what of it changed', () => {
    const services = {web: service(), meter: service({sidecarOf: 'web'})}
    const pod = (image: string) => workload('web', 'Deployment', {sidecar: {name: 'meter', image}})
    const states = {next: [pod('m:2')], last: [pod('m:1')], live: [pod('m:1')], services}
    expect(byService(facts(states))).toEqual({web: ['recreate', 'meter: image'], meter: ['recreate', 'image']})
    const next = [workload('web', 'Deployment', {image: 'i:2', sidecar: {name: 'meter', image: 'm:1'}})]
    expect(byService(facts({...states, next})).meter).toEqual(['recreate', 'pod of web'])
  })

  test('what left the stack is removed', () => {
    const last = [workload('web'), workload('gone'), other('Service', 'gone', 'gone', {spec: {}})]
    expect(byService(facts({next: [workload('web')], last, live: last}))).toEqual({
      web: ['unchanged'],
      gone: ['remove'],
    })
  })
})

describe('what an upgrade would endanger', () => {
  const target = {context: 'c', namespace: NAMESPACE, agentsNamespace: 'shop-agents', release: 'shop'}
  const risksOf = (over: Partial<HelmRiskFacts> & Pick<HelmRiskFacts, 'next'>) =>
    findHelmRisks({
      ...facts(over),
      target,
      history: [],
      claims: [],
      versions: {before: {}, now: {}},
      ...over,
    }).map(({stops, what, fix}) => [stops, what.en, fix.en])
  const revision = (number: number, status: string) => ({
    revision: number,
    status,
    updated: '2026-01-01T10:00:00.123Z',
    description: '',
  })

  test('a release that is stuck stops, and the way out is a command', () => {
    const history = [revision(1, 'superseded'), revision(2, 'deployed'), revision(3, 'pending-upgrade')]
    const [[stops, what, fix] = []] = risksOf({next: [], history})
    expect([stops, what]).toEqual([
      true,
      expect.stringContaining('revision 3 has been pending-upgrade since 2026-01-01T10:00:00Z'),
    ])
    expect(fix).toContain('helm rollback shop 2 --namespace shop --kube-context c')
    const [[, , first] = []] = risksOf({next: [], history: [revision(1, 'pending-install')]})
    expect(first).toContain('helm uninstall shop --namespace shop --kube-context c')
    expect(pendingRevision([revision(1, 'deployed')])).toBeUndefined()
  })

  test('fields of a StatefulSet that never change stop; its pod and its count do not', () => {
    const set = (more: object) => workload('db', 'StatefulSet', {serviceName: 'db', ...more})
    const live = [set({})]
    const stopped = risksOf({next: [set({serviceName: 'other'})], live, last: live})
    expect(stopped).toEqual([
      [
        true,
        expect.stringContaining('StatefulSet/db would change serviceName'),
        expect.stringContaining('--cascade=orphan'),
      ],
    ])
    expect(risksOf({next: [set({replicas: 2, image: 'i:2'})], live, last: live})).toEqual([])
  })

  test('a version that can’t read the data stops; volumes left behind and too small ones are told', () => {
    const claim = (name: string) =>
      other('PersistentVolumeClaim', name, 'db', {spec: {}, status: {capacity: {storage: '1Gi'}}}) as never
    const templates = [{metadata: {name: 'db-data'}}]
    const next = [workload('db', 'StatefulSet', {volumeClaimTemplates: templates})]
    const told = risksOf({
      next,
      claims: [claim('db-data-db-0'), claim('old-data-old-0')],
      services: {db: service({volumes: [{name: 'db-data', to: '/d', sizeMiB: 2048, readOnly: false}]})},
      versions: {before: {postgres: '17', redis: '7'}, now: {postgres: '18', redis: '8'}},
    })
    expect(told.map(([stops]) => stops)).toEqual([true, false, false, false])
    expect(told.map(([, what]) => what).join('\n')).toMatch(
      /postgres would change[\s\S]*redis goes from[\s\S]*old-data-old-0[\s\S]*db-data-db-0 has 1Gi/,
    )
  })
})
