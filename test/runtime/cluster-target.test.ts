import {homedir} from 'node:os'
import {join} from 'node:path'

import {expect, test} from 'vitest'

import type {Stack} from '../../src/components/component.js'
import {projectAt} from '../../src/project.js'
import {resolveClusterTarget} from '../../src/runtime/cluster-target.js'

const project = projectAt('/srv/shop')
const stackWith = (kubernetes: object, name = 'shop') => ({project: name, kubernetes}) as unknown as Stack

test('the context is named by the flag or by opsctl.yaml, and never guessed', () => {
  const stack = stackWith({context: 'prod'})
  expect(resolveClusterTarget(project, stack, {env: {}})).toEqual({
    kubeconfig: join(homedir(), '.kube/config'),
    context: 'prod',
    namespace: 'shop',
    agentsNamespace: 'shop-agents',
    release: 'shop',
  })
  expect(resolveClusterTarget(project, stack, {context: 'dev', env: {}}).context).toBe('dev')
  expect(() => resolveClusterTarget(project, stackWith({}), {env: {}})).toThrowError(/No Kubernetes context is named/)
})

test('the kubeconfig is that of opsctl.yaml, of KUBECONFIG, or the usual one; several files stay with kubectl', () => {
  const kubeconfig = (kubernetes: object, env: Record<string, string> = {}) =>
    resolveClusterTarget(project, stackWith({context: 'c', ...kubernetes}), {env}).kubeconfig
  expect(kubeconfig({kubeconfig: 'conf/kube'}, {KUBECONFIG: '/a'})).toBe('/srv/shop/conf/kube')
  expect(kubeconfig({kubeconfig: '~/kube'})).toBe(join(homedir(), 'kube'))
  expect(kubeconfig({}, {KUBECONFIG: '/a'})).toBe('/a')
  expect(kubeconfig({}, {KUBECONFIG: '/a:/b'})).toBeUndefined()
})

test('namespaces may be named, and names of projects become names of objects', () => {
  const named = {context: 'c', namespace: 'team', agentsNamespace: 'watch'}
  expect(resolveClusterTarget(project, stackWith(named), {env: {}})).toMatchObject({
    namespace: 'team',
    agentsNamespace: 'watch',
  })
  expect(resolveClusterTarget(project, stackWith({context: 'c'}, 'my_shop'), {env: {}})).toMatchObject({
    release: 'my-shop',
    namespace: 'my-shop',
  })
})
