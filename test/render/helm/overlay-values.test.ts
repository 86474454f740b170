import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import type {OpsError} from '../../../src/errors.js'
import {projectAt} from '../../../src/project.js'
import {loadOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import {stackSchema} from '../../../src/spec/stack.js'
import {tempDir} from '../../temp-dir.js'

const stack = stackSchema.parse({
  version: 1,
  project: 'shop',
  target: 'helm',
  apps: {web: {image: 'me/web:1', uses: ['postgres']}},
  postgres: {},
  gateway: {routes: {web: {upstreams: ['web']}}},
})

async function renderWith(content: string, target: 'compose' | 'helm' = 'helm') {
  const project = projectAt(await tempDir())
  await mkdir(project.overlay, {recursive: true})
  await writeFile(join(project.overlay, 'values.yaml'), content)
  return renderStack({...stack, target}, await loadOverlay(project))
}

async function problemsOf(content: string): Promise<readonly string[]> {
  const error = (await renderWith(content).catch((problem: unknown) => problem)) as OpsError
  expect(error.code).toBe('OPS_OVERLAY_INVALID')
  return error.problems.map(({file, line, column, path, message}) => `${file}:${line}:${column} ${path}: ${message.en}`)
}

test.each([
  '',
  '# nothing yet\n',
  '{}\n',
  'services: {web: {replicas: 3, env: {A: b}, requests: {memoryMiB: 64}}}\n',
  'services: {postgres: {probe: null, limits: {cpus: 2}}}\n',
  'services: {web: {autoscale: {min: 2, max: 5, cpuPercent: 60}, uid: 1234, egress: true}}\n',
  'secrets: {items: {postgres-app-url: {secret: mine, key: url}}}\n',
  'operator: {rules: {postgres: null}}\nrollOnReloadable: true\n',
])('%j is taken, and nothing of it is written', async (content) => {
  const files = await renderWith(content)
  expect(files).toEqual(renderStack(stack, {rules: [], scrape: [], jobs: [], dashboards: [], pipeline: []}))
})

test.each([
  ['services:\n  web:\n    replicas: many\n', 'overlay/values.yaml:3:15 services.web.replicas: got "many"'],
  ['services:\n  web:\n    replica: 2\n', 'overlay/values.yaml:3:14 services.web.replica: unknown key replica'],
  ['services: {pstgres: {image: a}}\n', 'the stack has no service pstgres; did you mean postgres?'],
  ['services: {web: {limits: {memory: 512MiB}}}\n', 'services.web.limits.memory: unknown key "memory"'],
  ['services: {web: {probe: {ready: 1}}}\n', 'services.web.probe.ready'],
  ['service: {}\n', 'service: unknown key "service"'],
  ['stack: {postgres: {version: "17"}}\n', 'make the change there'],
  ['files: {a: b}\n', 'make the change there'],
  ['secrets: {mode: generate}\n', 'only secrets.items'],
  ['- a\n', 'expected a mapping'],
  ['a: [\n', 'not valid YAML'],
])('%j is refused at its line', async (content, expected) => {
  expect((await problemsOf(content)).join('\n')).toContain(expected)
})

test.each([
  'hostPid: true',
  'hostNetwork: true',
  'capAdd: [ALL]',
  'readOnly: false',
  'agent: true',
  'kind: DaemonSet',
  'sysctls: {net.core.somaxconn: "1"}',
  'host: [{from: /var/run, to: /run/docker, readOnly: false}]',
  'uid: 0',
  'callers: [{port: 5432, from: ["*"]}]',
])('a pod is not opened to its node or to strangers: %s', async (line) => {
  const [problem, ...more] = await problemsOf(`services:\n  postgres:\n    ${line}\n`)
  expect(more).toEqual([])
  expect(problem).toMatch(/^overlay\/values\.yaml:3:\d+ services\.postgres\./)
})

test('the gateway stays open to whom it is open', async () => {
  const open = 'services: {gateway: {callers: [{port: 8080, from: ["*", blackbox]}]}}\n'
  expect((await renderWith(open)).some(({path}) => path === 'values.yaml')).toBe(true)
})

test('Compose does not read it', async () => {
  expect((await renderWith('services: {nobody: {}}\n', 'compose')).map(({path}) => path)).not.toContain('values.yaml')
})
