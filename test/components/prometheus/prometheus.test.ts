import {compare} from 'bcryptjs'
import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {
  Access,
  HealthCheck,
  HttpAnswer,
  Instance,
  InstanceRequest,
  SecretSpec,
} from '../../../src/components/component.js'
import {configFiles, configStamp, formatDuration} from '../../../src/components/prometheus/config.js'
import {prometheus} from '../../../src/components/prometheus/index.js'
import {type Stack, type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (input: Partial<StackInput> = {}): Stack =>
  stackSchema.parse({version: 1, project: 'shop', prometheus: {}, ...input})

const yamlOf = (stack: Stack, name: string): unknown => {
  const file = configFiles(stack).find(({path}) => path === `prometheus/config/${name}`)
  return file && load(file.content)
}

const serviceOf = (stack: Stack) => prometheus.services({stack, bindings: {}, template: () => ''})[0]

const runNothing = () => Promise.reject(new Error('nothing is run inside'))

/** A Prometheus that gives fixed answers, and asks for the right password. */
const accessTo = (answers: Record<string, unknown>, exec: Instance['exec'] = runNothing): Access => ({
  stack: stackOf(),
  secret: async () => 'right',
  configHash: async () => 'f'.repeat(64),
  instance: (service) => ({
    exec,
    signal: async () => {},
    reach: () => Promise.reject(new Error('not asked for')),
    async http({path, basicAuth}: InstanceRequest): Promise<HttpAnswer> {
      if (service !== 'prometheus') return {status: Number(answers[service] ?? 503), headers: {}, body: ''}
      if (basicAuth?.password !== 'right') return {status: 401, headers: {}, body: ''}
      const data = answers[path.replace(/^\/api\/v1\/|\?.*$/g, '')]
      return {status: data === undefined ? 404 : 200, headers: {}, body: JSON.stringify({data})}
    },
  }),
})

const checkOf = (id: string): HealthCheck => {
  const found = prometheus.health?.(stackOf({alertmanager: {}})).find((check) => check.id === id)
  if (!found) throw new Error(`no check ${id}`)
  return found
}

const verdictOf = async (id: string, answers: Record<string, unknown>, exec?: Instance['exec']) => {
  const check = checkOf(id)
  return check.judge(await check.probe(accessTo(answers, exec)))
}

describe('the configuration of Prometheus', () => {
  test('reads every other file by name pattern, so that rooms and the person only add files', () => {
    expect(yamlOf(stackOf(), 'prometheus.yml')).toMatchObject({
      rule_files: ['rules.d/*.yaml'],
      scrape_config_files: ['scrape.d/*.yaml'],
    })
  })

  test('labels what leaves it with project and environment', () => {
    expect(yamlOf(stackOf({environment: 'staging'}), 'prometheus.yml')).toMatchObject({
      global: {external_labels: {project: 'shop', environment: 'staging'}},
    })
  })

  test.each([
    ['15s', '15s', '10s'],
    ['5m', '5m', '10s'],
    ['2s', '2s', '2s'],
  ])('scrapes every %s with a timeout within the interval', (scrapeInterval, interval, timeout) => {
    expect(yamlOf(stackOf({prometheus: {scrapeInterval}}), 'prometheus.yml')).toMatchObject({
      global: {scrape_interval: interval, scrape_timeout: timeout, evaluation_interval: interval},
    })
  })

  test('sends alerts to Alertmanager only when there is one', () => {
    expect(yamlOf(stackOf(), 'prometheus.yml')).not.toHaveProperty('alerting')
    expect(yamlOf(stackOf({alertmanager: {}}), 'prometheus.yml')).toHaveProperty('alerting')
  })

  test('has a job for further targets only when there are some', () => {
    expect(yamlOf(stackOf(), 'scrape.d/targets.yaml')).toBeUndefined()
    expect(yamlOf(stackOf({prometheus: {targets: ['10.0.0.5:9100']}}), 'scrape.d/targets.yaml')).toEqual({
      scrape_configs: [{job_name: 'targets', static_configs: [{targets: ['10.0.0.5:9100']}]}],
    })
  })

  test('carries its hash in a rule, which is a file of its own', () => {
    const [stamp] = configStamp('ab12')

    expect(configFiles(stackOf()).map(({path}) => path)).not.toContain(stamp?.path)
    expect(load(stamp?.content ?? '')).toMatchObject({groups: [{rules: [{labels: {sha256: 'ab12'}}]}]})
  })
})

test.each([
  [1, '1s'],
  [90, '90s'],
  [120, '2m'],
  [5400, '90m'],
  [7200, '2h'],
  [15 * 86_400, '15d'],
])('%i seconds are written %s', (seconds, written) => {
  expect(formatDuration(seconds)).toBe(written)
})

describe('the service', () => {
  test('keeps samples by time and by size', () => {
    const command = serviceOf(stackOf({prometheus: {retention: {time: '36h', size: '1.5GiB'}}}))?.command

    expect(command).toContain('--storage.tsdb.retention.time=36h')
    expect(command).toContain('--storage.tsdb.retention.size=1536MB')
  })

  test('listens on 127.0.0.1 only, on a network that can publish a port', () => {
    const service = serviceOf(stackOf({prometheus: {port: 19_090}}))

    expect(service?.ports).toMatchObject([{bind: '127.0.0.1', host: 19_090}])
    expect(service?.networks).toContain('edge')
  })

  test('can not be told to reload or stop over HTTP', () => {
    expect(serviceOf(stackOf())?.command?.join(' ')).not.toMatch(/lifecycle|admin-api/)
  })

  test('holds the password of Alertmanager only when there is one', () => {
    expect(serviceOf(stackOf())?.secrets).not.toContain('alertmanager-password')
    expect(serviceOf(stackOf({alertmanager: {}}))?.secrets).toContain('alertmanager-password')
  })
})

describe('the web configuration', () => {
  const spec = prometheus.secrets?.(stackOf(), {}).find(({name}) => name === 'prometheus-web') as SecretSpec
  const derive = (password: string, previous?: string) =>
    Promise.resolve(spec.derive?.(() => password, previous)).then((text) => text ?? '')

  test('holds a hash that the password fits', async () => {
    const {basic_auth_users: users} = load(await derive('correct horse')) as {basic_auth_users: {opsctl: string}}

    expect(await compare('correct horse', users.opsctl)).toBe(true)
  })

  test('stays the same bytes while the password does', async () => {
    const first = await derive('correct horse')

    expect(await derive('correct horse', first)).toBe(first)
    expect(await derive('another one', first)).not.toBe(first)
    expect(await derive('correct horse', 'garbage')).toMatch(/^basic_auth_users:/)
  })
})

describe('the health checks', () => {
  const target = (scrapePool: string, health = 'up', lastError = '') => ({
    scrapePool,
    scrapeUrl: `http://${scrapePool}:9/metrics`,
    labels: {instance: `${scrapePool}:9`},
    discoveredLabels: {},
    health,
    lastError,
  })
  const rulesWith = (sha256: string) => ({groups: [{rules: [{name: 'opsctl_config_info', labels: {sha256}}]}]})

  test('pass when every job has a target and all are up', async () => {
    const answers = {
      scrape_pools: {scrapePools: ['redis', 'app-web']},
      targets: {activeTargets: [target('redis'), target('app-web'), target('app-web')]},
    }

    expect(await verdictOf('prometheus.targets', answers)).toMatchObject({
      status: 'pass',
      detail: {en: '3 targets in 2 jobs are up'},
    })
  })

  test('name the targets that are down, with the reason Prometheus gives', async () => {
    const answers = {
      scrape_pools: {scrapePools: ['redis', 'app-web', 'gateway']},
      targets: {activeTargets: [target('redis', 'down', 'connection refused'), target('gateway', 'unknown')]},
    }

    expect(await verdictOf('prometheus.targets', answers)).toMatchObject({
      status: 'fail',
      detail: {
        en: 'app-web: no target found; redis redis:9: connection refused; gateway gateway:9: not read yet',
      },
    })
  })

  test('pass a target that Prometheus has not come to yet, when the target itself answers', async () => {
    const scraped = {
      scrape_pools: {scrapePools: ['gateway']},
      targets: {activeTargets: [target('gateway', 'unknown')]},
    }

    expect(await verdictOf('prometheus.targets', {...scraped, gateway: 200})).toMatchObject({
      status: 'pass',
      detail: {en: expect.stringContaining('1 of them answer and wait')},
    })
    expect(await verdictOf('prometheus.targets', {...scraped, gateway: 500})).toMatchObject({status: 'fail'})
  })

  test('do not believe a target’s own answer when Prometheus found it down', async () => {
    const answers = {
      scrape_pools: {scrapePools: ['gateway']},
      targets: {activeTargets: [target('gateway', 'down', 'no route to host')]},
      gateway: 200,
    }

    expect(await verdictOf('prometheus.targets', answers)).toMatchObject({status: 'fail'})
  })

  describe('ask a target that did not answer its last scrape again, from where Prometheus is', () => {
    const unanswered = (job: string) => target(job, 'down', `Get "http://${job}:9/metrics": connection refused`)
    const found = (...activeTargets: readonly ReturnType<typeof target>[]) => ({
      scrape_pools: {scrapePools: activeTargets.map(({scrapePool}) => scrapePool)},
      targets: {activeTargets},
    })
    /** What is run in the container of Prometheus; the targets named answer it. */
    const insideOf = (...answering: readonly string[]) => {
      const runs: {readonly argv: readonly string[]; readonly stdin: unknown}[] = []
      const exec: Instance['exec'] = async (argv, {stdin} = {}) => {
        runs.push({argv, stdin})
        const isUp = answering.some((job) => argv.some((word) => word.startsWith(`--url=http://${job}:9/`)))
        return {exitCode: isUp ? 0 : 1, stdout: '', stderr: ''}
      }
      return {runs, exec}
    }

    test('and pass it when it answers now', async () => {
      const {runs, exec} = insideOf('redis')
      expect(await verdictOf('prometheus.targets', found(unanswered('redis')), exec)).toMatchObject({
        status: 'pass',
        detail: {en: '1 targets in 1 jobs are up; 1 of them answer and wait for their next scrape'},
      })
      expect(runs.map(({argv}) => argv)).toEqual([
        ['promtool', 'check', 'healthy', '--url=http://redis:9/metrics?asked='],
      ])
    })

    test('with the parameters of its job', async () => {
      const {runs, exec} = insideOf('probe')
      const probe = {...unanswered('probe'), scrapeUrl: 'http://probe:9/probe?module=http_2xx'}
      await verdictOf('prometheus.targets', found(probe), exec)
      expect(runs[0]?.argv.at(-1)).toBe('--url=http://probe:9/probe?module=http_2xx&asked=')
    })

    test('with the log-in of its job, which stays out of the arguments', async () => {
      const {runs, exec} = insideOf('alertmanager')
      await verdictOf('prometheus.targets', found(unanswered('alertmanager')), exec)
      expect(runs[0]?.argv).toContain('--http.config.file=/dev/stdin')
      expect(load(String(runs[0]?.stdin))).toEqual({
        basic_auth: {username: 'opsctl', password_file: '/run/secrets/alertmanager-password'},
      })
    })

    test('one after the other, until one does not answer', async () => {
      const {runs, exec} = insideOf('redis')
      const all = found(unanswered('redis'), unanswered('gateway'), unanswered('postgres'))
      expect(await verdictOf('prometheus.targets', all, exec)).toMatchObject({
        status: 'fail',
        detail: {en: expect.stringContaining('gateway gateway:9: Get "http://gateway:9/metrics": connection refused')},
      })
      expect(runs).toHaveLength(2)
    })

    test('but not one that did answer, and not as it should', async () => {
      const {runs, exec} = insideOf('redis')
      const refused = target('redis', 'down', 'server returned HTTP status 401 Unauthorized')
      expect(await verdictOf('prometheus.targets', found(refused), exec)).toMatchObject({status: 'fail'})
      expect(runs).toEqual([])
    })

    test('and take it for down when nothing can be run there', async () => {
      expect(await verdictOf('prometheus.targets', found(unanswered('redis')))).toMatchObject({status: 'fail'})
    })
  })

  test.each(['targets', 'overlay-mine'])('only warn when a target of the person’s own job %s is down', async (job) => {
    const answers = {
      scrape_pools: {scrapePools: ['redis', job]},
      targets: {activeTargets: [target('redis'), target(job, 'down', 'timeout')]},
    }

    expect(await verdictOf('prometheus.targets', answers)).toMatchObject({status: 'warn'})
  })

  test('compare the running configuration with the rendered one', async () => {
    expect(await verdictOf('prometheus.config', {rules: rulesWith('f'.repeat(64))})).toMatchObject({status: 'pass'})
    expect(await verdictOf('prometheus.config', {rules: rulesWith('0'.repeat(64))})).toMatchObject({status: 'fail'})
    expect(await verdictOf('prometheus.config', {rules: {groups: []}})).toMatchObject({
      status: 'fail',
      detail: {en: expect.stringContaining('an unknown configuration')},
    })
  })

  test('fail when no Alertmanager is found', async () => {
    expect(await verdictOf('prometheus.alertmanagers', {alertmanagers: {activeAlertmanagers: []}})).toMatchObject({
      status: 'fail',
    })
  })
})
