/** Kibana's room: what it is told exists in both majors, its secrets stay inside, and it is refused where it can't run. */
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {Stack} from '../../../src/components/component.js'
import {configFiles, heapMiB} from '../../../src/components/kibana/config.js'
import {kibana} from '../../../src/components/kibana/index.js'
import {KEYS, VARIABLES} from '../../../src/components/kibana/names.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import {parseStack} from '../../../src/spec/parse-stack.js'
import {listSecrets} from '../../../src/spec/secrets.js'
import {stackSchema} from '../../../src/spec/stack.js'

const stackOf = (more: object = {}): Stack =>
  stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, kibana: {}, ...more})
const stack = stackOf()
const settingsOf = (of: Stack) => load(configFiles(of)[0]?.content ?? '') as Record<string, unknown>
const [server, exporter] = kibana.services({stack, bindings: {}, template: () => ''})

/**
 * Settings that are documented for 8.19 and for 9. Kibana does not start with one that it does not know, so each was
 * looked up in the reference of both; a new one must be too.
 */
const KNOWN_IN_BOTH = [
  'csp.strict',
  'elasticsearch.hosts',
  'elasticsearch.serviceAccountToken',
  'elasticsearch.ssl.certificateAuthorities',
  'elasticsearch.ssl.verificationMode',
  'home.disableWelcomeScreen',
  'i18n.locale',
  'logging.appenders.json',
  'logging.root',
  'map.includeElasticMapsService',
  'newsfeed.enabled',
  'server.host',
  'server.name',
  'server.port',
  'server.publicBaseUrl',
  'server.securityResponseHeaders.crossOriginOpenerPolicy',
  'server.securityResponseHeaders.disableEmbedding',
  'server.securityResponseHeaders.referrerPolicy',
  'server.securityResponseHeaders.xContentTypeOptions',
  'server.shutdownTimeout',
  'status.allowAnonymous',
  'telemetry.allowChangingOptInStatus',
  'telemetry.optIn',
  'xpack.encryptedSavedObjects.encryptionKey',
  'xpack.fleet.agents.enabled',
  'xpack.fleet.isAirGapped',
  'xpack.reporting.encryptionKey',
  'xpack.security.encryptionKey',
  'xpack.security.sameSiteCookies',
  'xpack.security.session.idleTimeout',
  'xpack.security.session.lifespan',
]

describe('the settings', () => {
  test('are known to 8.19 and 9', () => {
    expect(Object.keys(settingsOf(stackOf({elasticsearch: {version: '8'}}))).toSorted()).toEqual(KNOWN_IN_BOTH)
    const ofNine = Object.keys(settingsOf(stack)).filter((name) => !KNOWN_IN_BOTH.includes(name))
    expect(ofNine).toEqual(['xpack.product_intercept.enabled'])
  })

  test('call nobody', () => {
    expect(settingsOf(stack)).toMatchObject({
      'telemetry.optIn': false,
      'telemetry.allowChangingOptInStatus': false,
      'newsfeed.enabled': false,
      'map.includeElasticMapsService': false,
      'xpack.fleet.isAirGapped': true,
    })
    expect(server?.networks).not.toContain('egress')
  })

  test('check the store’s certificate by the project’s own authority', () => {
    expect(settingsOf(stack)).toMatchObject({
      'elasticsearch.hosts': ['https://elasticsearch:9200'],
      'elasticsearch.ssl.certificateAuthorities': ['/run/secrets/elasticsearch-ca'],
      'elasticsearch.ssl.verificationMode': 'full',
    })
  })

  test('speak the language of the stack', () => {
    expect(settingsOf(stack)['i18n.locale']).toBe('en')
    expect(settingsOf(stackOf({language: 'zh'}))['i18n.locale']).toBe('zh-CN')
  })

  test('leave memory for more than the heap', () => {
    expect(heapMiB(stack)).toBe(665)
    expect(configFiles(stack)[1]?.content).toContain('--max-old-space-size=665\n')
  })
})

describe('the secrets', () => {
  test('are read from files inside the container, under names that are no settings', () => {
    const text = `${configFiles(stack)[0]?.content}`
    const variables = [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name)
    expect(variables.toSorted()).toEqual(Object.values(VARIABLES).toSorted())
    for (const name of variables) expect(name).toMatch(/^OPSCTL_/)
    expect(server?.env).toBeUndefined()
    const script = server?.entrypoint?.at(-1) ?? ''
    for (const [secret, name] of Object.entries(VARIABLES)) {
      expect(script).toContain(`${name}="$(cat /run/secrets/${secret})" && export ${name}`)
    }

    expect(script).toMatch(/^set -eu\n/)
    expect(script).toMatch(/\nexec \/usr\/local\/bin\/kibana-docker$/)
  })

  test('have every service that mounts them among their readers', () => {
    const secrets = new Map(listSecrets(stack).map((one) => [one.name, one.readers]))
    for (const service of [server, exporter]) {
      for (const name of service?.secrets ?? []) expect(secrets.get(name), name).toContain(service?.name)
    }

    expect(Object.values(KEYS).filter((name) => !secrets.has(name))).toEqual([])
  })
})

describe('the services', () => {
  const files = renderStack(stack, emptyOverlay)
  const compose = files.find(({path}) => path === 'kibana/compose.yaml')?.content ?? ''
  const services = (load(compose) as {services: Record<string, Record<string, unknown>>}).services

  test('are the server and its exporter, hardened, their lines not collected', () => {
    expect(Object.keys(services)).toEqual(['kibana', 'kibana-exporter'])
    for (const service of Object.values(services)) {
      expect(service).toMatchObject({read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true']})
    }

    expect(server?.logs?.collect).toBe(false)
    expect(services.kibana).toMatchObject({
      user: '1000:0',
      ports: [{target: 5601, published: '5601', host_ip: '127.0.0.1', protocol: 'tcp'}],
    })
  })

  test('are asked for health by a request that can fail', () => {
    expect(server?.healthcheck?.test).toContain('--fail')
    expect(server?.healthcheck?.test.at(-1)).toBe('http://127.0.0.1:5601/api/status')
  })

  test('find their files', () => {
    const paths = files.map(({path}) => path).filter((path) => path.startsWith('kibana/'))
    expect(paths.toSorted()).toEqual([
      'kibana/compose.yaml',
      'kibana/config/exporter/json-exporter/exposition.js',
      'kibana/config/exporter/json-exporter/serve.js',
      'kibana/config/exporter/kibana/exporter/main.js',
      'kibana/config/exporter/kibana/exporter/status.js',
      'kibana/config/server/kibana.yml',
      'kibana/config/server/node.options',
      'kibana/objects/opsctl.ndjson',
    ])
  })

  test('are told of by open', () => {
    expect(kibana.uis?.(stack)).toEqual([
      expect.objectContaining({
        id: 'kibana',
        url: 'http://127.0.0.1:5601/',
        login: {user: 'opsctl', secret: 'elasticsearch-opsctl-password'},
      }),
    ])
  })
})

describe('it is refused', () => {
  const problemsOf = (more: string) =>
    parseStack(`version: 1\nproject: shop\n${more}`)
      .problems.filter(({path}) => path === 'kibana')
      .map(({message}) => message.en)

  test('without Elasticsearch', () => {
    expect(problemsOf('kibana: {}\n')).toEqual([expect.stringContaining('add "elasticsearch: {}"')])
  })

  test('where images are built from Debian', () => {
    const debian = problemsOf('elasticsearch: {}\nkibana: {}\nimages: {source: debian}\n')
    expect(debian).toEqual([expect.stringContaining('Debian has no package of Kibana')])
  })
})
