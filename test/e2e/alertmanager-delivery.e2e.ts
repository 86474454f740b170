/** Notifications of a running Alertmanager: every kind of receiver, every inhibition, silences, and what refuses. */
import {execFile} from 'node:child_process'
import {mkdir, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'

import {type AlertmanagerApi, openAlertmanager} from '../../src/actions/alerts/alertmanager.js'
import {sendTestAlert} from '../../src/actions/alerts/send-test.js'
import {expireSilence, listSilences, makeSilence} from '../../src/actions/alerts/silence.js'
import {setSecret} from '../../src/actions/secrets/set.js'
import type {StepRunner} from '../../src/actions/step.js'
import {bringUp} from '../../src/actions/up.js'
import {findInhibitions, inhibitRules, type Selector} from '../../src/components/alertmanager/inhibition.js'
import {projectAt} from '../../src/project.js'
import {type Inboxes, openInboxes, type Posted} from './inboxes.js'
import {makeFolder} from './opsctl.js'

const PORTS = {smtp: 26_025, http: 26_080}
const project = projectAt(join(await makeFolder(), 'amt-delivery'))
const {stdout} = await promisify(execFile)('docker', [
  'network',
  'inspect',
  'bridge',
  '--format',
  '{{(index .IPAM.Config 0).Gateway}}',
])
const host = stdout.trim()
const inbox = `http://${host}:${PORTS.http}`

const SPEC = `version: 1
project: amt-delivery
images: {source: debian}
alertmanager: {port: 26093}
alerting:
  language: both
  receivers:
    mail: {type: email, to: [ops@example.com, 'night@example.com'], from: opsctl@example.com, smarthost: '${host}:${PORTS.smtp}', requireTls: false}
    hook: {type: webhook, url: '${inbox}/webhook'}
    slack: {type: slack}
    ding: {type: dingtalk, keyword: 告警, language: zh}
    wecom: {type: wecom, language: zh}
    feishu: {type: feishu}
    telegram: {type: telegram, chatId: -100123, apiUrl: '${inbox}', language: en}
    teams: {type: teams, language: en}
    forbidden: {type: webhook, url: '${inbox}/status/403'}
    broken: {type: webhook, url: '${inbox}/status/500'}
    hidden: {type: telegram, chatId: 1, apiUrl: 'http://${host}:26081'}
    closed: {type: webhook, url: 'http://${host}:26081/'}
    strict: {type: email, to: [ops@example.com], from: opsctl@example.com, smarthost: '${host}:${PORTS.smtp}'}
  routes:
    - {receivers: [mail, hook, slack, ding, wecom, feishu, telegram, teams]}
    - {severity: [info], component: [nothing], receivers: [forbidden, broken, closed, hidden, strict]}
`

const TOKEN = '123456:a-token-of-this-test-alone'
const chats = {slack: 'slack', ding: 'dingtalk', wecom: 'wecom', feishu: 'feishu', teams: 'teams'}
const runSteps: StepRunner = async (steps) => {
  for (const step of steps) await step.run(() => undefined)
}

let inboxes: Inboxes
let api: AlertmanagerApi

beforeAll(async () => {
  inboxes = await openInboxes(host, PORTS)
  await mkdir(project.root, {recursive: true})
  await writeFile(project.specFile, SPEC)
  for (const [name, path] of Object.entries(chats)) {
    await setSecret(project, `alertmanager-receiver-${name}-url`, `${inbox}/${path}/robot\n`)
  }

  for (const name of ['telegram', 'hidden']) {
    await setSecret(project, `alertmanager-receiver-${name}-token`, TOKEN)
  }

  const report = await bringUp(project, {timeoutS: 180, force: false, runSteps, signal: AbortSignal.timeout(300_000)})
  api = await openAlertmanager(project)
  expect(report.failures).toEqual([])
})

afterAll(async () => {
  await api?.runtime.down({})
  await api?.runtime.removeVolumes((await api.runtime.volumes()).map(({name}) => name))
  await inboxes?.close()
  await rm(dirname(project.root), {recursive: true, force: true})
})

const send = (receiver?: string) =>
  sendTestAlert(project, {
    severity: 'critical',
    timeoutS: 25,
    signal: AbortSignal.timeout(60_000),
    ...(receiver === undefined ? {} : {receiver}),
  })

const postedTo = (start: string) => inboxes.posts.filter(({path}) => path.startsWith(start)).at(-1)?.body

describe('a test alert to everybody who is told', () => {
  test('is proved to be delivered to each of eight receivers', async () => {
    const report = await send()

    expect(report.results.filter(({delivered}) => !delivered)).toEqual([])
    expect(report.results.map(({receiver}) => receiver)).toEqual([
      'mail',
      'hook',
      'slack',
      'ding',
      'wecom',
      'feishu',
      'telegram',
      'teams',
    ])
  })

  test('is a mail with both languages, as text and as HTML', () => {
    const mail = inboxes.mails.at(-1)
    const source = decodeMail(mail?.source ?? '')

    expect(mail).toMatchObject({from: 'opsctl@example.com', to: ['ops@example.com', 'night@example.com']})
    expect(source).toMatch(/^Subject: .*OpsctlTest.*amt-delivery/m)
    expect(source).toContain('notifications arrive')
    expect(source).toContain('看到此消息说明通知可达')
    expect(source).toMatch(/text\/plain[\s\S]*text\/html/)
  })

  test('is the JSON of version 4 at a webhook', () => {
    expect(postedTo('/webhook')).toMatchObject({
      version: '4',
      status: 'firing',
      receiver: 'hook',
      alerts: [{status: 'firing', labels: {alertname: 'OpsctlTest', severity: 'critical'}}],
    })
  })

  test('is an attachment at Slack', () => {
    expect(postedTo('/slack')).toMatchObject({
      username: 'Alertmanager',
      attachments: [
        {
          title: expect.stringMatching(/^【FIRING 告警:1】/),
          title_link: expect.stringMatching(/^http:/),
          text: expect.stringContaining('*'),
          color: 'danger',
          mrkdwn_in: expect.arrayContaining(['text']),
        },
      ],
    })
  })

  test('is Markdown with the keyword at DingTalk', () => {
    expect(postedTo('/dingtalk')).toEqual({
      msgtype: 'markdown',
      markdown: {
        title: expect.stringMatching(/^【告警:1】.*告警$/),
        text: expect.stringMatching(/看到此消息说明通知可达[\s\S]*告警$/),
      },
    })
  })

  test('is Markdown of at most 4096 bytes at WeCom', () => {
    const body = postedTo('/wecom')
    const {content} = (body?.markdown ?? {content: ''}) as {content: string}

    expect(body).toEqual({msgtype: 'markdown', markdown: {content: expect.stringContaining('看到此消息说明通知可达')}})
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4096)
  })

  test('is a card at Feishu', () => {
    expect(postedTo('/feishu')).toEqual({
      msg_type: 'interactive',
      card: {
        config: {wide_screen_mode: true},
        header: {title: {tag: 'plain_text', content: expect.stringContaining('OpsctlTest')}, template: 'red'},
        elements: [{tag: 'markdown', content: expect.stringContaining('notifications arrive')}],
      },
    })
  })

  test('is plain text at Telegram, with the token in the path alone', () => {
    expect(postedTo(`/bot${TOKEN}/sendMessage`)).toMatchObject({
      chat_id: -100123,
      text: expect.stringContaining('notifications arrive'),
    })
  })

  test('is an adaptive card at Teams', () => {
    expect(postedTo('/teams')).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              {type: 'TextBlock', text: expect.stringMatching(/^FIRING:1 · critical/)},
              {type: 'TextBlock', text: expect.stringContaining('notifications arrive')},
            ],
          },
        },
      ],
    })
  })

  test('ends by itself: the receivers are told so', async () => {
    const isOver = () => inboxes.posts.some(({path, body}) => path === '/webhook' && body.status === 'resolved')

    await expect.poll(isOver, {timeout: 50_000, interval: 1000}).toBe(true)
  })
})

test.each([
  'plain: words, a colon and a space',
  '- a list\n- of two',
  '# no comment',
  '{{ .ExternalURL }} {{ template "none" }}',
  '{"json": [1]} & <b>"quotes"</b> \\ %',
  '--- \n*star* @at `tick`',
])('a description such as %j reaches a robot as it is', async (description) => {
  const labels = {alertname: 'Odd', severity: 'warning', opsctl_test_receiver: 'feishu', text: description}
  const alert = {labels, annotations: {summary: description, description, description_zh: description}}
  await api.ask('/api/v2/alerts', {method: 'POST', body: [alert]})
  const sent = () => inboxes.posts.some(({body}) => textOf(body).includes(description))

  await expect.poll(sent, {timeout: 15_000}).toBe(true)
})

test.each([
  ['forbidden', /403/],
  ['broken', /500/],
  ['closed', /refused/],
  ['hidden', /refused/],
  ['strict', /STARTTLS|TLS/],
])('a test alert to %s is not delivered, and its answer is told', async (receiver, answer) => {
  const report = await send(receiver)

  expect(report.ok).toBe(false)
  expect(report.results).toHaveLength(1)
  expect(report.results[0]?.reason?.en).toMatch(answer)
})

test('no address of a receiver and no token is in the log of Alertmanager', async () => {
  const {stdout, stderr} = await promisify(execFile)('docker', ['logs', 'amt-delivery-alertmanager-1'])

  expect(stdout + stderr).toMatch(/Notify attempt failed/)
  expect(stdout + stderr).not.toContain(TOKEN)
  expect(stdout + stderr).not.toContain('/robot')
})

test('a silence is made, listed and ended', async () => {
  const {id} = await makeSilence(project, {
    alert: 'RedisDown',
    labels: ['instance=redis:6379'],
    forS: 600,
    comment: 'moved to another host',
  })

  expect(await listSilences(project)).toMatchObject([
    {id, matchers: expect.arrayContaining(['alertname="RedisDown"', 'instance="redis:6379"'])},
  ])
  await expireSilence(project, id)
  expect(await listSilences(project)).toEqual([])
})

describe('inhibition on the live Alertmanager', () => {
  interface Shown {
    readonly labels: Readonly<Record<string, string>>
    readonly status: {readonly inhibitedBy: readonly string[]}
  }

  const pick = (selector: Selector, marks: Readonly<Record<string, string>>) => {
    const fixed = Object.entries(selector).flatMap(([key, values]) =>
      values === 'any' ? (marks[key] === undefined ? [[key, 'anything']] : []) : [[key, values[0] ?? '']],
    )
    return {alertname: 'Sample', severity: 'warning', component: 'sample', ...marks, ...Object.fromEntries(fixed)}
  }
  const differing = (equal: readonly string[]) => ({[equal.find((label) => label !== 'alertname') ?? '']: 'elsewhere'})

  const post = (alerts: readonly Readonly<Record<string, string>>[], endsAt: Date) =>
    api.ask('/api/v2/alerts', {
      method: 'POST',
      body: alerts.map((labels) => ({labels, annotations: {}, endsAt: endsAt.toISOString()})),
    })
  const inhibitedOf = async (mark: string) => {
    const shown = JSON.parse(await api.ask('/api/v2/alerts')) as Shown[]
    return shown.find(({labels}) => labels.mark === mark)?.status.inhibitedBy.length
  }

  test.each(inhibitRules.map((rule) => [rule.name, rule] as const))('%s', async (name, rule) => {
    const common = Object.fromEntries(
      rule.equal.filter((label) => label !== 'alertname').map((label) => [label, `same-${name}`]),
    )
    const source = pick(rule.source, {...common, mark: `${name}-source`})
    const target = pick(rule.target, {...common, mark: `${name}-target`})
    const elsewhere = rule.equal.length === 0 ? {alertname: 'Unrelated', component: 'unrelated'} : differing(rule.equal)
    const other = {...target, ...elsewhere, mark: `${name}-other`}
    await post([source, target, other], new Date(Date.now() + 120_000))

    await expect.poll(() => inhibitedOf(`${name}-target`), {timeout: 10_000}).toBe(1)
    expect(await inhibitedOf(`${name}-other`)).toBe(0)
    expect(findInhibitions(source, target).map((one) => one.name)).toContain(name)
    expect(findInhibitions(source, other)).toEqual([])
    await post([source], new Date())
    await expect.poll(() => inhibitedOf(`${name}-target`), {timeout: 10_000}).toBe(0)
    await post([target, other], new Date())
  })
})

/** The Markdown of a card, if it is one. */
function textOf(body: Posted['body']): string {
  const card = body.card as {elements: {content: unknown}[]} | undefined
  return String(card?.elements[0]?.content ?? '')
}

function decodeMail(source: string): string {
  const plain = source.replaceAll(/=\r?\n/g, '')
  const bytes = plain.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const decoded = Buffer.from(bytes, 'latin1').toString('utf8')
  return decoded.replaceAll(/=\?utf-8\?q\?([^?]*)\?=\s*/gi, (_, text: string) => text.replaceAll('_', ' '))
}
