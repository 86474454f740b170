import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import {hostProblem, urlProblem} from '../../../src/components/alertmanager/addresses.js'
import {configFiles, mainConfig} from '../../../src/components/alertmanager/config.js'
import {alertmanager} from '../../../src/components/alertmanager/index.js'
import {receiverSecrets} from '../../../src/components/alertmanager/receivers.js'
import {matchRoutes, routeTree, toTimeIntervals} from '../../../src/components/alertmanager/routes.js'
import {parseStack} from '../../../src/spec/load-stack.js'
import type {Stack} from '../../../src/spec/stack.js'

const HEAD = 'version: 1\nproject: shop\nalertmanager: {}\nprometheus: {}\nalerting:\n'
const MAIL = 'mail: {type: email, to: [a@example.com], from: o@example.com, smarthost: "mail.example.com:587"}'

/** The stack of a valid `alerting`. */
function stackOf(alerting: string): Stack {
  const {stack, problems} = parseStack(HEAD + alerting)
  if (!stack) throw new Error(problems.map(({message}) => message.en).join('\n'))
  return stack
}

const problemsOf = (alerting: string) =>
  parseStack(HEAD + alerting).problems.map(
    ({line, column, path, message}) => `${line}:${column} ${path}: ${message.en}`,
  )
const told = (stack: Stack, labels: Record<string, string>) =>
  matchRoutes(routeTree(stack), labels).map(({receiver}) => receiver)

describe('an address', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://0xA9FEA9FE/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://100.100.100.200/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://127.0.0.1:9093/',
    'http://localhost/',
    'http://[::1]/',
    'http://0.0.0.0/',
    'ftp://example.com/',
    'example.com',
    'http://example.com/{{ .ExternalURL }}',
  ])('%s is refused', (url) => {
    expect(urlProblem(url)).toBeDefined()
  })

  test.each([
    'https://hooks.example.com/a?b=c',
    'http://10.0.0.5:8080/x',
    'http://[2001:db8::1]/',
    'https://192.168.1.9/',
  ])('%s is taken', (url) => {
    expect(urlProblem(url)).toBeUndefined()
  })

  test('of a mail server is judged as well', () => {
    expect(hostProblem('169.254.169.254')).toBeDefined()
    expect(hostProblem('mail.example.com')).toBeUndefined()
  })
})

describe('what is wrong is said with its place', () => {
  test.each([
    [
      'a line end in an address',
      'receivers: {mm: {type: email, to: ["a@b.c\\r\\nBcc: x@y.z"], from: a@b.c, smarthost: "m:25"}}',
      /to\[0\]: got/,
    ],
    ['mail without a sender', 'receivers: {mm: {type: email, to: [a@example.com], smarthost: "m:25"}}', /needs from/],
    ['mail to nobody', 'receivers: {mm: {type: email, from: a@example.com, smarthost: "m:25"}}', /needs to/],
    [
      'a webhook to the metadata service',
      'receivers: {mm: {type: webhook, url: "http://169.254.169.254/"}}',
      /metadata/,
    ],
    [
      'a webhook with a token in it',
      'receivers: {mm: {type: webhook, url: "https://e.com/?token=1"}}',
      /is a secret.*secrets set/,
    ],
    [
      'the address of a chat',
      'receivers: {mm: {type: slack, url: "https://e.com/"}}',
      /secrets set alertmanager-receiver-mm-url/,
    ],
    ['telegram without a chat', 'receivers: {mm: {type: telegram}}', /needs chatId/],
    ['a key of another type', 'receivers: {mm: {type: slack, chatId: 5}}', /chatId is for telegram/],
    [
      'a receiver that no route names',
      `receivers: {${MAIL}, mm: {type: slack}}\n  routes: [{receivers: [mail]}]`,
      /never told/,
    ],
    ['a slip in a route', `receivers: {${MAIL}}\n  routes: [{receivers: [mial]}]`, /did you mean mail\?/],
    ['a receiver named twice', `receivers: {${MAIL}}\n  routes: [{receivers: [mail, mail]}]`, /named twice/],
    [
      'an unknown interval',
      `receivers: {${MAIL}}\n  routes: [{receivers: [mail], muteDuring: [nights]}]\n  timeIntervals: {night: {to: "06:00"}}`,
      /did you mean night\?/,
    ],
    ['an unknown watchdog', `receivers: {${MAIL}}\n  watchdog: dead`, /no receiver dead/],
    ['a zone that does not exist', 'timeIntervals: {night: {to: "06:00", timezone: Asia/Beijing}}', /Asia\/Shanghai/],
    ['an interval of no length', 'timeIntervals: {night: {from: "06:00", to: "06:00"}}', /same time/],
    ['the name for nobody', 'receivers: {none: {type: slack}}', /name for nobody/],
  ])('%s', (_, alerting, words) => {
    const problems = problemsOf(`  ${alerting}\n`)
    expect(problems.join('\n')).toMatch(words)
    expect(problems[0]).toMatch(/^\d+:\d+ /)
  })
})

describe('secrets', () => {
  const stack = stackOf('  receivers: {team: {type: dingtalk}, tg: {type: telegram, chatId: 1}}\n')

  test('are given by a person, judged, and read from files by Alertmanager alone', () => {
    const specs = receiverSecrets(stack)

    expect(specs.map(({name, readers}) => `${name} ${readers}`)).toEqual([
      'alertmanager-receiver-team-url alertmanager',
      'alertmanager-receiver-tg-token ',
      'alertmanager-receiver-tg-url alertmanager',
    ])
    expect(specs[0]?.given?.('http://169.254.169.254/')).toBeDefined()
    expect(specs[0]?.given?.('https://oapi.example.com/robot/send?access_token=x')).toBeUndefined()
    expect(specs[1]?.given?.('no token')).toBeDefined()
    expect(specs[2]?.derive?.(() => '123456:token', undefined)).toBe(
      'https://api.telegram.org/bot123456:token/sendMessage',
    )
  })

  test('are files in the configuration, and mounted', () => {
    const [file] = configFiles({stack, template: () => ''})
    const [service] = alertmanager.services({stack, bindings: {}, template: () => ''})

    expect(file?.content).toContain('url_file: /run/secrets/alertmanager-receiver-team-url')
    expect(file?.content).toContain('url_file: /run/secrets/alertmanager-receiver-tg-url')
    expect(service?.secrets).toEqual(
      expect.arrayContaining(['alertmanager-receiver-team-url', 'alertmanager-receiver-tg-url']),
    )
    expect(service?.secrets).not.toContain('alertmanager-receiver-tg-token')
    expect(service?.networks).toContain('egress')
  })
})

describe('routes', () => {
  const plain = stackOf(`  receivers: {${MAIL}, team: {type: slack}, dead: {type: webhook}}\n  watchdog: dead\n`)

  test('tell everybody of critical and warning, and nobody of info, when only receivers are given', () => {
    expect(told(plain, {alertname: 'A', severity: 'critical'})).toEqual(['mail', 'team'])
    expect(told(plain, {alertname: 'A', severity: 'warning'})).toEqual(['mail', 'team'])
    expect(told(plain, {alertname: 'A', severity: 'info'})).toEqual(['none'])
  })

  test('send the sign of life to the one who waits for it, or to nobody', () => {
    expect(told(plain, {alertname: 'Watchdog', severity: 'info'})).toEqual(['dead'])
    expect(told(stackOf(`  receivers: {${MAIL}}\n`), {alertname: 'Watchdog', severity: 'critical'})).toEqual(['none'])
  })

  test('repeat critical alerts every 4 hours and warnings every 12', () => {
    const repeats = (severity: string) =>
      matchRoutes(routeTree(plain), {severity}).map(({options}) => options.repeat_interval)
    expect(repeats('critical')).toEqual(['4h', '4h'])
    expect(repeats('warning')).toEqual(['12h', '12h'])
  })

  test('take the first that fits, unless it continues', () => {
    const stack = stackOf(
      `  receivers: {${MAIL}, team: {type: slack}, db: {type: slack}}
  routes:
    - {component: [postgres, redis], receivers: [db], continue: true}
    - {severity: [critical], receivers: [mail]}
    - {receivers: [team]}
`,
    )
    expect(told(stack, {component: 'redis', severity: 'critical'})).toEqual(['db', 'mail'])
    expect(told(stack, {component: 'redis', severity: 'warning'})).toEqual(['db', 'team'])
    expect(told(stack, {component: 'app', severity: 'warning'})).toEqual(['team'])
  })

  test('send a test alert to the receiver it names alone', () => {
    expect(told(plain, {opsctl_test_receiver: 'team', severity: 'critical'})).toEqual(['team'])
  })

  test('an interval past midnight is two, the second on the next day', () => {
    const {timeIntervals} = stackOf('  timeIntervals: {night: {days: [friday], from: "22:00", to: "06:00"}}\n').alerting
    expect(toTimeIntervals(timeIntervals)).toEqual([
      {
        name: 'night',
        time_intervals: [
          {times: [{start_time: '22:00', end_time: '24:00'}], weekdays: ['friday'], location: 'UTC'},
          {times: [{start_time: '00:00', end_time: '06:00'}], weekdays: ['saturday'], location: 'UTC'},
        ],
      },
    ])
  })
})

test('the configuration is the same bytes for the same stack, and YAML', () => {
  const stack = stackOf(`  receivers: {${MAIL}, team: {type: feishu, keyword: 告警}}\n`)
  const [first] = configFiles({stack, template: () => ''})

  expect(configFiles({stack, template: () => ''})[0]).toEqual(first)
  expect(load(first?.content ?? '')).toEqual(JSON.parse(JSON.stringify(mainConfig(stack))))
})
