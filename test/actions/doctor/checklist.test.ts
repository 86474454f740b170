import {readdir, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import {
  type ChecklistPerson,
  openChecklist,
  type WalkOptions,
  walkChecklist,
} from '../../../src/actions/doctor/checklist.js'
import {splitChecks} from '../../../src/actions/doctor/checklist-look.js'
import {newestUnfinished, readState, saveState} from '../../../src/actions/doctor/checklist-store.js'
import {type Filling, fillArgv, fillCommands} from '../../../src/doctor/checklists/fill.js'
import {projectAt} from '../../../src/project.js'
import {interrupted} from '../../../src/system/run.js'
import {tempDir} from '../../temp-dir.js'

/** A project whose opsctl.yaml is broken: every check says so at once, and nothing that runs is asked. */
async function brokenProject() {
  const root = await tempDir()
  await writeFile(join(root, 'opsctl.yaml'), 'version: 1\nproject: Not A Name\n')
  return projectAt(root)
}

const optionsFor = (person?: Partial<ChecklistPerson>, more: Partial<WalkOptions> = {}): WalkOptions => ({
  signal: new AbortController().signal,
  lang: 'en',
  person: person && {
    answer: async ({answer}) => (answer === 'note' ? 'words' : true),
    agree: async () => false,
    beginAgain: async () => true,
    ...person,
  },
  toDocument: (report) => report,
  confirmFix: async () => false,
  onCut: () => undefined,
  onLine: () => undefined,
  onPlan: () => undefined,
  onRecord: () => undefined,
  onStep: () => undefined,
  onWaiting: () => undefined,
  ...more,
})

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: {code?: string}) => error.code,
  )

test('a run without a person looks, leaves the rest open, and can be taken up by one', async () => {
  const project = await brokenProject()
  const begun = await openChecklist(project, {name: 'rollback', resume: false})
  const machine = await walkChecklist(project, begun, optionsFor())
  expect(machine.records.map(({path, outcome}) => [path, outcome])).toEqual([
    ['stop', 'open'],
    ['data-changed', 'open'],
    ['old-files', 'open'],
    ['start', 'open'],
    ['answers', 'open'],
    ['after', 'fail'],
  ])
  expect(machine.records.at(-1)?.detail?.en).toContain('opsctl.yaml:2')
  expect(machine.finishedAt).toBeUndefined()

  const file = join(project.state, 'checklists', `${begun.id}.json`)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const taken = await openChecklist(project, {name: undefined, resume: true})
  expect(taken.id).toBe(begun.id)
  const waits = {withoutWaiting: new AbortController()}
  const cut = walkChecklist(
    project,
    taken,
    optionsFor(
      {answer: async ({id}) => id !== 'data-changed'},
      {signal: waits.withoutWaiting.signal, onWaiting: () => waits.withoutWaiting.abort()},
    ),
  )
  expect(await codeOf(cut)).toBe('OPS_INTERRUPTED')
  const kept = await readState(project, begun.id)
  expect(kept.records.map(({path, outcome}) => [path, outcome])).toEqual([
    ['stop', 'yes'],
    ['data-changed', 'no'],
    ['old-files', 'yes'],
    ['start', 'declined'],
  ])
  expect(kept.begun?.path).toBe('answers')
})

test('Ctrl+C at any question keeps every answer before it, and each resume ends the same way', async () => {
  const project = await brokenProject()
  const answers = {when: 0}
  const asked: string[] = []
  const person = {
    async answer({id}: {readonly id: string}) {
      answers.when += 1
      if (answers.when % 2 === 0) throw interrupted()
      asked.push(id)
      return id === 'confirmed' ? true : 'words'
    },
    beginAgain: async () => false,
  }
  const begun = await openChecklist(project, {name: 'restore', resume: false})
  const ended = async () => {
    for (let tries = 0; tries < 20; tries += 1) {
      const state = tries === 0 ? begun : await newestUnfinished(project, 'restore')
      const abort = new AbortController()
      const options = optionsFor(person, {signal: abort.signal, onWaiting: () => abort.abort()})
      const walked = await walkChecklist(project, state, options).catch((error: {code?: string}) => error.code)
      if (typeof walked === 'object') return walked
      expect(walked).toBe('OPS_INTERRUPTED')
    }

    throw new Error('it never ends')
  }
  const state = await ended()
  expect(asked).toEqual(['which', 'confirmed', 'stop', 'present', 'empty', 'restored', 'counts'])
  expect(state.records.map(({path}) => path)).toEqual([
    'backups',
    'which',
    'confirmed',
    'stop',
    'present',
    'empty',
    'restored',
    'sound',
    'counts',
    'start',
    'answers',
  ])
  expect(state.finishedAt).toBeDefined()
  expect((await readdir(join(project.state, 'checklists'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('names and files that are wrong are refused', async () => {
  const project = await brokenProject()
  expect(await codeOf(openChecklist(project, {name: 'incidnt', resume: false}))).toBe('OPS_CHECKLIST_NAME')
  expect(await codeOf(openChecklist(project, {name: undefined, resume: false}))).toBe('OPS_CHECKLIST_NAME')
  expect(await codeOf(openChecklist(project, {name: undefined, resume: true}))).toBe('OPS_CHECKLIST_RUN')
  expect(await codeOf(openChecklist(project, {name: '../x', resume: true}))).toBe('OPS_CHECKLIST_RUN')
  const begun = await openChecklist(project, {name: 'handover', resume: false})
  const elsewhere = {path: 'gone', kind: 'ask', outcome: 'yes', at: begun.startedAt} as const
  await saveState(project, {...begun, records: [elsewhere]})
  const state = await readState(project, begun.id)
  expect(await codeOf(walkChecklist(project, state, optionsFor()))).toBe('OPS_CHECKLIST_CHANGED')
  expect((await readState(project, begun.id)).records).toEqual([elsewhere])
  const file = join(project.state, 'checklists', `${begun.id}.json`)
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 40))
  expect(await codeOf(openChecklist(project, {name: begun.id, resume: true}))).toBe('OPS_CHECKLIST_RUN')
  expect(await codeOf(openChecklist(projectAt(await tempDir()), {name: 'handover', resume: false}))).toBe(
    'OPS_SPEC_MISSING',
  )
})

test('a second run of the same day has a name of its own', async () => {
  const project = await brokenProject()
  const first = await openChecklist(project, {name: 'handover', resume: false})
  await saveState(project, first)
  const second = await openChecklist(project, {name: 'handover', resume: false})
  expect(second.id).toBe(`${first.id}-2`)
})

test('a check that does not exist yet is open, one that is slow needs to be agreed to', () => {
  expect(splitChecks(['pg.up', 'pg.no-such-check'], false)).toEqual({here: ['pg.up'], unseen: ['pg.no-such-check']})
  expect(splitChecks(['redis.big-keys'], false).unseen).toEqual(['redis.big-keys'])
  expect(splitChecks(['redis.big-keys'], true).here).toEqual(['redis.big-keys'])
})

test('commands are filled from the stack and from what was said, or not at all', () => {
  const filling: Filling = {
    apps: ['web', 'worker'],
    project: 'shop',
    namespace: 'shop-ns',
    target: 'helm',
    id: '2026-01-15-incident',
    root: '/srv/shop',
    answer: (step) => (step === 'name' ? 'a $(rm -rf /) name' : undefined),
  }
  expect(fillArgv(['restart', '{apps}'], filling)).toEqual(['restart', 'web', 'worker'])
  expect(fillArgv(['restart', '{apps}'], {...filling, apps: []})).toBeUndefined()
  expect(fillArgv(['incident', 'open', '{answer:name}'], filling)).toEqual(['incident', 'open', 'a $(rm -rf /) name'])
  expect(fillArgv(['incident', 'close', '--cause', '{answer:cause}'], filling)).toBeUndefined()
  expect(fillArgv(['--output', '{root}/{id}.md'], filling)).toEqual(['--output', '/srv/shop/2026-01-15-incident.md'])
  const commands = [{compose: 'docker compose -p {project} stop {apps}', helm: 'kubectl -n {namespace} get {apps}'}]
  expect(fillCommands(commands, filling)).toEqual(['kubectl -n shop-ns get web worker'])
  expect(fillCommands(commands, {...filling, target: 'compose'})).toEqual(['docker compose -p shop stop web worker'])
})
