/** How large what the chart renders may be: Helm keeps all of it in one Secret, and each release beside the one before. */
import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {presets} from '../../src/spec/presets.js'
import {stackSchema} from '../../src/spec/stack.js'
import {templateChart, writeChart} from './cluster/rendered-chart.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {toolsAbsent} from './tools/tools.js'

const MAX_BYTES = 1_000_000
/** With objects for an operator the rules are there twice: for its Prometheus, and for that of the stack. */
const MAX_BYTES_WITH_OPERATOR = 1_250_000

describe.skipIf(toolsAbsent('helm4'))('the manifests of the preset full', () => {
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-size-`)
  })

  afterAll(() => rm(folder, {recursive: true, force: true}))

  test.each([
    ['en', false, MAX_BYTES],
    ['zh', false, MAX_BYTES],
    ['en', true, MAX_BYTES_WITH_OPERATOR],
    ['zh', true, MAX_BYTES_WITH_OPERATOR],
  ] as const)('are small enough in %s, with an operator: %s', async (language, crds, most) => {
    const keys = Object.assign({}, ...presets.full.sections.map((section) => section.keys))
    const stack = stackSchema.parse({version: 1, project: 'shop', target: 'helm', language, ...keys})
    const disk = await writeChart(stack, join(folder, `${language}-${crds}`), crds)
    const {exitCode, stdout, stderr} = await templateChart(4, disk)
    expect([exitCode, stderr]).toEqual([0, ''])
    const bytes = Buffer.byteLength(stdout)
    process.stdout.write(`full in ${language}${crds ? ' with an operator' : ''}: ${Math.round(bytes / 1000)} kB\n`)
    expect(bytes).toBeLessThanOrEqual(most)
  })
})
