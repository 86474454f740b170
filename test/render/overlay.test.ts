import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import type {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {emptyOverlay, loadOverlay} from '../../src/render/overlay.js'
import {tempDir} from '../temp-dir.js'

async function overlayOf(files: Record<string, string>) {
  const project = projectAt(await tempDir())
  for (const [path, content] of Object.entries(files)) {
    const file = join(project.overlay, path)
    await mkdir(join(file, '..'), {recursive: true})
    await writeFile(file, content)
  }

  return loadOverlay(project)
}

async function problemsOf(files: Record<string, string>): Promise<readonly string[]> {
  const error = (await overlayOf(files).catch((problem: unknown) => problem)) as OpsError
  expect(error.code).toBe('OPS_OVERLAY_INVALID')
  expect(error.exitCode).toBe(2)
  return error.problems.map(({file, line, column, path, message}) => `${file}:${line}:${column} ${path}: ${message.en}`)
}

const group = (rule: string) => `groups:\n  - name: a\n    rules:\n      - ${rule}\n`

test('no overlay is an empty one', async () => {
  expect(await overlayOf({})).toEqual(emptyOverlay)
})

test('good rules and jobs are taken as they are, notes are not', async () => {
  const content = group('record: a:b\n        expr: sum(up)')
  const overlay = await overlayOf({
    'rules/x.yml': content,
    'rules/README.md': 'mine',
    'scrape/y.yaml': 'scrape_configs:\n  - job_name: legacy\n',
  })
  expect(overlay.rules).toEqual([{stem: 'x', source: 'overlay/rules/x.yml', content}])
  expect(overlay.jobs).toEqual([{name: 'legacy', file: 'overlay/scrape/y.yaml', line: 2, column: 15}])
})

test.each([
  [group('alert: X\n        expr: up =='), 'overlay/rules/x.yaml:5:15 groups[0].rules[0].expr: PromQL syntax error'],
  [
    group('alert: X\n        expr: up\n        for: 5 minutes'),
    ':6:14 groups[0].rules[0].for: 5 minutes is not a duration',
  ],
  [group('alert: X'), ':4:9 groups[0].rules[0]: lacks expr'],
  [group('expr: up'), 'either alert or record'],
  [group('alert: X\n        expr: up\n        sevrity: x'), 'unknown key sevrity'],
  ['group: []\n', 'unknown key group'],
  ['groups: [\n', 'not valid YAML'],
  ['groups:\n\t- x\n', 'not valid YAML'],
])('%j is refused at its line', async (content, expected) => {
  expect((await problemsOf({'rules/x.yaml': content})).join('\n')).toContain(expected)
})

describe('an alert of the person', () => {
  const alert = (name: string, rest = '') =>
    `groups: [{name: ${name.toLowerCase()}, rules: [{alert: ${name}, expr: up == 0${rest}}]}]\n`
  const summary = (text: string) => alert('Mine', `, annotations: {summary: '${text}'}`)

  test.each([
    ['{{ $label.instance }} is down', 'there is no $label'],
    ['{{ .Label.instance }} is down', 'there is no .Label'],
    ['{{ $value | humanise }}', 'there is no function humanise'],
    ['{{ $value', 'the template is not closed'],
  ])('with the template %s is refused', async (text, expected) => {
    expect((await problemsOf({'rules/x.yaml': summary(text)})).join()).toContain(expected)
  })

  test('may use what Prometheus has', async () => {
    const text =
      '{{ range query "up" }}{{ .Labels.job }}{{ end }} {{ $labels.job }} {{ $value | humanize }} {{ $externalURL }}'
    expect((await overlayOf({'rules/x.yaml': summary(text)})).rules).toHaveLength(1)
  })

  test('is refused when another file has it with the same labels, not with others', async () => {
    const twice = await problemsOf({'rules/a.yaml': alert('Mine'), 'rules/b.yaml': alert('Mine')})
    expect(twice.join()).toMatch(/overlay\/rules\/b\.yaml:1:\d+ .*Mine.*overlay\/rules\/a\.yaml:1/)
    const other = alert('Mine', ', labels: {severity: critical}')
    expect((await overlayOf({'rules/a.yaml': alert('Mine'), 'rules/b.yaml': other})).rules).toHaveLength(2)
  })

  test('with the name of one that ships is refused, with the way to change that', async () => {
    expect((await problemsOf({'rules/x.yaml': alert('RedisDown')})).join()).toContain('alerts: {RedisDown: …}')
  })
})

test('every problem of every file is said at once', async () => {
  const problems = await problemsOf({'rules/a.yaml': 'x: 1', 'rules/b.yaml': group('expr: up'), 'scrape/c.txt': ''})
  expect(problems.length).toBeGreaterThanOrEqual(3)
})

test('a job name used twice is refused', async () => {
  const job = 'scrape_configs:\n  - job_name: one\n'
  expect((await problemsOf({'scrape/a.yaml': job, 'scrape/b.yaml': job})).join()).toContain('already used')
})
