/** The configuration of Alertmanager, judged by its own tool: routes of every alert, and every message as it is rendered. */
import {execFile} from 'node:child_process'
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {listAlerts} from '../../src/alerts/catalogue.js'
import {configFiles} from '../../src/components/alertmanager/config.js'
import {matchRoutes, routeTree} from '../../src/components/alertmanager/routes.js'
import {imageRef} from '../../src/images/image-refs.js'
import {renderTemplate} from '../../src/render/engine.js'
import {parseStack} from '../../src/spec/load-stack.js'
import {makeFolder} from './opsctl.js'

const run = promisify(execFile)
const golden = new URL('../components/alertmanager/messages', import.meta.url).pathname

const stackOf = (grafana: boolean) => {
  const {stack, problems} = parseStack(`version: 1
project: shop
environment: staging
images: {source: ${grafana ? 'registry' : 'debian'}}
alertmanager: {}
prometheus: {}
${grafana ? 'grafana: {port: 3000}' : ''}
alerting:
  watchdog: dead
  receivers:
    mail: {type: email, to: [ops@example.com], from: o@example.com, smarthost: 'mail.example.com:587', username: ops}
    team: {type: slack}
    ding: {type: dingtalk, keyword: 告警}
    wecom: {type: wecom}
    feishu: {type: feishu}
    data: {type: telegram, chatId: -100123}
    web: {type: teams}
    hook: {type: webhook}
    dead: {type: webhook, url: 'http://10.0.0.5/alive'}
  timeIntervals:
    night: {from: '22:00', to: '08:00', timezone: Asia/Shanghai}
    weekend: {days: [saturday, sunday]}
  routes:
    - {severity: [critical], receivers: [mail, ding, wecom, feishu], continue: true}
    - {component: [postgres, redis, elasticsearch], receivers: [data], muteDuring: [night, weekend], repeat: 24h}
    - {severity: [critical, warning, info], component: [gateway], receivers: [web, hook]}
    - {receivers: [team], activeDuring: [weekend]}
`)
  if (!stack) throw new Error(problems.map(({message}) => message.en).join())
  return stack
}

const stack = stackOf(true)
// Debian has no Grafana; the image that is tried here is the one built from its packages.
const bare = stackOf(false)
let folder: string

beforeAll(async () => {
  folder = await makeFolder()
  for (const [name, which] of [
    ['with', stack],
    ['without', bare],
  ] as const) {
    for (const file of configFiles({stack: which, template: renderTemplate})) {
      const path = join(folder, name, file.path)
      await mkdir(dirname(path), {recursive: true})
      await writeFile(path, file.content)
    }
  }
})

afterAll(async () => {
  await rm(folder, {recursive: true, force: true})
})

/** Runs a shell script in a container of Alertmanager's image that sees the folder as /c. */
async function inContainer(script: string): Promise<string> {
  await writeFile(join(folder, 'script.sh'), script)
  await run('chmod', ['-R', 'a+rX', folder])
  const argv = ['run', '--rm', '--network', 'none', '-v', `${folder}:/c:ro`, '--entrypoint', 'sh']
  const {stdout} = await run('docker', [...argv, imageRef(bare, 'alertmanager'), '/c/script.sh'], {
    maxBuffer: 16 * 1024 ** 2,
  })
  return stdout
}

const CONFIG = '/c/with/alertmanager/config'

test('amtool takes the configuration, with and without Grafana', async () => {
  const out = await inContainer(`set -e
amtool check-config ${CONFIG}/alertmanager.yml
amtool check-config /c/without/alertmanager/config/alertmanager.yml
`)
  expect(out.match(/SUCCESS/g)?.length).toBeGreaterThanOrEqual(4)
})

test('every alert that ships goes where amtool says that it goes', async () => {
  const alerts = listAlerts()
  const sets = alerts.map(({name, severity, component}) => ({alertname: name, severity, component}))
  const ours = sets.map((labels) =>
    matchRoutes(routeTree(stack), labels)
      .map(({receiver}) => receiver)
      .join(','),
  )
  const lines = sets.map((labels) =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  )
  const command = (line: string) => `amtool config routes test --config.file=${CONFIG}/alertmanager.yml ${line}`
  // The route depends on the name of few alerts; one call for each set of labels that differs keeps this short.
  const distinct = new Map(lines.map((line, index) => [shortened(line), {line, index}]))
  const out = await inContainer([...distinct.values()].map(({line}) => command(line)).join('\n'))
  const theirs = new Map([...distinct.keys()].map((key, index) => [key, out.trim().split('\n')[index]]))

  expect(alerts.length).toBeGreaterThan(200)
  expect(ours).toEqual(lines.map((line) => theirs.get(shortened(line))))
  expect(new Set(ours).size).toBeGreaterThan(5)
})

/** The labels that routes look at: the name only of Watchdog. */
function shortened(line: string): string {
  return line.startsWith('alertname=Watchdog ') ? line : line.replace(/^\S+ /, '')
}

describe('each message is rendered by amtool as it was looked over', async () => {
  const languages = ['en', 'zh', 'both']
  const kinds = ['title', 'plain', 'markdown', 'short', 'brief', 'slack', 'email']

  test.each(['firing', 'resolved'])('%s', async (status) => {
    await writeFile(join(folder, 'data.json'), JSON.stringify(sample(status)))
    const script = kinds.flatMap((kind) =>
      languages.map((language) => {
        const type = kind === 'email' ? 'html' : 'text'
        const text = `{{ template "opsctl.${kind}.${language}" . }}`
        return `echo '===== ${kind}.${language}'
amtool template render --template.glob='${CONFIG}/templates/*.tmpl' --template.data=/c/data.json --template.type=${type} --template.text='${text}'
echo`
      }),
    )
    const out = await inContainer(script.join('\n'))
    const file = join(golden, `${status}.txt`)
    if (process.env.UPDATE_GOLDEN) await mkdir(golden, {recursive: true}).then(() => writeFile(file, out))

    expect(out).toBe(await readFile(file, 'utf8'))
    for (const block of out.split('===== ').filter((part) => /^(short|brief)/.test(part))) {
      expect(Buffer.byteLength(block)).toBeLessThan(4096)
    }
  })
})

function sample(status: string) {
  const labels = {alertname: 'RedisTooManyConnections', component: 'redis', severity: 'critical', job: 'redis'}
  const annotations = {
    summary: 'Redis redis:6379 runs out of client connections',
    summary_zh: 'Redis redis:6379 的客户端连接即将用尽',
    description: '85 % of maxclients are in use & <more> come. At 100 % Redis refuses every new connection.',
    description_zh: '已使用 maxclients 的 85 %。达到 100 % 时 Redis 将拒绝所有新连接。',
    threshold: '0.8',
    runbook_url: 'http://127.0.0.1:9090/consoles/runbooks.html#RedisTooManyConnections',
    dashboard: 'opsctl-redis',
  }
  const alerts = ['a', 'b', 'c', 'd'].map((name, index) => ({
    status: index === 1 ? 'resolved' : status,
    labels: {...labels, instance: `redis-${name}:6379`},
    annotations,
    startsAt: '2026-11-21T10:00:00Z',
    endsAt: index === 1 || status === 'resolved' ? '2026-11-21T10:05:00Z' : '0001-01-01T00:00:00Z',
    generatorURL: 'http://127.0.0.1:9090/graph',
    fingerprint: String(index),
  }))
  const shared = {groupLabels: {alertname: labels.alertname, component: 'redis'}, commonLabels: labels}
  return {
    receiver: 'team',
    status,
    ...shared,
    commonAnnotations: annotations,
    externalURL: 'http://127.0.0.1:9093',
    alerts,
  }
}
