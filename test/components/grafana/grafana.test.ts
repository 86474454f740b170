/** Grafana's room: nobody comes in, nothing calls home, data and dashboards are in place, and it is refused where it can not run. */
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {Access, Stack} from '../../../src/components/component.js'
import {configFiles} from '../../../src/components/grafana/config.js'
import {healthChecks} from '../../../src/components/grafana/health.js'
import {grafana} from '../../../src/components/grafana/index.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import {parseStack} from '../../../src/spec/parse-stack.js'
import {listSecrets} from '../../../src/spec/secrets.js'
import {stackSchema} from '../../../src/spec/stack.js'

const stackOf = (more: object = {}): Stack =>
  stackSchema.parse({version: 1, project: 'shop', prometheus: {}, alertmanager: {}, grafana: {}, ...more})
const stack = stackOf()
const serviceOf = (of: Stack) => grafana.services({stack: of, bindings: {}, template: () => ''})[0]
const service = serviceOf(stack)
const env = service?.env ?? {}

describe('the environment', () => {
  test('lets nobody in without the password', () => {
    expect(env).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_SECURITY_ADMIN_USER: 'opsctl',
      GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana-admin-password',
    })
  })

  test.each([
    'GF_ANALYTICS_REPORTING_ENABLED',
    'GF_ANALYTICS_CHECK_FOR_UPDATES',
    'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES',
    'GF_ANALYTICS_FEEDBACK_LINKS_ENABLED',
    'GF_NEWS_NEWS_FEED_ENABLED',
    'GF_SNAPSHOTS_EXTERNAL_ENABLED',
  ])('calls nobody: %s', (name) => {
    expect(env[name]).toBe('false')
  })

  test('fetches no plugin and no picture from elsewhere', () => {
    expect(env).toMatchObject({GF_PLUGINS_PREINSTALL_DISABLED: 'true', GF_SECURITY_DISABLE_GRAVATAR: 'true'})
    expect(service?.networks).not.toContain('egress')
  })

  test('speaks the language of the stack', () => {
    expect(env.GF_USERS_DEFAULT_LANGUAGE).toBe('en-US')
    expect(serviceOf(stackOf({language: 'zh'}))?.env?.GF_USERS_DEFAULT_LANGUAGE).toBe('zh-Hans')
  })

  test('holds no secret, only where one lies', () => {
    const secret = Object.entries(env).filter(([name]) => /PASSWORD|SECRET|TOKEN/.test(name))
    expect(secret.map(([, value]) => value)).toEqual(['/run/secrets/grafana-admin-password'])
    expect(service?.secrets).toEqual(['grafana-admin-password', 'prometheus-password', 'alertmanager-password'])
  })

  test('opens a page that is rendered', () => {
    const files = renderStack(stack, emptyOverlay).map(({path}) => `/etc/opsctl/${path.replace('grafana/config/', '')}`)
    expect(files).toContain(env.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH)
  })
})

describe('the service', () => {
  test('listens on 127.0.0.1 only, and is no root', () => {
    expect(service?.ports).toEqual([expect.objectContaining({bind: '127.0.0.1', host: 3000, container: 3000})])
    expect(service?.user).toMatch(/^[1-9]/)
    expect(serviceOf(stackOf({grafana: {port: 13_000}}))?.ports?.[0]?.host).toBe(13_000)
  })

  test('is where opsctl open leads', () => {
    expect(grafana.uis?.(stack)).toMatchObject([{url: 'http://127.0.0.1:3000/', login: {user: 'opsctl'}}])
  })

  test('gets its password generated, and those of its sources without owning them', () => {
    expect(listSecrets(stack).map(({name}) => name)).toEqual(
      expect.arrayContaining(['grafana-admin-password', 'prometheus-password', 'alertmanager-password']),
    )
  })
})

interface Source {
  readonly uid: string
  readonly editable: boolean
  readonly url: string
  readonly basicAuth: boolean
  readonly jsonData: Record<string, unknown>
  readonly secureJsonData: Record<string, string>
}

const provisioned = (of: Stack, name: string) =>
  load(configFiles(of).find(({path}) => path.endsWith(`provisioning/${name}/opsctl.yaml`))?.content ?? '') as {
    readonly datasources?: readonly Source[]
    readonly prune?: boolean
    readonly providers?: readonly Record<string, unknown>[]
  }

describe('what is provisioned', () => {
  test('are its data sources, under the uid that dashboards choose, which nobody can change', () => {
    const {datasources = [], prune} = provisioned(stack, 'datasources')

    expect(datasources.map(({uid}) => uid)).toEqual(['prometheus', 'alertmanager'])
    expect(datasources.every(({editable, basicAuth}) => !editable && basicAuth)).toBe(true)
    expect(datasources[0]?.jsonData).toMatchObject({timeInterval: '15s', alertmanagerUid: 'alertmanager'})
    expect(prune).toBe(true)
  })

  test('has passwords as files that Grafana reads itself', () => {
    const {datasources = []} = provisioned(stack, 'datasources')

    expect(datasources.map(({secureJsonData}) => secureJsonData.basicAuthPassword)).toEqual([
      '$__file{/run/secrets/prometheus-password}',
      '$__file{/run/secrets/alertmanager-password}',
    ])
  })

  test('names no Alertmanager where there is none', () => {
    const alone = stackOf({alertmanager: {enabled: false}})

    expect(provisioned(alone, 'datasources').datasources?.map(({uid}) => uid)).toEqual(['prometheus'])
    expect(serviceOf(alone)?.secrets).toEqual(['grafana-admin-password', 'prometheus-password'])
  })

  test('are the dashboards, from the folder where they are rendered, as files alone', () => {
    const {providers = []} = provisioned(stack, 'dashboards')

    expect(providers).toMatchObject([
      {type: 'file', allowUiUpdates: false, disableDeletion: true, options: {path: '/etc/opsctl/dashboards'}},
    ])
  })

  test('are the dashboards of what runs, in the language of the stack', () => {
    const files = renderStack(stackOf({language: 'zh', redis: {}}), emptyOverlay)
    const boards = files.filter(({path}) => path.startsWith('grafana/config/dashboards/'))
    const names = boards.map(({path}) => path.replace(/^.*\/|\.json$/g, ''))

    expect(names).toEqual(expect.arrayContaining(['opsctl-alertmanager', 'opsctl-prometheus', 'opsctl-redis']))
    expect(names).not.toContain('opsctl-postgres')
    expect(boards.every(({content}) => /\p{Script=Han}/u.test(content))).toBe(true)
  })
})

describe('it is refused', () => {
  const problemsOf = (more: string) =>
    parseStack(`version: 1\nproject: shop\n${more}`).problems.map(
      ({line, path, message}) => `${line} ${path}: ${message.en}`,
    )

  test('with images from Debian, which has no package of it', () => {
    expect(problemsOf('images: {source: debian}\nprometheus: {}\ngrafana: {}\n')).toEqual([
      '5 grafana: Debian has no package of Grafana; remove it, or take official images with "images: {source: registry}"',
    ])
  })

  test('without Prometheus', () => {
    expect(problemsOf('grafana: {}\n')).toEqual([
      '3 grafana: its dashboards show what Prometheus holds; add "prometheus: {}"',
    ])
  })

  test('never with both in place', () => {
    expect(problemsOf('prometheus: {}\ngrafana: {}\n')).toEqual([])
  })
})

/** A Grafana that answers each path as given. */
const accessTo = (answers: Readonly<Record<string, {readonly status: number; readonly body: string}>>): Access => ({
  stack,
  secret: async () => 'password',
  configHash: async () => '',
  instance: () => ({
    signal: async () => {},
    reach: () => Promise.reject(new Error('not asked for')),
    exec: async () => ({exitCode: 0, stdout: '', stderr: ''}),
    http: async ({path}) => ({headers: {}, ...(answers[path.replace(/\?.*/, '')] ?? {status: 404, body: ''})}),
  }),
})

test.each([
  [200, '{"database": "ok"}', '[{"uid": "opsctl-redis"}]', ['pass', 'pass']],
  [503, '', '[]', ['fail', 'fail']],
  [200, '{"database": "failing"}', '[]', ['fail', 'fail']],
])('a Grafana with %s %s and %s is judged', async (status, health, found, expected) => {
  const access = accessTo({
    '/api/health': {status, body: health},
    '/api/search': {status: 200, body: found},
  })
  const verdicts = await Promise.all(healthChecks.map(async (check) => check.judge(await check.probe(access)).status))

  expect(verdicts).toEqual(expected)
})
