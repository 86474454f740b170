/** No line is lost and none is doubled between Docker's log files and the store, whatever dies on the way. */
import {mkdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {stackSchema} from '../../src/spec/stack.js'
import {run} from '../../src/system/run.js'
import {findAbsentImages} from './official-images.js'
import {makeFolder, mustRun, opsctl} from './opsctl.js'
import {ensureTestImages} from './tools/images.js'
import {lightLogs, openStore} from './tools/log-stack.js'
import {disturb, LINES, type LossRun, readFates, settle, startWriters, type Writer} from './tools/loss.js'
import {toolsAbsent} from './tools/tools.js'

const LIMIT_MS = 1_800_000
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Brings a stack up, lets lines be written while its services die, and looks for every one of them. */
function testLoss(project: string, port: number, spec: string, outages: readonly string[]): void {
  let home: string
  let folder: string
  let ids: ReadonlyMap<Writer, string> = new Map()

  beforeAll(async () => {
    home = await makeFolder()
    folder = join(home, project)
    await mkdir(folder)
    await writeFile(join(folder, 'opsctl.yaml'), `version: 1\nproject: ${project}\n${spec}`)
    await mustRun('-C', folder, 'up', '--yes')
  }, LIMIT_MS)

  afterAll(async () => {
    for (const id of ids.values()) await run('docker', ['rm', '-f', id])
    await opsctl(['-C', folder, 'destroy', '--yes', '--project', project])
    await rm(home, {recursive: true, force: true})
  })

  test(`${LINES} lines are each stored once, though ${outages.join(', ')} and Filebeat die on the way`, {
    timeout: LIMIT_MS,
  }, async () => {
    const loss: LossRun = {project, store: openStore(folder, port), outages}
    const started = Date.now()
    ids = await startWriters(loss)
    await disturb(loss)
    const lateMs = await settle(loss, ids)
    say(
      `${LINES} lines, the last stored ${Math.round(lateMs / 1000)} s after it was written; ${Math.round((Date.now() - started) / 1000)} s in all`,
    )
    const fates = await readFates(loss, ids)
    for (const [name, {written, lost, doubled, rotations}] of fates) {
      say(`${name}: ${written} written, ${lost.length} lost, ${doubled} doubled, log rotated ${rotations} times`)
    }
    for (const {lost, doubled, rotations} of fates.values()) {
      expect(lost.slice(0, 20)).toEqual([])
      expect(doubled).toBe(0)
      if (LINES >= 100_000) expect(rotations).toBeGreaterThan(1)
    }
  })
}

describe.skipIf(toolsAbsent('elasticsearch8', 'filebeat'))('on the light path, with the test images', () => {
  beforeAll(ensureTestImages, 600_000)
  // Redis writes the first lines: up wants to see one arrive.
  testLoss('tl-loss', 26_200, `${lightLogs(26_200)}redis: {}\n`, ['elasticsearch'])
})

// Without its images the test does not exist, rather than being skipped: nothing on such a machine could make it run.
const FULL = 'logs: full\nlogstash: {}\nfilebeat: {}\nelasticsearch: {port: 26210}\nredis: {}\n'
const full = stackSchema.parse({
  version: 1,
  project: 'tl-full',
  logs: 'full',
  logstash: {},
  filebeat: {},
  elasticsearch: {},
})
const absence = await findAbsentImages([full], ['elasticsearch', 'logstash', 'filebeat', 'node'])
if (absence === undefined) {
  describe('on the full path, with the official images', () => {
    testLoss('tl-full', 26_210, FULL, ['logstash', 'elasticsearch'])
  })
} else {
  say(`not run here: the loss test through Logstash, on official images (${absence})`)
}
