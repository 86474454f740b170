import {expect, test} from 'vitest'
import type {Ask} from '../../../src/checks/cluster/ask.js'
import {checkRights, judgeRights, neededRights} from '../../../src/checks/cluster/rights.js'
import {parseStack} from '../../../src/spec/parse-stack.js'
import type {Stack} from '../../../src/spec/stack.js'
import {target} from './fixtures.js'

const stack = parseStack('version: 1\nproject: shop\ntarget: helm\npostgres: {}\n').stack as Stack
const place = {target, namespaces: ['shop'], missing: []}

interface Review {
  readonly spec: {readonly resourceAttributes: Readonly<Record<string, string>>}
}

/** A cluster that answers each review as a function says. */
function reviewer(allows: (asked: Readonly<Record<string, string>>) => boolean): Ask {
  return async (_argv, stdin) => {
    const {items} = JSON.parse(stdin ?? '{}') as {readonly items: readonly Review[]}
    const stdout = items.map(({spec}) => `${allows(spec.resourceAttributes)}\n`).join('')
    return {exitCode: 0, stdout, stderr: ''}
  }
}

test('an administrator is asked once', async () => {
  let times = 0
  const ask = reviewer(() => true)
  const {verdict} = await checkRights(
    (argv, stdin) => {
      times += 1
      return ask(argv, stdin)
    },
    stack,
    place,
  )
  expect(verdict.status).toBe('pass')
  expect(times).toBe(1)
})

test('each missing verb is named with its resource and namespace, and what to run', async () => {
  const ask = reviewer(({verb, resource, subresource}) => {
    if (verb === '*') return false
    return !(resource === 'statefulsets' && ['create', 'patch'].includes(verb ?? '')) && subresource !== 'exec'
  })
  const {verdict, facts} = await checkRights(ask, stack, place)
  expect(verdict.status).toBe('fail')
  expect(verdict.detail.en).toBe(
    'You may not, in staging: create pods/exec (shop); create, patch statefulsets.apps (shop)',
  )
  expect('fix' in verdict && verdict.fix.en).toContain(
    'kubectl --context staging --kubeconfig /home/ann/.kube/config -n shop create rolebinding opsctl-shop --clusterrole=admin --user=NAME',
  )
  expect(facts.missing).toHaveLength(3)
})

test('a namespace that is not there must be one that may be made', async () => {
  const ask = reviewer(({verb, resource}) => verb !== '*' && resource !== 'namespaces')
  const {verdict} = await checkRights(ask, stack, {...place, missing: ['shop']})
  expect(verdict.detail.en).toContain('create namespaces')
  expect('fix' in verdict && verdict.fix.en).toContain('kubectl create namespace')
})

test('a cluster that does not answer the reviews is no verdict', async () => {
  const ask: Ask = async () => ({exitCode: 1, stdout: '', stderr: 'error: the server could not find the resource'})
  expect((await checkRights(ask, stack, place)).verdict.status).toBe('skip')
})

test('what only some stacks have is asked only for them', () => {
  const kinds = (more: string) => {
    const {stack: other} = parseStack(`version: 1\nproject: shop\ntarget: helm\npostgres: {}\n${more}`)
    return new Set(neededRights(other as Stack, place).map(({resource}) => resource))
  }
  expect(kinds('')).toContain('networkpolicies.networking.k8s.io')
  expect(kinds('')).not.toContain('ingresses.networking.k8s.io')
})

test('nothing missing passes', () => {
  expect(judgeRights(target, []).status).toBe('pass')
})
