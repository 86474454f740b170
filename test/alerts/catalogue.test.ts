/** What every alert that ships must have. */
import {load} from 'js-yaml'
import {afterAll, describe, expect, test} from 'vitest'

import {
  type Alert,
  alertFilesOf,
  listAlertFiles,
  listAlertNames,
  listAlerts,
  readRules,
} from '../../src/alerts/catalogue.js'
import {replaceThreshold} from '../../src/alerts/overrides.js'
import {parseRunbook, readRunbook, runbookParts} from '../../src/alerts/runbooks.js'
import {alertOf, testsOf} from '../../src/alerts/test-suite.js'
import {commandTable} from '../../src/command-table.js'
import {checkIds} from '../../src/doctor/check-ids.js'
import {listShipped, readShipped, shippedRooms} from '../../src/shipped.js'
import {stackSchema} from '../../src/spec/stack.js'

const HAN = /\p{Script=Han}/u

/** At least so many alerts of each kind. */
const minimum: Readonly<Record<string, number>> = {
  'gateway/gateway': 8,
  'gateway/caddy': 8,
  'gateway/nginx': 10,
  'gateway/haproxy': 14,
  postgres: 26,
  redis: 20,
  'node-exporter': 28,
  cadvisor: 12,
  'prometheus/prometheus': 22,
  'prometheus/slo': 8,
  'prometheus/meta': 5,
  alertmanager: 10,
  grafana: 3,
  elasticsearch: 24,
  logstash: 12,
  filebeat: 8,
  kibana: 5,
  blackbox: 12,
  backup: 6,
}

const alerts = listAlerts()
const files = listAlertFiles()
const uids = shippedRooms().flatMap((room) =>
  listShipped(room, 'dashboards').map((name) => (load(readShipped(`${room}/dashboards/${name}`)) as {uid: string}).uid),
)

/** Files of a room, or those whose topic begins with a word. */
function countOf(key: string): number {
  const [room = '', topic] = key.split('/')
  return alerts.filter(({file}) => {
    const [owner, , name = ''] = file.split('/')
    return owner === room && (topic === undefined || topicsOf(topic).some((word) => name.startsWith(word)))
  }).length
}

/** Gateway and Prometheus split what belongs together by topology. */
function topicsOf(topic: string): readonly string[] {
  if (topic === 'gateway') return ['gateway', 'traffic', 'cache', 'rate-limit', 'sidecar']
  const ownHealth = ['prometheus', 'scraping', 'tsdb', 'retention', 'notifications', 'volume']
  return topic === 'prometheus' ? ownHealth : [topic]
}

let cases = 0
afterAll(() => process.stdout.write(`${alerts.length} alerts in ${files.length} files, ${cases} promtool cases\n`))

describe('the catalogue', () => {
  test('has 240 alerts at least', () => {
    expect(alerts.length).toBeGreaterThanOrEqual(240)
  })

  test.each(Object.entries(minimum))('has for %s %i at least', (key, least) => {
    expect(countOf(key)).toBeGreaterThanOrEqual(least)
  })

  test('watches for security events: six at least', () => {
    expect(alerts.filter(({file}) => file.endsWith('/security.yaml')).length).toBeGreaterThanOrEqual(6)
  })

  test('has no name twice', () => {
    const names = listAlertNames()
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('has no group twice: Prometheus would show them as one', () => {
    const groups = files.flatMap((file) =>
      (load(readShipped(file)) as {groups: {name: string}[]}).groups.map(({name}) => name),
    )
    expect(groups.filter((name, index) => groups.indexOf(name) !== index)).toEqual([])
  })

  test('reaches 960 promtool cases', () => {
    const all = files.flatMap((file) => testsOf(readShipped(testFileOf(file))))
    cases = all.reduce((sum, one) => sum + (one.alert_rule_test?.length ?? 0) + (one.promql_expr_test?.length ?? 0), 0)
    expect(cases).toBeGreaterThanOrEqual(960)
  })
})

function testFileOf(file: string): string {
  return file.replace('/alerts/', '/alerts/tests/')
}

describe.each(files)('%s', (file) => {
  const own = alerts.filter((alert) => alert.file === file)
  const rules = readRules(readShipped(file))

  test('says what every alert needs', () => {
    expect(own.flatMap((alert) => flawsOf(alert))).toEqual([])
  })

  test('links to its runbook by its name', () => {
    const links = rules.flatMap(({alert, annotations}) => (alert ? [[alert, annotations?.runbook_url]] : []))
    expect(links).toEqual(own.map(({name}) => [name, `{{ $externalURL }}/consoles/runbooks.html#${name}`]))
  })

  test('marks a threshold that stands in the expression exactly once', () => {
    for (const {name, expr, threshold} of own) {
      if (threshold === undefined) continue
      const written = rules.find(({alert}) => alert === name)?.annotations?.threshold ?? ''
      expect(replaceThreshold(expr, written, 123_456), name).toContain('123456')
    }
  })

  test('has four cases for each alert: it fires, stays silent, waits, and ends', () => {
    const tests = testsOf(readShipped(testFileOf(file)))
    // What a file records is tested too, by what it comes to.
    const records = rules.some(({record}) => record !== undefined)
    const ofAlerts = tests.filter((one) => !(records && one.alert_rule_test === undefined && !one.name?.includes(':')))
    expect(ofAlerts.map(alertOf).filter((name) => !own.some((alert) => alert.name === name))).toEqual([])
    const few = own.flatMap(({name}) => {
      const mine = tests.filter((one) => alertOf(one) === name)
      const expected = mine.flatMap((one) => one.alert_rule_test ?? [])
      const asked = mine.flatMap((one) => one.promql_expr_test ?? [])
      const fires = expected.some((one) => (one.exp_alerts ?? []).length > 0)
      const silent = expected.some((one) => (one.exp_alerts ?? []).length === 0)
      const isWatchdog = name === 'Watchdog'
      return expected.length + asked.length >= 4 && fires && (silent || isWatchdog) ? [] : [name]
    })
    expect(few).toEqual([])
  })

  test('has a runbook for each alert, in both languages, with all five parts', () => {
    expect(own.flatMap((alert) => runbookFlaws(alert))).toEqual([])
  })
})

function flawsOf(alert: Alert): readonly string[] {
  const {name, severity, component, summary, description, checks, dashboard} = alert
  const flaws = [
    !/^[A-Z][A-Za-z0-9]+$/.test(name) && 'its name is not CamelCase',
    !['critical', 'warning', 'info'].includes(severity) && `severity ${severity}`,
    !shippedRooms().includes(component) && `component ${component}`,
    summary.en === '' && 'no summary',
    description.en === '' && 'no description',
    HAN.test(summary.en + description.en) && 'Chinese in the English text',
    !HAN.test(summary.zh) && 'no Chinese summary',
    !HAN.test(description.zh) && 'no Chinese description',
    summary.en.length > 140 && 'a summary that is too long',
    checks.length === 0 && 'no checks',
    ...checks.filter((id) => !checkIds.includes(id)).map((id) => `there is no check ${id}`),
    !uids.includes(dashboard) && `there is no dashboard ${dashboard}`,
  ]
  return flaws.flatMap((flaw) => (flaw === false ? [] : [`${name}: ${flaw}`]))
}

function runbookFlaws({name, file, checks}: Alert): readonly string[] {
  return (['en', 'zh'] as const).flatMap((lang) => {
    if (!listShipped(file.split('/')[0] ?? '', 'runbooks').includes(`${name}.${lang}.md`))
      return [`${name}: no ${lang} page`]
    const {words, threshold, body} = readRunbook(file, name, lang)
    const headings = [...body.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
    const parts = body.split(/^## .+$/m).slice(1)
    const shell = [...body.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines).join('')
    const commands = [...shell.matchAll(/^opsctl ([a-z-]+(?: [a-z-]+)?)/gm)].map(([, words = '']) => words)
    const flaws = [
      JSON.stringify(headings) !== JSON.stringify(runbookParts[lang]) && `parts ${headings.join(', ')}`,
      ...parts.map((part, index) => part.trim().length < (lang === 'zh' ? 5 : 12) && `part ${index + 1} says nothing`),
      /TODO|FIXME|^\.\.\.$/m.test(body) && 'unfinished',
      lang === 'zh' && !(HAN.test(words) && HAN.test(body)) && 'not in Chinese',
      lang === 'zh' && threshold !== 'none' && threshold !== '无' && !HAN.test(threshold) && 'threshold not in Chinese',
      !/```promql\n/.test(body) && 'no query to type',
      !body.includes(`opsctl doctor ${checks[0]}`) && `no line: opsctl doctor ${checks[0]}`,
      ...commands.filter((line) => !isCommand(line)).map((line) => `there is no command opsctl ${line}`),
      ...linksOf(body).map((link) => `a link to ${link}`),
    ]
    return flaws.flatMap((flaw) => (flaw === false ? [] : [`${name}.${lang}: ${flaw}`]))
  })
}

/** A page may link to other runbooks and to the web, to nothing else. */
function linksOf(body: string): readonly string[] {
  const links = [...body.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  const names = listAlertNames()
  return links.filter(
    (link) => !(link.startsWith('https://') || (link.startsWith('#') && names.includes(link.slice(1)))),
  )
}

/** `doctor`, `backup` and their like are named by runbooks before their own work is done. */
function isCommand(line: string): boolean {
  const [first = ''] = line.split(' ')
  return (
    line in commandTable ||
    first in commandTable ||
    ['doctor', 'backup', 'restore', 'db', 'cache', 'bench'].includes(first)
  )
}

test('every runbook is of an alert that exists', () => {
  const names = new Set(listAlertNames())
  const pages = shippedRooms().flatMap((room) => listShipped(room, 'runbooks'))
  expect(pages.filter((page) => !names.has(page.replace(/\.(en|zh)\.md$/, '')))).toEqual([])
})

test('a runbook without a part of its head is refused', () => {
  expect(() => parseRunbook('---\nwords: x\n---\n## Meaning\ny\n')).toThrow('lacks a part')
})

describe('alerts follow the topology', () => {
  const base = {version: 1, project: 'topology', images: {source: 'debian'}, prometheus: {}} as const

  test('a stack without Postgres and Redis has none of their alerts', () => {
    const rooms = alertFilesOf(stackSchema.parse(base)).map((file) => file.split('/')[0])
    expect(rooms).toContain('prometheus')
    expect(rooms).not.toContain('postgres')
    expect(rooms).not.toContain('redis')
  })

  test('a stack without Prometheus has none', () => {
    expect(alertFilesOf(stackSchema.parse({version: 1, project: 'topology', redis: {}}))).toEqual([])
  })

  test('a gateway has the alerts of its own driver alone', () => {
    const ofDriver = (driver: string) =>
      alertFilesOf(stackSchema.parse({...base, gateway: {driver, routes: {}}})).filter((file) =>
        file.startsWith('gateway/'),
      )
    expect(ofDriver('nginx')).toContain('gateway/alerts/nginx.yaml')
    expect(ofDriver('nginx')).not.toContain('gateway/alerts/haproxy.yaml')
    expect(ofDriver('caddy')).not.toContain('gateway/alerts/nginx.yaml')
  })
})
