import {describe, expect, test} from 'vitest'

import {parseStack} from '../../src/spec/load-stack.js'

const judged = (rest: string, project = 'shop') => {
  const {problems, warnings} = parseStack(`version: 1\nproject: ${project}\ntarget: helm\n${rest}`)
  return [...problems, ...warnings].map(({path, message}) => `${path}: ${message.en}`)
}

const gateway = 'gateway: {routes: {main: {upstreams: ["http://10.0.0.1:80"]}}}\n'

describe('with target helm', () => {
  test.each([
    ['my_shop', 'has an underscore'],
    ['shop-', 'ends in a dash'],
    ['a'.repeat(54), 'has 54 characters'],
  ])('the project %s is no name of a release', (project, why) => {
    expect(judged('', project)).toEqual([expect.stringContaining(`${JSON.stringify(project)} ${why}`)])
    expect(parseStack(`version: 1\nproject: ${project}\n`).problems).toEqual([])
  })

  test.each([
    ['kubernetes: {agentsNamespace: shop}', 'kubernetes.agentsNamespace: is also the namespace'],
    ['kubernetes: {ingress: {hosts: [a.example.com]}}', 'kubernetes.ingress: leads to the gateway'],
    ['kubernetes: {service: NodePort}', 'kubernetes.service: leads to the gateway'],
    [`${gateway}kubernetes: {ingress: {hosts: [a.example.com], tls: {}}}`, 'kubernetes.ingress.tls: give either'],
    [
      `${gateway.replace('{routes', '{tls: {mode: internal}, routes')}kubernetes: {ingress: {hosts: [a.example.com]}}`,
      'kubernetes.ingress: asks the gateway by http',
    ],
    ['kubernetes: {secrets: {from: external}}', 'kubernetes.secrets: external needs'],
    ['kubernetes: {secrets: {store: vault}}', 'kubernetes.secrets.store: is read with'],
    [
      'postgres: {}\nkubernetes: {storage: {postgres-dat: 5GiB}}',
      'kubernetes.storage["postgres-dat"]: is no volume of this stack; did you mean postgres-data?',
    ],
    [
      'prometheus: {}\nkubernetes: {storage: {prometheus-data: 5GiB}}',
      'kubernetes.storage.prometheus-data: is less than prometheus.retention.size (8GiB)',
    ],
  ])('%s is told', (rest, start) => {
    const [first = '', ...others] = judged(rest)
    expect(others).toEqual([])
    expect(first.replaceAll(/\["([^"]+)"\]/g, '.$1')).toContain(start.replaceAll(/\["([^"]+)"\]/g, '.$1'))
  })

  test('a stack that fits is taken without a word', () => {
    const rest = `${gateway}postgres: {}\nkubernetes: {storage: {postgres-data: 50GiB}, ingress: {hosts: [a.example.com], tls: {issuer: le}}}`
    expect(judged(rest)).toEqual([])
  })
})

describe('what only a cluster does', () => {
  const app = 'apps: {web: {image: "me/web:1", replicas: 3, autoscale: {max: 2}, migrate: [npm, run, migrate]}}'

  test('is warned of on Compose', () => {
    const {warnings} = parseStack(`version: 1\nproject: shop\n${app.replace('max: 2', 'max: 9')}`)
    expect(warnings.map(({path}) => path)).toEqual(['apps.web.autoscale', 'apps.web.migrate'])
    expect(warnings[1]?.message.en).toContain('docker compose -f deploy/compose.yaml run --rm web npm run migrate')
  })

  test('fits together', () => {
    expect(judged(app)).toEqual([expect.stringContaining('apps.web.autoscale.max: must be at least replicas (3)')])
  })
})
