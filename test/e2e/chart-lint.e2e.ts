/** The chart under both Helms, for every value set: lint, one result from both, valid objects, the meaning of Compose. */
import {readFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {idOf, isHook, type KubeObject, readObjects} from './cluster/kube-objects.js'
import {type MeantDifference, meantDifferences} from './cluster/meant-differences.js'
import {type ChartOnDisk, eachInTwos, lintChart, templateChart, writeChart} from './cluster/rendered-chart.js'
import {composeView, findDifferences} from './cluster/same-meaning.js'
import {type ValueSet, valueSets} from './cluster/value-sets.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {checkManifests, KUBERNETES_VERSIONS, toolsAbsent} from './tools/tools.js'

const MAX_MANIFEST_BYTES = 1_000_000
/** The templates and the schema, compressed: 40 kB, with room. */
const CHART_BYTES = 60_000
/** Three quarters of what a Secret may hold. */
const MAX_RECORD_BYTES = 786_432

interface Rendered {
  readonly set: ValueSet
  readonly disk: ChartOnDisk
  readonly errors: readonly string[]
  readonly yaml: string
  readonly helm3: readonly KubeObject[]
  readonly helm4: readonly KubeObject[]
}

const absent = toolsAbsent('helm3', 'helm4', 'kubeconform', 'kube-schemas')

describe.skipIf(absent)('the chart, on every value set', () => {
  const sets = valueSets()
  let folder = ''
  let all: readonly Rendered[] = []

  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-lint-`)
    all = await eachInTwos(sets, (set) => render(set, join(folder, set.name)))
  }, 240_000)

  afterAll(() => rm(folder, {recursive: true, force: true}))

  test('is rendered by Helm 3 and by Helm 4', () => {
    expect(sets.length).toBeGreaterThanOrEqual(40)
    expect(all.flatMap(({errors}) => errors)).toEqual([])
  })

  test('passes helm lint --strict of both', async () => {
    const found = await eachInTwos(all, async ({set, disk}) => {
      const results = [await lintChart(3, disk), await lintChart(4, disk)]
      return results.flatMap(({exitCode, stdout, stderr}, position) =>
        exitCode === 0 ? [] : [`${set.name}, Helm ${position + 3}: ${stdout}${stderr}`],
      )
    })
    expect(found.flat()).toEqual([])
  }, 120_000)

  test('comes to the same objects under both', () => {
    const different = all.filter(({helm3, helm4}) => JSON.stringify(byId(helm3)) !== JSON.stringify(byId(helm4)))
    expect(different.map(({set}) => set.name)).toEqual([])
  })

  test.each(KUBERNETES_VERSIONS)('holds nothing that Kubernetes %s would refuse', async (version) => {
    // Sets have most objects in common, and a chart of 69 sets is 50 MB: each different one is looked at once.
    const different = new Set(all.flatMap(({helm4}) => helm4.map((object) => JSON.stringify(object))))
    expect(await checkManifests([...different].join('\n---\n'), version)).toEqual([])
  })

  test('names each object once', () => {
    const doubled = all.flatMap(({set, helm4}) => {
      const ids = helm4.map(idOf)
      return ids.filter((id, position) => ids.indexOf(id) !== position).map((id) => `${set.name}: ${id}`)
    })
    expect(doubled).toEqual([])
  })

  test('says the same as the Compose files of the same stack', () => {
    const met = new Set<MeantDifference>()
    const lines = all.flatMap(({set, helm4}) =>
      findDifferences(composeView(set.stack), helm4, met).map((line) => `${set.name}: ${line}`),
    )
    expect(lines).toEqual([])
    expect(meantDifferences.filter((one) => !met.has(one))).toEqual([])
  })

  test('stays small enough for a release of Helm, which is one Secret', () => {
    const sizes = all.map(({set, yaml, disk}) => ({
      name: set.name,
      bytes: Buffer.byteLength(yaml),
      record: recordBytes(yaml, readFileSync(disk.values, 'utf8')),
    }))
    const largest = sizes.toSorted((a, b) => b.bytes - a.bytes)[0]
    const kB = (bytes = 0) => `${Math.round(bytes / 1000)} kB`
    process.stdout.write(
      `largest manifests: ${largest?.name}, ${kB(largest?.bytes)}, as Helm keeps them ${kB(largest?.record)}\n`,
    )
    // With objects for an operator the rules are there twice; Kubernetes limits what Helm keeps, which is compressed.
    const presets = sizes.filter(({name}) => name.startsWith('preset-'))
    expect(presets.filter(({bytes}) => bytes > MAX_MANIFEST_BYTES)).toEqual([])
    expect(sizes.filter(({record}) => record > MAX_RECORD_BYTES)).toEqual([])
  })

  test('holds no secret: only where each lies', () => {
    const secrets = all.flatMap(({set, helm4}) =>
      helm4.filter(({kind}) => kind === 'Secret').map((object) => `${set.name}: ${idOf(object)}`),
    )
    expect(secrets).toEqual([])
  })

  test('is the same chart for each stack', () => {
    expect(new Set(sets.map(({name}) => all.find(({set}) => set.name === name)?.disk.chartHash)).size).toBe(1)
  })
})

async function render(set: ValueSet, folder: string): Promise<Rendered> {
  const disk = await writeChart(set.stack, folder, set.crds)
  const results = [await templateChart(3, disk), await templateChart(4, disk)]
  const errors = results.flatMap(({exitCode, stderr}, position) =>
    exitCode === 0 ? [] : [`${set.name}, Helm ${position + 3}: ${stderr.trim()}`],
  )
  const [three = '', four = ''] = results.map(({stdout, exitCode}) => (exitCode === 0 ? stdout : ''))
  return {set, disk, errors, yaml: four, helm3: readObjects(three), helm4: readObjects(four)}
}

/** Hooks are run one by one, so that their order in the output means nothing. */
function byId(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.toSorted((a, b) => {
    const [left, right] = [a, b].map((object) => `${isHook(object)} ${idOf(object)}`) as [string, string]
    return left < right ? -1 : Number(left > right)
  })
}

/** Helm keeps the manifests, the values and the chart as one JSON, compressed, in base64. */
function recordBytes(manifests: string, values: string): number {
  return Math.ceil((gzipSync(JSON.stringify({manifests, values})).length + CHART_BYTES) * (4 / 3))
}
