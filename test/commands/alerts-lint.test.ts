import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import AlertsLint from '../../src/commands/alerts/lint.js'
import {tempDir} from '../temp-dir.js'
import {runCommand} from './run-command.js'

const rules = (expr: string) =>
  `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: ${expr} # kept\n        labels: {severity: info}\n        annotations: {runbook_url: x}\n`

async function fileWith(text: string, name = 'rules.yml'): Promise<string> {
  const path = join(await tempDir(), name)
  await writeFile(path, text)
  return path
}

describe('opsctl alerts lint', () => {
  it('ends with 0 when nothing is wrong', async () => {
    const {exitCode, stdout} = await runCommand(AlertsLint, [await fileWith(rules('x > 1'))])
    expect(stdout).toContain('✓ 1 file, nothing found')
    expect(exitCode).toBe(0)
  })

  it('ends with 1 at the level that is asked for', async () => {
    const path = await fileWith(rules('irate(x_total[5m]) > 1'))
    const {exitCode, stdout} = await runCommand(AlertsLint, [path])
    expect(stdout).toContain(`${path}:5:15 warning promql/irate-in-alert: irate() in an alert`)
    expect(exitCode).toBe(1)
    expect((await runCommand(AlertsLint, [path, '--fail-on', 'error'])).exitCode).toBe(0)
  })

  it.each([
    ['missing', undefined],
    ['unknown', 'a: 1\n'],
    ['binary', 'groups:\0'],
  ])('ends with 2 when the file is %s', async (_what, text) => {
    const path = text === undefined ? '/nowhere/rules.yml' : await fileWith(text)
    const {exitCode, stderr} = await runCommand(AlertsLint, [path])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(path)
  })

  it('says where a file is broken', async () => {
    const {exitCode, stdout} = await runCommand(AlertsLint, [await fileWith('groups:\n  - name: "a\n    rules: []\n')])
    expect(stdout).toMatch(/:\d+:\d+ error file\/syntax: not valid YAML/)
    expect(exitCode).toBe(1)
  })

  it('shows the repairs, and writes nothing when nobody can be asked', async () => {
    const before = rules('irate(x_total[5m]) > 1')
    const path = await fileWith(before)
    const {exitCode, stderr} = await runCommand(AlertsLint, [path, '--fix'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('+        expr: rate(x_total[5m]) > 1 # kept')
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  it('writes them with --yes, and judges what is there then', async () => {
    const path = await fileWith(rules('irate(x_total[5m]) > 1'))
    const {exitCode, stdout} = await runCommand(AlertsLint, [path, '--fix', '--yes'])
    expect(await readFile(path, 'utf8')).toBe(rules('rate(x_total[5m]) > 1'))
    expect(stdout).toContain('nothing found')
    expect(exitCode).toBe(0)
  })

  it('walks folders, and leaves what it does not know', async () => {
    const folder = await tempDir()
    await mkdir(join(folder, 'deep'))
    await writeFile(join(folder, 'deep/rules.yaml'), rules('absent(x)'))
    await writeFile(join(folder, 'package.json'), '{"name": "a"}')
    const {stdout} = await runCommand(AlertsLint, [folder])
    expect(stdout).toContain('rules/absent-without-for')
    expect(stdout).toContain('1 file: 0 errors, 1 warnings, 0 hints')
  })

  it('silences what a comment names, on its line and the next', async () => {
    const silenced = rules('irate(x_total[5m]) > 1').replace('# kept', '# opsctl-lint-disable promql/irate-in-alert')
    expect((await runCommand(AlertsLint, [await fileWith(silenced)])).exitCode).toBe(0)
  })

  it('answers scripts and code hosts', async () => {
    const path = await fileWith(rules('irate(x_total[5m]) > 1'))
    const {stdout} = await runCommand(AlertsLint, [path, '--json'])
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({id: 'promql/irate-in-alert', severity: 'warning', line: 5, column: 15, fixable: true}),
    ])
    const same = await runCommand(AlertsLint, [path, '--format', 'json'])
    expect(JSON.parse(same.stdout)).toEqual(JSON.parse(stdout))
    expect(JSON.parse((await runCommand(AlertsLint, [path, '--format', 'sarif'])).stdout).version).toBe('2.1.0')
    expect((await runCommand(AlertsLint, [path, '--format', 'github'])).stdout).toContain(
      `::warning file=${path},line=5`,
    )
  })
})
