/** What `opsctl validate` refuses, both Helms refuse by values.schema.json, but for what a schema can’t say. */
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {load} from 'js-yaml'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {parseStack} from '../../src/spec/parse-stack.js'
import {badInputs} from '../spec/bad-inputs.js'
import {type ChartOnDisk, eachInTwos, lintChart, templateChart, writeChart} from './cluster/rendered-chart.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {toolsAbsent} from './tools/tools.js'

/** What a JSON schema can’t say, each with the reason. */
const BEYOND_A_SCHEMA: Readonly<Record<string, string>> = {
  'two routes of one path': 'compares two values under names of one’s own',
  'a certificate without a key': 'a rule of two keys, which is code',
  'a key without a certificate': 'a rule of two keys, which is code',
  'a folder to build: ../web': 'a rule with a reason of its own, which is code; the chart reads no folder',
  'a folder to build: /srv/web': 'the same',
  'a folder to build: http://example.com/web.git': 'the same',
  'a folder to build: ~/web': 'the same',
}

const SCHEMA_ERROR = /values don't meet the specifications of the schema/

describe.skipIf(toolsAbsent('helm3', 'helm4'))('values.schema.json', () => {
  let folder = ''
  let disk: ChartOnDisk

  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-schema-`)
    const {stack} = parseStack('version: 1\nproject: shop\ntarget: helm\n')
    if (!stack) throw new Error('an empty stack is valid')
    disk = await writeChart(stack, folder, false)
  })

  afterAll(() => rm(folder, {recursive: true, force: true}))

  test.each([3, 4] as const)(
    'lets Helm %i refuse what validate refuses',
    async (major) => {
      const accepted = await eachInTwos(Object.entries(badInputs), async ([name, lines]) => {
        const {exitCode, stderr} = await templateChart(major, await withStack(name, lines))
        return exitCode !== 0 && SCHEMA_ERROR.test(stderr) ? [] : [name]
      })
      expect(accepted.flat().toSorted()).toEqual(Object.keys(BEYOND_A_SCHEMA).toSorted())
    },
    300_000,
  )

  test.each([3, 4] as const)('makes helm lint of Helm %i say where it is wrong', async (major) => {
    const {exitCode, stdout, stderr} = await lintChart(major, await withStack('lint', 'gateway: {driver: apache}'))
    expect(exitCode).not.toBe(0)
    expect(`${stdout}${stderr}`).toMatch(/gateway[./]driver/)
  })

  /** The values of an empty stack, with these lines of opsctl.yaml over them. */
  async function withStack(name: string, lines: string): Promise<ChartOnDisk> {
    const file = join(folder, `${Buffer.from(name).toString('hex').slice(0, 120)}.json`)
    await writeFile(file, JSON.stringify({stack: load(lines)}))
    return {...disk, more: [file]}
  }
})
