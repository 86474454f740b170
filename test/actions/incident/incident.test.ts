import {appendFile, mkdir, readdir, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import {closeIncident} from '../../../src/actions/incident/close.js'
import {noteIncident} from '../../../src/actions/incident/note.js'
import {openIncident} from '../../../src/actions/incident/open.js'
import {reportIncident} from '../../../src/actions/incident/report.js'
import {incidentStatus} from '../../../src/actions/incident/status.js'
import {appendToIncident} from '../../../src/actions/incident/store.js'
import {projectAt} from '../../../src/project.js'
import {lines} from '../../doctor/incident/example.js'
import {tempDir} from '../../temp-dir.js'

const {signal} = new AbortController()
const opening = {title: 'checkout is slow', severity: 'major', sinceS: 3600, signal} as const

/** A project whose opsctl.yaml is broken: nothing that runs can be asked, as in an incident. */
async function brokenProject() {
  const root = await tempDir()
  await writeFile(join(root, 'opsctl.yaml'), 'version: 1\nproject: Not A Name\n')
  return projectAt(root)
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: {code?: string}) => error.code,
  )

test('an incident is opened, noted, closed and told, though nothing that runs can be asked', async () => {
  const project = await brokenProject()
  const {id, missing} = await openIncident(project, opening)
  expect(missing.map(({source}) => source)).toEqual(['container', 'alert'])
  await noteIncident(project, ' restarted it ', undefined)
  expect((await incidentStatus(project, undefined, signal)).events.map(({source}) => source)).toEqual([
    'deployment',
    'incident',
    'note',
  ])
  const closed = await closeIncident(project, {id: undefined, cause: 'the disk', signal})
  expect(closed).toMatchObject({id, cause: 'the disk', severity: 'major'})
  const out = join(project.root, 'report.html')
  const first = await reportIncident(project, {id: undefined, format: 'html', out, lang: 'zh', signal})
  const again = await reportIncident(project, {id, format: 'html', out: undefined, lang: 'zh', signal})
  expect(again.content).toBe(first.content)
  expect((await stat(out)).mode & 0o777).toBe(0o600)
  expect((await stat(join(project.state, 'incidents', `${id}.jsonl`))).mode & 0o777).toBe(0o600)
})

test('what can’t be meant is refused with one error each', async () => {
  const project = await brokenProject()
  expect(await codeOf(noteIncident(project, 'words', undefined))).toBe('OPS_INCIDENT_NONE')
  expect(await codeOf(closeIncident(project, {id: undefined, cause: undefined, signal}))).toBe('OPS_INCIDENT_NONE')
  expect(await codeOf(incidentStatus(project, '../../etc/passwd', signal))).toBe('OPS_INCIDENT_UNKNOWN')
  expect(await codeOf(openIncident(project, {...opening, title: ' '}))).toBe('OPS_INCIDENT_TITLE')
  const {id} = await openIncident(project, opening)
  expect(await codeOf(openIncident(project, opening))).toBe('OPS_INCIDENT_OPEN')
  expect(await codeOf(noteIncident(project, ' \n ', undefined))).toBe('OPS_INCIDENT_NOTE')
  const [first] = lines
  if (first) await appendToIncident(project, '20260115T120400Z', first)
  expect(await codeOf(noteIncident(project, 'words', undefined))).toBe('OPS_INCIDENT_MANY')
  await closeIncident(project, {id, cause: undefined, signal})
  expect(await codeOf(noteIncident(project, 'words', id))).toBe('OPS_INCIDENT_CLOSED')
  expect(await codeOf(noteIncident(project, 'words', undefined))).toBe('none')
})

test('a project that is none keeps nothing', async () => {
  const root = await tempDir()
  expect(await codeOf(openIncident(projectAt(root), opening))).toBe('OPS_SPEC_MISSING')
  expect(await readdir(root)).toEqual([])
})

test('a last line that a crash cut off is passed over', async () => {
  const project = await brokenProject()
  const {id} = await openIncident(project, opening)
  await appendFile(join(project.state, 'incidents', `${id}.jsonl`), '{"kind":"note","at":"2026-')
  expect((await incidentStatus(project, id, signal)).title).toBe('checkout is slow')
})

test('fixes and runs of checklists are in the timeline', async () => {
  const project = await brokenProject()
  const at = new Date(Date.now() - 60_000).toISOString()
  const folder = join(project.state, 'doctor', 'fixes')
  await mkdir(folder, {recursive: true})
  const entry = {at, check: 'redis.memory', index: 0, step: {}}
  await writeFile(
    join(folder, '20260115T120000Z-ab12.jsonl'),
    [
      {...entry, state: 'begin'},
      {...entry, state: 'done'},
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  )
  const {events} = await openIncident(project, opening)
  expect(events.find(({source}) => source === 'fix')?.text.en).toBe(
    'the fix of redis.memory is applied (run 20260115T120000Z-ab12)',
  )
})
