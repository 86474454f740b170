/** The dashboards of a person: what is refused, at its line, and what Grafana is given. */
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {loadOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {stackSchema} from '../../src/spec/stack.js'
import {tempDir} from '../temp-dir.js'

const stack = stackSchema.parse({version: 1, project: 'shop', prometheus: {}, grafana: {}})

async function overlayOf(files: Record<string, string>) {
  const project = projectAt(await tempDir())
  await mkdir(join(project.overlay, 'dashboards'), {recursive: true})
  for (const [name, content] of Object.entries(files))
    await writeFile(join(project.overlay, 'dashboards', name), content)

  return loadOverlay(project)
}

async function problemsOf(act: Promise<unknown>): Promise<string> {
  const error = (await act.then(
    () => undefined,
    (problem: unknown) => problem,
  )) as OpsError
  expect(error).toMatchObject({code: 'OPS_OVERLAY_INVALID', exitCode: 2})
  expect(error.ways.length).toBeGreaterThan(0)
  return error.problems.map(({file, line, column, message}) => `${file}:${line}:${column}: ${message.en}`).join('\n')
}

test('a good one is rendered beside ours, with a uid and without a number', async () => {
  const overlay = await overlayOf({'shop.json': '{"id": 17, "title": "Shop", "panels": []}', 'notes.md': 'mine'})
  const files = renderStack(stack, overlay)
  const {content = ''} = files.find(({path}) => path === 'grafana/config/dashboards/overlay-shop.json') ?? {}

  expect(JSON.parse(content)).toEqual({id: null, title: 'Shop', panels: [], uid: 'overlay-shop'})
  expect(files.map(({path}) => path)).toContain('grafana/config/dashboards/opsctl-overview.json')
})

test('without Grafana none is rendered', async () => {
  const overlay = await overlayOf({'shop.json': '{"title": "Shop"}'})
  const files = renderStack({...stack, grafana: {...stack.grafana, enabled: false}}, overlay)

  expect(files.filter(({path}) => path.includes('dashboards'))).toEqual([])
})

test.each([
  ['a comma too many', '{\n  "title": "Shop",\n}', 'overlay/dashboards/x.json:3:1: not valid JSON'],
  ['an end that is missing', '{\n  "title": "Shop"\n', 'overlay/dashboards/x.json:3:1: not valid JSON'],
  ['YAML', 'title: Shop\n', 'overlay/dashboards/x.json:1:1: not valid JSON'],
  ['a list', '[]', 'overlay/dashboards/x.json:1:1: expected a mapping'],
  ['no title', '{\n  "uid": "x"\n}', 'overlay/dashboards/x.json:1:1: lacks title'],
  ['an empty title', '{\n  "title": " "\n}', 'overlay/dashboards/x.json:2:3: lacks title'],
  ['the wrapper of the HTTP API', '{\n  "dashboard": {"title": "Shop"}\n}', 'x.json:2:3: the dashboard is wrapped'],
  ['a uid that is too long', `{"title": "Shop",\n "uid": "${'x'.repeat(41)}"}`, 'x.json:2:2: xxx'],
])('%s is refused at its line', async (_, content, expected) => {
  expect(await problemsOf(overlayOf({'x.json': content}))).toContain(expected)
})

test('a file with another ending is refused', async () => {
  expect(await problemsOf(overlayOf({'x.yaml': 'title: Shop'}))).toContain('ending in .json')
})

test('two of one uid are refused, and one with the uid of ours', async () => {
  const json = '{"title": "Shop",\n "uid": "shop"}'
  expect(await problemsOf(overlayOf({'a.json': json, 'b.json': json}))).toContain(
    'overlay/dashboards/b.json:2:2: uid shop is already used in overlay/dashboards/a.json',
  )

  const overlay = await overlayOf({'mine.json': '{"title": "Mine", "uid": "opsctl-overview"}'})
  expect(await problemsOf(Promise.resolve().then(() => renderStack(stack, overlay)))).toContain(
    'overlay/dashboards/mine.json:1:19: uid opsctl-overview is already used in opsctl',
  )
})
