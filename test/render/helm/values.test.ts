import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {Ajv} from 'ajv'
import fc from 'fast-check'
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {projectAt} from '../../../src/project.js'
import {chartFiles} from '../../../src/render/helm/chart.js'
import {chartValuesSchema} from '../../../src/render/helm/chart-values.js'
import {MAX_CONFIG_BYTES, toConfigValues} from '../../../src/render/helm/config-values.js'
import {valuesJsonSchema} from '../../../src/render/helm/values-schema.js'
import {emptyOverlay, type Overlay} from '../../../src/render/overlay.js'
import {renderStack, renderValues} from '../../../src/render/render-stack.js'
import {readShipped} from '../../../src/shipped.js'
import {loadStack} from '../../../src/spec/load-stack.js'
import {type Stack, stackSchema} from '../../../src/spec/stack.js'
import {stackInput} from '../../spec-arbitrary.js'

const golden = new URL('../../golden', import.meta.url).pathname
const goldens = await Promise.all(
  (await readdir(golden, {withFileTypes: true}))
    .filter((entry) => entry.isDirectory())
    .map(async ({name}) => ({name, stack: (await loadStack(projectAt(join(golden, name)))).stack})),
)
const valid = new Ajv({strict: false, unicodeRegExp: true, validateFormats: false}).compile(valuesJsonSchema())
const onHelm = (stack: Stack): Stack => ({...stack, target: 'helm'})

/** What must hold for the values of any stack. */
function expectSound(stack: Stack): void {
  const values = renderValues(stack, emptyOverlay)
  expect(valid(values), JSON.stringify(valid.errors)).toBe(true)
  expect(chartValuesSchema.safeParse(values).error).toBeUndefined()
  expect(stackSchema.parse(values.stack)).toEqual(stack)
  for (const [name, service] of Object.entries(values.services)) {
    for (const {items, name: map} of service.config) {
      const keys = items.map(({key}) => key)
      expect(new Set(keys).size, map).toBe(keys.length)
      expect(
        keys.every((key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key)),
        map,
      ).toBe(true)
      const bytes = items.reduce((sum, {file}) => sum + Buffer.byteLength(values.files[file] ?? ''), 0)
      expect(bytes, map).toBeLessThan(1024 ** 2)
      expect(map).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    }

    for (const {service: other, port} of service.calls) {
      const callers = values.services[other]?.callers ?? []
      expect(callers.find((one) => one.port === port)?.from, `${name} → ${other}:${port}`).toContain(name)
    }
  }
}

describe('the values of the chart', () => {
  test.each(goldens)('are sound for golden/$name', ({stack}) => {
    expectSound(onHelm(stack))
    const values = renderValues(onHelm(stack), emptyOverlay)
    const files = new Map(renderStack(onHelm(stack), emptyOverlay).map(({path, content}) => [path, content]))
    expect(load(files.get('values.yaml') ?? '')).toEqual(values)
    expect(Object.entries(values.files).filter(([path, content]) => files.get(path) !== content)).toEqual([])
  })

  test('are sound for 200 random stacks', {timeout: 120_000}, () => {
    fc.assert(
      fc.property(stackInput, (input) => {
        expectSound(onHelm(stackSchema.parse({...input, project: 'shop'})))
      }),
      {numRuns: 200, seed: 20_261_121},
    )
  })

  test('are the same for the same stack', () => {
    for (const {stack} of goldens) {
      expect(JSON.stringify(renderValues(stack, emptyOverlay))).toBe(JSON.stringify(renderValues(stack, emptyOverlay)))
    }
  })

  test('name only secrets that a service reads, each at its component', () => {
    const {secrets} = renderValues(onHelm(stackOf({postgres: {}, redis: {}})), emptyOverlay)
    expect(secrets.mode).toBe('existing')
    expect(secrets.items['postgres-admin-password']).toEqual({
      secret: 'postgres-secrets',
      key: 'postgres-admin-password',
    })
    expect(secrets.items['postgres-owner-password']).toBeUndefined()
  })
})

describe('who may call whom', () => {
  const stack = stackOf({
    apps: {web: {image: 'a:1', uses: ['postgres'], metrics: '/metrics'}},
    gateway: {routes: {web: {upstreams: ['web']}}},
    postgres: {},
    prometheus: {targets: ['10.0.0.1:9100']},
    blackbox: {},
  })
  const callersOf = (service: string, overlay: Overlay = emptyOverlay) =>
    Object.fromEntries(
      (renderValues(stack, overlay).services[service]?.callers ?? []).map(({port, from}) => [port, [...from]]),
    )

  test('follows from what rooms say, from scrape jobs and from probes', () => {
    expect(callersOf('postgres')).toEqual({5432: ['postgres', 'postgres-exporter', 'web']})
    expect(callersOf('postgres-exporter')).toEqual({9187: ['prometheus']})
    expect(callersOf('web')).toEqual({8080: ['gateway', 'prometheus']})
    expect(callersOf('gateway')[8080]).toEqual(['*', 'blackbox'])
    expect(callersOf('blackbox')).toEqual({9115: ['prometheus']})
  })

  test('lets nobody out but Prometheus, where a person has jobs of their own', () => {
    const scrape = [{stem: 'mine', source: 'overlay/scrape/mine.yaml', content: 'scrape_configs: []\n'}]
    const egressOf = (overlay: Overlay) => {
      const quiet = stackOf({prometheus: {}, postgres: {}})
      const services = Object.entries(renderValues(quiet, overlay).services)
      return services.flatMap(([name, {egress}]) => (egress ? [name] : []))
    }
    expect(egressOf(emptyOverlay)).toEqual([])
    expect(egressOf({...emptyOverlay, scrape})).toEqual(['prometheus'])
  })

  test('follows from the jobs of the person too, and what leads out of the stack is no edge', () => {
    const content =
      'scrape_configs:\n  - {job_name: mine, static_configs: [{targets: ["postgres:5432", "10.0.0.9:1"]}]}\n'
    const overlay = {...emptyOverlay, scrape: [{stem: 'mine', source: 'overlay/scrape/mine.yaml', content}]}
    expect(callersOf('postgres', overlay)).toEqual({5432: ['postgres', 'postgres-exporter', 'prometheus', 'web']})
    expect(Object.keys(renderValues(stack, overlay).services)).not.toContain('10.0.0.9')
  })
})

describe('a folder of configuration', () => {
  const service = {
    name: 'grafana',
    image: 'grafana',
    user: '1:1',
    networks: [],
    limits: {memoryMiB: 1, cpus: 1, pids: 1},
    mounts: [{kind: 'config' as const, from: 'deploy/grafana/config', to: '/etc/grafana', reload: false}],
  }
  const file = (name: string, content: string, mode = 0o644) => ({path: `grafana/config/${name}`, content, mode})

  test('that is too big for one ConfigMap is cut into several with the same place', () => {
    const files = Array.from({length: 5}, (_, index) => file(`d/${index}.json`, 'x'.repeat(500_000)))
    const parts = toConfigValues(service, files)
    expect(parts.map(({name}) => name)).toEqual([
      'grafana-config',
      'grafana-config-2',
      'grafana-config-3',
      'grafana-config-4',
      'grafana-config-5',
    ])
    expect(new Set(parts.map(({to}) => to))).toEqual(new Set(['/etc/grafana']))
    expect(parts.flatMap(({items}) => items.map((item) => item.path))).toEqual(files.map((_, n) => `d/${n}.json`))
    expect(MAX_CONFIG_BYTES).toBeLessThan(1024 ** 2)
  })

  test('keeps names, scripts and what a key can’t hold', () => {
    const long = `d/${'n'.repeat(240)}.json`
    const [part] = toConfigValues(service, [file('a b/é.sh', '', 0o755), file(long, ''), file(`${long}.x`, '')])
    expect(part?.items[0]).toEqual({
      file: 'grafana/config/a b/é.sh',
      key: 'a_b--_.sh',
      path: 'a b/é.sh',
      executable: true,
    })
    expect(part?.items.map(({key}) => key.length <= 200)).toEqual([true, true, true])
  })

  test('never has one key for two files', () => {
    expect(() => toConfigValues(service, [file('a/b', ''), file('a--b', '')])).toThrow('two are named a--b')
  })
})

test('the chart is what ships, byte for byte, whatever the stack', () => {
  const shipped = chartFiles()
  expect(shipped.find(({path}) => path === 'chart/Chart.yaml')?.content).toBe(readShipped('chart/helm/Chart.yaml'))
  expect(shipped.find(({path}) => path === 'chart/templates/postgres/postgres.yaml')?.content).toBe(
    readShipped('postgres/helm/postgres.yaml'),
  )
  for (const stack of [stackOf({}), stackOf({postgres: {}})]) {
    const files = renderStack(stack, emptyOverlay)
    expect(files.filter(({path}) => path.startsWith('chart/'))).toEqual(shipped)
    expect(files.some(({path}) => path.endsWith('compose.yaml'))).toBe(false)
  }
})

function stackOf(more: object): Stack {
  return stackSchema.parse({version: 1, project: 'shop', target: 'helm', ...more})
}
