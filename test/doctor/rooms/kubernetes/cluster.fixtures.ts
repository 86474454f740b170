import type {Fixtures} from '../../fixture.js'

const helm = {target: 'helm' as const}
const text = (en: string) => ({en, zh: `中文 ${en}`})
const ok = {status: 'pass', detail: text('kubectl 1.31')}
const api = {context: 'staging', tools: [ok, ok, ok], rights: ok}
const missing = {status: 'fail', detail: text('staging may not list pods (shop)'), fix: text('ask for the role admin')}
const pod = {
  pod: 'redis-0',
  service: 'redis',
  phase: 'Running',
  ready: true,
  createdAt: '2026-01-15T11:58:00Z',
  terminating: false,
  restarts: 0,
  oomKilled: false,
  waiting: '',
}
const pods = (own: object) => ({'kubernetes.pods': {pods: [{...pod, ...own}]}})
const release = {
  release: 'shop',
  namespace: 'shop',
  state: 'known',
  status: 'deployed',
  revision: 4,
  good: 4,
  sinceS: 1_768_470_000,
}
const container = {
  workload: 'StatefulSet/redis',
  container: 'redis',
  image: 'redis:8.0.6',
  pullPolicy: 'IfNotPresent',
  lacks: [],
}
const claim = {name: 'redis-data-redis-0', phase: 'Bound', storageClass: 'fast'}
const service = {name: 'redis', ready: 1, notReady: 0, replicas: 1}
const ingress = {name: 'shop', hosts: ['shop.test'], missingBackends: [], address: true}
const node = {name: 'n1', ready: true, cordoned: false, pressures: [], memoryMiB: 16_000, requestedMiB: 6000}
const scaler = {name: 'web', replicas: 2, max: 6, seesMetrics: true, message: ''}
const withIngress = {...helm, kubernetes: {ingress: {hosts: ['shop.test']}}}
const scaling = {...helm, apps: {web: {build: '.', autoscale: {max: 6}}}}

export const fixtures: Fixtures = {
  'k8s.api': [
    {when: 'all is there', facts: {'kubernetes.api': api}, stack: helm, expect: 'pass', says: /staging/},
    {
      when: 'versions are far apart',
      facts: {'kubernetes.api': {...api, tools: [{...missing, status: 'warn'}]}},
      stack: helm,
      expect: 'warn',
    },
    {
      when: 'a right is missing',
      facts: {'kubernetes.api': {...api, rights: missing}},
      stack: helm,
      expect: 'fail',
      says: /may not list pods/,
    },
  ],
  'k8s.release': [
    {when: 'it is deployed', facts: {'kubernetes.release': release}, stack: helm, expect: 'pass'},
    {
      when: 'it is not there yet',
      facts: {'kubernetes.release': {...release, state: 'none'}},
      stack: helm,
      expect: 'info',
    },
    {
      when: 'somebody upgrades',
      facts: {'kubernetes.release': {...release, status: 'pending-upgrade', sinceS: 1_768_478_350}},
      stack: helm,
      expect: 'warn',
      says: /somebody may be at work/,
    },
    {
      when: 'an upgrade was cut short',
      facts: {'kubernetes.release': {...release, status: 'pending-upgrade', revision: 5}},
      stack: helm,
      expect: 'fail',
      says: /revision 5 of shop is pending-upgrade/,
    },
    {
      when: 'Secrets may not be listed',
      facts: {'kubernetes.release': {...release, state: 'unknown'}},
      stack: helm,
      expect: 'unknown',
    },
  ],
  'k8s.pods': [
    {when: 'all are ready', facts: pods({}), stack: helm, expect: 'pass'},
    {
      when: 'one begins',
      facts: pods({ready: false, phase: 'Pending', waiting: 'ContainerCreating'}),
      stack: helm,
      expect: 'warn',
      says: /ContainerCreating/,
    },
    {
      when: 'one crashes',
      facts: pods({
        ready: false,
        waiting: 'CrashLoopBackOff',
        cause: text('it ended with 3'),
        fix: text('opsctl logs redis'),
      }),
      stack: helm,
      expect: 'fail',
      says: /redis-0: it ended with 3/,
      instance: 'redis',
    },
    {
      when: 'one waits for an hour',
      facts: pods({ready: false, phase: 'Pending', createdAt: '2026-01-15T11:00:00Z'}),
      stack: helm,
      expect: 'fail',
    },
  ],
  'k8s.restarts': [
    {when: 'none was', facts: pods({}), stack: helm, expect: 'pass'},
    {when: 'one was four times', facts: pods({restarts: 4}), stack: helm, expect: 'warn', says: /4 times/},
    {
      when: 'memory was too little',
      facts: pods({restarts: 1, oomKilled: true}),
      stack: helm,
      expect: 'fail',
      says: /want of memory/,
    },
  ],
  'k8s.resources': [
    {when: 'all state them', facts: {'kubernetes.workloads': {containers: [container]}}, stack: helm, expect: 'pass'},
    {
      when: 'one has no limit',
      facts: {
        'kubernetes.workloads': {containers: [{...container, lacks: ['resources.limits.memory', 'readinessProbe']}]},
      },
      stack: helm,
      expect: 'warn',
      says: /lacks resources\.limits\.memory$/,
    },
  ],
  'k8s.storage': [
    {when: 'all are bound', facts: {'kubernetes.storage': {claims: [claim]}}, stack: helm, expect: 'pass'},
    {
      when: 'no class is the default',
      facts: {
        'kubernetes.storage': {
          claims: [{...claim, phase: 'Pending', storageClass: ''}],
          classes: [{name: 'fast', isDefault: false}],
        },
      },
      stack: helm,
      expect: 'fail',
      says: /is Pending: no default storage class/,
    },
  ],
  'k8s.services': [
    {when: 'each leads somewhere', facts: {'kubernetes.services': {services: [service]}}, stack: helm, expect: 'pass'},
    {
      when: 'one of three is ready',
      facts: {'kubernetes.services': {services: [{...service, name: 'web', replicas: 3, notReady: 2}]}},
      stack: helm,
      expect: 'warn',
      says: /1 of 3 pods/,
    },
    {
      when: 'one selects nothing',
      facts: {'kubernetes.services': {services: [{...service, ready: 0}]}},
      stack: helm,
      expect: 'fail',
      says: /selects no pod/,
    },
  ],
  'k8s.ingress': [
    {
      when: 'it is complete',
      facts: {'kubernetes.ingress': {wanted: true, names: [ok], ingresses: [ingress]}},
      stack: withIngress,
      expect: 'pass',
      says: /shop\.test/,
    },
    {
      when: 'no controller took it',
      facts: {'kubernetes.ingress': {wanted: true, names: [ok], ingresses: [{...ingress, address: false}]}},
      stack: withIngress,
      expect: 'warn',
    },
    {
      when: 'its class is not there',
      facts: {'kubernetes.ingress': {wanted: true, names: [missing], ingresses: []}},
      stack: withIngress,
      expect: 'fail',
    },
    {
      when: 'its Service is not there',
      facts: {
        'kubernetes.ingress': {wanted: true, names: [ok], ingresses: [{...ingress, missingBackends: ['gateway']}]},
      },
      stack: withIngress,
      expect: 'fail',
      says: /Service gateway/,
    },
    {when: 'none is asked for', facts: {}, stack: helm, expect: 'skip'},
  ],
  'k8s.nodes': [
    {when: 'they have room', facts: {'kubernetes.nodes': {nodes: [node]}}, stack: helm, expect: 'pass'},
    {
      when: 'one is nearly full',
      facts: {'kubernetes.nodes': {nodes: [{...node, requestedMiB: 14_000}]}},
      stack: helm,
      expect: 'warn',
      says: /88 % of the memory of node n1/,
    },
    {
      when: 'one is short of memory',
      facts: {'kubernetes.nodes': {nodes: [{...node, pressures: ['MemoryPressure']}]}},
      stack: helm,
      expect: 'warn',
      says: /MemoryPressure/,
    },
    {
      when: 'one is not ready',
      facts: {'kubernetes.nodes': {nodes: [{...node, ready: false}]}},
      stack: helm,
      expect: 'fail',
    },
  ],
  'k8s.hpa': [
    {when: 'it sees the load', facts: {'kubernetes.scalers': {scalers: [scaler]}}, stack: scaling, expect: 'pass'},
    {
      when: 'it is at its end',
      facts: {'kubernetes.scalers': {scalers: [{...scaler, replicas: 6}]}},
      stack: scaling,
      expect: 'warn',
      says: /all 6 pods/,
    },
    {
      when: 'there is no metrics-server',
      facts: {
        'kubernetes.scalers': {
          scalers: [{...scaler, seesMetrics: false, message: 'unable to get metrics for resource cpu'}],
        },
      },
      stack: scaling,
      expect: 'fail',
      says: /unable to get metrics/,
    },
  ],
  'k8s.secrets': [
    {
      when: 'all are there',
      facts: {'kubernetes.secrets': {referenced: 3, missing: [], plain: []}},
      stack: helm,
      expect: 'pass',
    },
    {
      when: 'one stands in values',
      facts: {'kubernetes.secrets': {referenced: 3, missing: [], plain: ['web.env.JWT_SECRET']}},
      stack: helm,
      expect: 'warn',
      says: /web\.env\.JWT_SECRET in clear/,
    },
    {
      when: 'one is not there',
      facts: {'kubernetes.secrets': {referenced: 3, missing: [{secret: 'shop/web-secrets', by: 'web-1'}], plain: []}},
      stack: helm,
      expect: 'fail',
      says: /web-1 names the Secret shop\/web-secrets/,
    },
  ],
  'k8s.image-pull': [
    {
      when: 'all came',
      facts: {...pods({}), 'kubernetes.workloads': {containers: [container]}},
      stack: helm,
      expect: 'pass',
    },
    {
      when: 'a tag moves',
      facts: {...pods({}), 'kubernetes.workloads': {containers: [{...container, image: 'shop/web:latest'}]}},
      stack: helm,
      expect: 'warn',
      says: /a tag that moves/,
    },
    {
      when: 'one did not come',
      facts: {...pods({ready: false, waiting: 'ImagePullBackOff'}), 'kubernetes.workloads': {containers: [container]}},
      stack: helm,
      expect: 'fail',
      says: /ImagePullBackOff/,
    },
  ],
}
