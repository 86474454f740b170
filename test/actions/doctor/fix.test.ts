import {chmod, readFile, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {z} from 'zod'

import {applyFixes, type FixOptions, undoFixes} from '../../../src/actions/doctor/fix.js'
import type {Access} from '../../../src/components/component.js'
import {type DoctorPart, defineCheck, failure, healthy} from '../../../src/doctor/check.js'
import {defineFact} from '../../../src/doctor/facts.js'
import type {FixPlan, FixStep} from '../../../src/doctor/fix.js'
import {judge, type Row} from '../../../src/doctor/judge.js'
import {commandOf, inverseOf, type PlannedFix, planFixes} from '../../../src/doctor/plan-fixes.js'
import {projectAt} from '../../../src/project.js'
import {entries, fixtureStack} from '../../doctor/fixture.js'
import {tempDir} from '../../temp-dir.js'

const finding = {status: 'fail', detail: {en: 'seen', zh: '所见'}} as const
const words = {en: 'words', zh: '文字'}

const planned = (...steps: readonly [FixStep, ...FixStep[]]): PlannedFix => ({
  check: 'self.dir-writable',
  level: 'safe',
  finding,
  plan: {effect: words, back: words, steps},
})

const optionsFor = (root: string, more: Partial<FixOptions> = {}): FixOptions => ({
  project: projectAt(root),
  access: {} as Access,
  signal: new AbortController().signal,
  opsctl: async () => 0,
  run: 'r1',
  confirm: async () => true,
  recheck: async () => [],
  ...more,
})

test('a file, a mode and opsctl.yaml are changed, and undo gives back the same bytes', async () => {
  const root = await tempDir()
  const spec = '# mine\nversion: 1\nproject: shop # the name\n'
  await writeFile(join(root, 'opsctl.yaml'), spec)
  await writeFile(join(root, 'key'), 'x')
  await chmod(join(root, 'key'), 0o644)
  const fix = planned(
    {kind: 'chmod', path: 'key', mode: 0o600, was: 0o644},
    {kind: 'write', path: 'overlay/new.yaml', before: undefined, after: 'a: 1\n'},
    {kind: 'spec', path: ['redis', 'maxMemory'], value: '256MiB', was: undefined},
  )

  expect(await applyFixes([fix], optionsFor(root))).toMatchObject([{state: 'mended'}])
  expect((await stat(join(root, 'key'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(root, 'overlay/new.yaml'), 'utf8')).toBe('a: 1\n')
  expect(await readFile(join(root, 'opsctl.yaml'), 'utf8')).toContain('maxMemory: 256MiB')

  const undo = await undoFixes('r1', optionsFor(root))
  expect(undo.undone).toHaveLength(3)
  expect(await readFile(join(root, 'opsctl.yaml'), 'utf8')).toBe(spec)
  expect((await stat(join(root, 'key'))).mode & 0o777).toBe(0o644)
  await expect(stat(join(root, 'overlay/new.yaml'))).rejects.toThrow('ENOENT')
})

test('a run is undone once: the second time there is nothing left', async () => {
  const root = await tempDir()
  await writeFile(join(root, 'key'), 'x', {mode: 0o644})
  await applyFixes([planned({kind: 'chmod', path: 'key', mode: 0o600, was: 0o644})], optionsFor(root))
  await undoFixes('r1', optionsFor(root))

  expect(await undoFixes('r1', optionsFor(root))).toEqual({run: 'r1', undone: [], left: []})
})

test('a file that changed since the look is not overwritten, by a fix or by its undo', async () => {
  const root = await tempDir()
  await writeFile(join(root, 'a.conf'), 'by a person')
  const fix = planned({kind: 'write', path: 'a.conf', before: 'as it was', after: 'mended'})
  expect(await applyFixes([fix], optionsFor(root))).toMatchObject([{state: 'failed'}])
  expect(await readFile(join(root, 'a.conf'), 'utf8')).toBe('by a person')

  const good = planned({kind: 'write', path: 'a.conf', before: 'by a person', after: 'mended'})
  await applyFixes([good], optionsFor(root, {run: 'r2'}))
  await writeFile(join(root, 'a.conf'), 'by a person again')
  await expect(undoFixes('r2', optionsFor(root))).rejects.toMatchObject({code: 'OPS_FIX_STALE'})
  expect(await readFile(join(root, 'a.conf'), 'utf8')).toBe('by a person again')
})

test('the first step that fails ends the run, and undo takes back what came before it', async () => {
  const root = await tempDir()
  await writeFile(join(root, 'key'), 'x', {mode: 0o644})
  const ran: string[] = []
  const opsctl = async (argv: readonly string[]) => {
    ran.push(argv.join(' '))
    return argv[0] === 'restart' ? 4 : 0
  }
  const first = planned(
    {kind: 'chmod', path: 'key', mode: 0o600, was: 0o644},
    {kind: 'opsctl', argv: ['restart', 'redis']},
  )
  const second = planned({kind: 'opsctl', argv: ['up']})

  expect(await applyFixes([first, second], optionsFor(root, {opsctl}))).toMatchObject([{state: 'failed'}])
  expect(ran).toEqual(['restart redis'])
  expect((await undoFixes('r1', optionsFor(root))).undone).toEqual(['chmod 0644 key'])
})

test('what is declined is left alone, and the next is still asked for', async () => {
  const root = await tempDir()
  const asked: string[] = []
  const confirm = async ({plan}: PlannedFix) => {
    asked.push(commandOf(plan.steps[0]))
    return false
  }
  const fixes = [planned({kind: 'opsctl', argv: ['up']}), planned({kind: 'opsctl', argv: ['restart']})]
  const opsctl = async () => {
    throw new Error('ran')
  }

  expect(await applyFixes(fixes, optionsFor(root, {confirm, opsctl}))).toMatchObject([
    {state: 'declined'},
    {state: 'declined'},
  ])
  expect(asked).toEqual(['opsctl up', 'opsctl restart'])
})

test('a fix that the check does not confirm is not called mended', async () => {
  const root = await tempDir()
  const fix = planned({kind: 'opsctl', argv: ['up']})
  const recheck = async () => [{...finding, check: {id: fix.check}} as Row]

  expect(await applyFixes([fix], optionsFor(root, {recheck}))).toMatchObject([{state: 'unwell', detail: {en: 'seen'}}])
})

test('a statement and its database reach psql by stdin, never by argv', async () => {
  const root = await tempDir()
  const seen: {argv: readonly string[]; stdin: unknown}[] = []
  const exec = async (argv: readonly string[], options: {stdin?: unknown}) => {
    seen.push({argv, stdin: options.stdin})
    return {exitCode: 0, stdout: '', stderr: ''}
  }
  const access = {instance: () => ({exec})} as unknown as Access
  const fix = planned({kind: 'sql', database: 'my "db"', sql: 'ANALYZE orders;', undo: 'SELECT 1;'})

  await applyFixes([fix], optionsFor(root, {access}))
  expect(seen[0]?.stdin).toBe('\\connect "my ""db"""\nANALYZE orders;\n')
  expect(seen[0]?.argv.join(' ')).not.toContain('orders')
})

test('an unknown run is told, with those that there are', async () => {
  const root = await tempDir()
  await expect(undoFixes('../../etc/passwd', optionsFor(root))).rejects.toMatchObject({code: 'OPS_FIX_RUN_UNKNOWN'})
})

test('every kind of step that has a way back is its own inverse twice over', () => {
  const steps: readonly FixStep[] = [
    {kind: 'chmod', path: 'a', mode: 0o600, was: 0o644},
    {kind: 'write', path: 'a', before: undefined, after: 'x'},
    {kind: 'spec', path: ['a'], value: 1, was: undefined},
    {kind: 'opsctl', argv: ['up'], undo: ['down']},
    {kind: 'sql', database: 'd', sql: 'a', undo: 'b'},
    {kind: 'redis', words: ['CONFIG', 'SET', 'a', '1'], undo: ['CONFIG', 'SET', 'a', '0']},
    {kind: 'exec', service: 's', argv: ['a'], undo: ['b']},
    {kind: 'host', argv: ['sysctl', '-w', 'a=1'], root: true, undo: ['sysctl', '-w', 'a=0']},
  ]
  for (const step of steps) {
    const inverse = inverseOf(step)
    expect(inverse && inverseOf(inverse)).toEqual(step)
  }
})

const size = defineFact('test.size', z.object({size: z.number()}))
const planOf = (step: FixStep): FixPlan => ({effect: words, back: words, steps: [step]})
const checkOf = (id: string, level: 'safe' | 'guarded', step: FixStep, because: readonly string[] = []) =>
  defineCheck({
    id,
    title: words,
    impact: words,
    runs: words,
    remedy: {text: words},
    tiers: ['runtime'],
    outcomes: ['pass', 'fail'],
    because,
    needs: {size},
    judge: ({size: {size: value}}) => (value > 1 ? failure(words) : healthy(words)),
    fix: {level, plan: () => planOf(step)},
  })

test('a plan takes causes and leaves their consequences, and the same steps only once', () => {
  const up: FixStep = {kind: 'opsctl', argv: ['up']}
  const part: DoctorPart = {
    id: 'test',
    title: words,
    isFor: () => true,
    collectors: [],
    checks: [
      checkOf('self.runtime', 'safe', up),
      checkOf('self.dir-writable', 'guarded', {kind: 'opsctl', argv: ['restart']}),
      checkOf('config.cors', 'safe', {kind: 'opsctl', argv: ['render']}, ['self.runtime']),
      checkOf('config.schema', 'safe', up),
    ],
  }
  const input = {stack: fixtureStack(), facts: entries({'test.size': {size: 2}}), now: 0, overrides: {}}
  const rows = judge({...input, parts: [part]})

  expect(planFixes(rows, input, {level: 'safe'}).map(({check}) => check)).toEqual(['self.runtime'])
  expect(planFixes(rows, input, {level: 'guarded'}).map(({check}) => check)).toEqual([
    'self.runtime',
    'self.dir-writable',
  ])
  const chosen = new Set(['config.schema'])
  expect(planFixes(rows, input, {level: 'guarded', ids: chosen}).map(({check}) => check)).toEqual(['config.schema'])
})
