import {describe, expect, test} from 'vitest'

import {type Policy, type PolicyPod, policyRules} from './policy-rules.js'

const web: PolicyPod = {namespace: 'shop', labels: {app: 'web'}, address: '10.0.0.2', ports: {http: 8080}}
const client: PolicyPod = {namespace: 'shop', labels: {app: 'client'}, address: '10.0.0.3', ports: {}}
const scraper: PolicyPod = {namespace: 'watch', labels: {app: 'scraper'}, address: '10.0.0.4', ports: {}}
const namespaces = {shop: {team: 'a'}, watch: {team: 'b'}}

/** What may reach or leave one pod, without the words that every rule has. */
function allowed(spec: Partial<Policy['spec']>, chain = 'OPSCTL-I-10.0.0.2'): readonly string[] {
  const whole = {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress'] as const, ...spec}
  const policies = [{metadata: {namespace: 'shop'}, spec: whole}]
  const lines = policyRules({pods: [web, client, scraper], namespaces, policies}).split('\n')
  const own = lines.filter((line) => line.startsWith(`-A ${chain} `)).map((line) => line.slice(`-A ${chain} `.length))
  expect(own.pop()).toBe('-j DROP')
  return own.map((line) => line.replace(' -j RETURN', ''))
}

describe('rules of NetworkPolicies', () => {
  test('a pod that no policy selects has no chain', () => {
    const rules = policyRules({pods: [web], namespaces, policies: []})
    expect(rules).not.toContain('10.0.0.2')
  })

  test('a policy without rules lets nothing in', () => {
    expect(allowed({})).toEqual([])
  })

  test('a rule without peers and ports lets everything in', () => {
    expect(allowed({ingress: [{}]})).toEqual(['-s 0.0.0.0/0'])
  })

  test('pods are chosen in the namespace of the policy, unless namespaces are chosen too', () => {
    expect(allowed({ingress: [{from: [{podSelector: {}}]}]})).toEqual(['-s 10.0.0.2/32', '-s 10.0.0.3/32'])
    expect(allowed({ingress: [{from: [{namespaceSelector: {matchLabels: {team: 'b'}}}]}]})).toEqual(['-s 10.0.0.4/32'])
    const either = [{key: 'team', operator: 'NotIn' as const, values: ['b']}]
    const both = {namespaceSelector: {matchExpressions: either}, podSelector: {matchLabels: {app: 'client'}}}
    expect(allowed({ingress: [{from: [both]}]})).toEqual(['-s 10.0.0.3/32'])
  })

  test('a named port is that of the pod which is called', () => {
    const from = [{podSelector: {matchLabels: {app: 'client'}}}]
    expect(allowed({ingress: [{from, ports: [{port: 'http'}]}]})).toEqual(['-s 10.0.0.3/32 -p tcp --dport 8080'])
    expect(allowed({ingress: [{from, ports: [{port: 'other'}]}]})).toEqual([])
    const egress = [{to: [{podSelector: {}}], ports: [{port: 'http'}]}]
    const leaves = {podSelector: {matchLabels: {app: 'client'}}, policyTypes: ['Egress' as const], egress}
    expect(allowed(leaves, 'OPSCTL-E-10.0.0.3')).toEqual(['-d 10.0.0.2/32 -p tcp --dport 8080'])
  })

  test('ports may be a range, of any protocol', () => {
    const ports = [{port: 53, protocol: 'UDP'}, {port: 8000, endPort: 8010}, {protocol: 'SCTP'}]
    expect(allowed({ingress: [{ports}]})).toEqual([
      '-s 0.0.0.0/0 -p udp --dport 53',
      '-s 0.0.0.0/0 -p tcp --dport 8000:8010',
      '-s 0.0.0.0/0 -p sctp',
    ])
  })

  test('an exception is cut out of its block', () => {
    const block = (except: readonly string[]) => allowed({ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8', except}}]}]})
    expect(block([])).toEqual(['-s 10.0.0.0/8'])
    expect(block(['10.0.0.0/9'])).toEqual(['-s 10.128.0.0/9'])
    expect(block(['10.64.0.0/10', '10.128.0.0/9'])).toEqual(['-s 10.0.0.0/10'])
    expect(block(['192.168.0.0/16'])).toEqual(['-s 10.0.0.0/8'])
    expect(block(['10.0.0.0/8'])).toEqual([])
  })
})
