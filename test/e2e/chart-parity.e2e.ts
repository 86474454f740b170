/** Rows of the parity report that only rendered files show: probed on one stack, rendered for both targets. */
import {mkdtemp, rm} from 'node:fs/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type ParityId, parityGroups} from '../../src/parity/catalogue.js'
import {type Both, type RenderedProbe, renderedProbes} from '../parity/rendered-probes.js'
import {readObjects} from './cluster/kube-objects.js'
import {templateChart, writeChart} from './cluster/rendered-chart.js'
import {composeView} from './cluster/same-meaning.js'
import {paritySample} from './cluster/value-sets.js'
import {FOLDER_PREFIX} from './leftovers.js'
import {toolsAbsent} from './tools/tools.js'

const rows = parityGroups.flatMap((group) => group.rows)

describe.skipIf(toolsAbsent('helm4'))('the parity report', () => {
  let folder = ''
  let both: Both = {view: {services: new Map(), files: new Map(), helmFiles: new Map()}, objects: []}

  beforeAll(async () => {
    folder = await mkdtemp(`${FOLDER_PREFIX}chart-parity-`)
    const {stack, crds} = paritySample()
    const {exitCode, stdout, stderr} = await templateChart(4, await writeChart(stack, folder, crds))
    if (exitCode !== 0) throw new Error(stderr)
    both = {view: composeView(stack), objects: readObjects(stdout)}
  })

  afterAll(() => rm(folder, {recursive: true, force: true}))

  test.each(Object.entries(renderedProbes) as [ParityId, RenderedProbe][])('is true of %s', (id, probe) => {
    const row = rows.find((one) => one.id === id)
    expect(probe(both)).toEqual({compose: row?.compose.has, helm: row?.helm.has})
  })
})
