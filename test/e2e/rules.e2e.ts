/** Every shipped rule and every of its tests, judged by the promtool of Prometheus 3 and of Prometheus 2. */
import {execFile} from 'node:child_process'
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, test} from 'vitest'

import {listAlertFiles} from '../../src/alerts/catalogue.js'
import {promtools} from '../rules/promtool.js'

const execute = promisify(execFile)
const templates = new URL('../../templates', import.meta.url).pathname
const drivers = await readdir(join(templates, 'gateway'))
const recorded = ['caddy', 'nginx', 'haproxy'].filter((name) => drivers.includes(name))
const rules = [...listAlertFiles(), ...recorded.map((driver) => `gateway/${driver}/rules.yaml`)]
const tests = [
  ...listAlertFiles().map((file) => file.replace('/alerts/', '/alerts/tests/')),
  ...recorded.map((driver) => `gateway/alerts/tests/recorded-${driver}.yaml`),
]
/** Two processes at a time; neighbours in the list take about as long. */
const halves = [0, 1].map((half) => tests.filter((_, index) => index % 2 === half))

/** Each test is small and soon over: collecting garbage at every turn costs a third of the time. */
const env = {...process.env, GOGC: '400'}

describe.each(await promtools())('promtool $version', ({path}) => {
  const run = (...argv: string[]) => execute(path, argv, {cwd: templates, env, maxBuffer: 32 * 1024 ** 2})

  test('reads every rule file as it stands, without a complaint', async () => {
    const {stdout, stderr} = await run('check', 'rules', '--lint=all', ...rules)
    expect(stdout + stderr).not.toMatch(/FAILED|duplicate rule\(s\) found/)
    expect(stdout.match(/SUCCESS/g)).toHaveLength(rules.length)
  })

  test('passes every test of every rule', async () => {
    const outputs = await Promise.all(halves.map((files) => run('test', 'rules', ...files)))
    const said = outputs.map(({stdout, stderr}) => stdout + stderr).join('\n')
    expect(said).not.toMatch(/FAILED/)
    expect(said.match(/SUCCESS/g)).toHaveLength(tests.length)
  })
})
