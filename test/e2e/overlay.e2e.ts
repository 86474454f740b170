/** What a person keeps in overlay/ is part of the stack. Nothing is started: Compose and opsctl only say what they would do. */
import {execFile} from 'node:child_process'
import {mkdir, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'

import {projectAt} from '../../src/project.js'
import {composeCommand} from '../../src/render/compose-files.js'
import {readTree} from '../render/deploy-tree.js'
import {askJson, makeFolder, mustRun, opsctl} from './opsctl.js'

const PROJECT = 'reload-overlay'
const RULES = 'groups:\n  - name: mine\n    rules:\n      - record: shop:mine\n        expr: sum(up)\n'
const JOBS = 'scrape_configs:\n  - job_name: mine\n    static_configs: [{targets: ["legacy.example.com:9100"]}]\n'
const OVERRIDE = `services:
  redis:
    mem_limit: 300m
    environment: {MINE: "1"}
  mine:
    image: example.com/mine:1
    networks: [data]
    volumes: ["./mine:/mine:ro"]
`

let home: string
let shop: string

interface PlanAnswer {
  readonly services: readonly {readonly service: string; readonly action: string}[]
}

beforeAll(async () => {
  home = await makeFolder()
  shop = join(home, PROJECT)
  const overlay = join(shop, 'overlay')
  await mkdir(join(overlay, 'rules'), {recursive: true})
  await mkdir(join(overlay, 'scrape'))
  await writeFile(
    join(shop, 'opsctl.yaml'),
    `version: 1\nproject: ${PROJECT}\nimages: {source: debian}\nredis: {}\nprometheus: {port: 18620}\n`,
  )
  await writeFile(join(overlay, 'rules/mine.yml'), RULES)
  await writeFile(join(overlay, 'scrape/mine.yaml'), JOBS)
  await writeFile(join(overlay, 'compose.override.yaml'), OVERRIDE)
  await mustRun('-C', shop, 'render')
})

afterAll(() => rm(home, {recursive: true, force: true}))

test('rules and jobs lie beside those of the rooms, and say where they are from', async () => {
  const files = await readTree(join(shop, 'deploy/prometheus/config'))
  expect(files['rules.d/overlay-mine.yaml']).toMatch(/^# Written by opsctl from overlay\/rules\/mine\.yml\./)
  expect(files['rules.d/overlay-mine.yaml']).toContain(RULES)
  expect(files['scrape.d/overlay-mine.yaml']).toContain(JOBS)
  expect(Object.keys(files)).toContain('scrape.d/redis.yaml')
})

test('Compose settings win where they say something, and leave the rest as it is', async () => {
  const {argv, env} = composeCommand(projectAt(shop), PROJECT)
  const {stdout} = await promisify(execFile)('docker', [...argv, 'config', '--format', 'json'], {
    env: {...process.env, ...env},
  })
  const {services} = JSON.parse(stdout)
  expect(services.redis).toMatchObject({
    mem_limit: String(300 * 1024 ** 2),
    environment: {MINE: '1'},
    read_only: true,
    cap_drop: ['ALL'],
  })
  expect(services.mine.volumes).toMatchObject([{source: join(shop, 'mine'), target: '/mine'}])
})

test('a service of the person’s own is planned like the others', async () => {
  const {code, json} = await askJson('-C', shop, 'plan')
  const {services} = json as unknown as PlanAnswer
  expect(code).toBe(10)
  expect(services.map((one) => `${one.service} ${one.action}`).toSorted()).toEqual([
    'mine create',
    'prometheus create',
    'redis create',
    'redis-exporter create',
  ])
})

test('Compose settings that Compose refuses stop everything, with its words', async () => {
  const file = join(shop, 'overlay/compose.override.yaml')
  await writeFile(file, 'services:\n  redis:\n    memory: 1g\n')
  for (const verb of ['plan', 'up']) {
    const answer = await opsctl(['-C', shop, verb])
    expect([verb, answer.code]).toEqual([verb, 4])
    expect(answer.stderr).toMatch(/compose\.override\.yaml|memory/)
  }
  await writeFile(file, OVERRIDE)
})

test('a job that has the name of one of ours is refused at its line', async () => {
  const file = join(shop, 'overlay/scrape/mine.yaml')
  await writeFile(file, JOBS.replace('job_name: mine', 'job_name: redis'))
  const answer = await opsctl(['-C', shop, 'render'])
  await writeFile(file, JOBS)
  expect(answer.code).toBe(2)
  expect(answer.stderr).toContain('overlay/scrape/mine.yaml:2:')
})
