import {describe, expect, test} from 'vitest'
import {checkNames} from '../../../src/checks/cluster/kinds.js'
import {parseStack} from '../../../src/spec/parse-stack.js'
import type {Stack} from '../../../src/spec/stack.js'
import {forbidden, recorded, target} from './fixtures.js'

const stackOf = (more: string) =>
  parseStack(`version: 1\nproject: shop\ntarget: helm\npostgres: {}\ngateway: {routes: {}}\n${more}`).stack as Stack

const notFound = new Error('Error from server (NotFound): the server could not find the requested resource')

describe('what opsctl.yaml names of the cluster', () => {
  test('is nothing', async () => {
    const [result] = await checkNames(recorded([]), stackOf(''), target, [])
    expect(result?.verdict).toMatchObject({status: 'pass', detail: {en: 'nothing of others is named'}})
  })

  test('kinds of an operator that is not there', async () => {
    const ask = recorded([['get --raw /apis/monitoring.coreos.com', notFound]])
    const [result] = await checkNames(ask, stackOf('monitoring: {operator: on}'), target, [])
    expect(result?.verdict).toMatchObject({
      status: 'fail',
      detail: {
        en: 'The cluster does not know servicemonitors.monitoring.coreos.com, prometheusrules.monitoring.coreos.com, which monitoring.operator asks for',
      },
    })
  })

  test('kinds of an older operator', async () => {
    const ask = recorded([
      ['--raw /apis/monitoring.coreos.com', {preferredVersion: {groupVersion: 'monitoring.coreos.com/v1'}}],
      ['--raw /apis/monitoring.coreos.com/v1', {resources: [{name: 'servicemonitors'}]}],
    ])
    const [result] = await checkNames(ask, stackOf('monitoring: {operator: on}'), target, [])
    expect(result?.verdict.detail.en).toContain('does not know prometheusrules.monitoring.coreos.com,')
  })

  test('with auto nothing is asked', async () => {
    const ask = recorded([['--raw', notFound]])
    const results = await checkNames(ask, stackOf('monitoring: {operator: auto}'), target, [])
    expect(results.map(({verdict}) => verdict.status)).toEqual(['pass'])
  })

  test('objects by name', async () => {
    const ask = recorded([['get priorityclasses.scheduling.k8s.io high', 'priorityclass.scheduling.k8s.io/high']])
    const stack = stackOf(
      'kubernetes: {priorityClass: high, pullSecrets: [regcred], ingress: {class: nginx, hosts: [a.example.com]}}',
    )
    const results = await checkNames(ask, stack, target, [])
    expect(results.map(({verdict}) => verdict.detail.en)).toEqual([
      'There is no ingressclasses.networking.k8s.io/nginx, which kubernetes.ingress.class names',
      'There is no secrets/regcred in shop, which kubernetes.pullSecrets names',
    ])
    const [first] = results
    expect(first && 'fix' in first.verdict && first.verdict.fix.en).toContain(
      'kubectl --context staging --kubeconfig /home/ann/.kube/config get ingressclasses.networking.k8s.io',
    )
  })

  test('Secrets that a person makes', async () => {
    const ask = recorded([['get secrets redis-secrets', 'secret/redis-secrets']])
    const stack = stackOf('kubernetes: {secrets: {from: existing}}')
    const results = await checkNames(ask, stack, target, ['postgres-secrets', 'redis-secrets'])
    expect(results.map(({verdict}) => verdict.detail.en)).toEqual([
      'There is no secrets/postgres-secrets in shop, which kubernetes.secrets.from names',
    ])
  })

  test('what may not be asked is no failure', async () => {
    const ask = recorded([['get', forbidden]])
    const results = await checkNames(ask, stackOf('kubernetes: {priorityClass: high}'), target, [])
    expect(results.map(({verdict}) => verdict.status)).toEqual(['pass'])
  })
})
