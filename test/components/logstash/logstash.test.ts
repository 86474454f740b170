import {load} from 'js-yaml'
import {describe, expect, test} from 'vitest'

import type {Access, HealthCheck, HttpAnswer} from '../../../src/components/component.js'
import {logstash} from '../../../src/components/logstash/index.js'
import {renderTemplate} from '../../../src/render/engine.js'
import {emptyOverlay} from '../../../src/render/overlay.js'
import {renderStack} from '../../../src/render/render-stack.js'
import {type StackInput, stackSchema} from '../../../src/spec/stack.js'

const stackOf = (more: Partial<StackInput> = {}) =>
  stackSchema.parse({version: 1, project: 'shop', elasticsearch: {}, filebeat: {}, logstash: {}, ...more})

const deployOf = (more?: Partial<StackInput>) =>
  new Map(renderStack(stackOf(more), emptyOverlay).map(({path, content}) => [path, content]))

const problemsOf = (more: Partial<StackInput>) =>
  (logstash.validate?.(stackOf(more)) ?? []).map(({path, message}) => `${path.join('.')}: ${message.en}`)

const serviceOf = (more?: Partial<StackInput>) =>
  logstash
    .services({stack: stackOf(more), template: renderTemplate, bindings: {}})
    .find(({name}) => name === 'logstash')

describe('the files', () => {
  const deploy = deployOf()

  test('of the pipeline are read in the order of the stages', () => {
    const stages = [...deploy.keys()].filter((path) => path.startsWith('logstash/config/pipeline/'))

    expect(stages.map((path) => path.split('/').at(-1)).toSorted()).toEqual([
      '10-input.conf',
      '20-mask.conf',
      '30-decode.conf',
      '40-gateway.conf',
      '41-postgres.conf',
      '42-redis.conf',
      '43-app.conf',
      '45-traces.conf',
      '50-text.conf',
      '52-errors.conf',
      '55-fields.conf',
      '80-finish.conf',
      '85-stamp.conf',
      '90-output.conf',
    ])
  })

  test('keep the queue on disk, of the size that was asked for', () => {
    const settings = load(deployOf({logstash: {queue: '2GiB'}}).get('logstash/config/settings/logstash.yml') ?? '')

    expect(settings).toMatchObject({
      'queue.type': 'persisted',
      'queue.max_bytes': '2048mb',
      'dead_letter_queue.enable': true,
      'api.http.port': 9600,
      'xpack.monitoring.enabled': false,
    })
  })

  test('mask each pattern before anything else reads the line, with quotes that stay inside of the text', () => {
    const mask = [{name: 'pin', pattern: '(pin "?)\\d+'}]
    const text = deployOf({logs: {mask}}).get('logstash/config/pipeline/20-mask.conf')

    expect(text).toContain('"message", "(pin \\"?)\\d+", "\\1[masked]"\n')
    expect(text).not.toContain('authorization')
  })

  test('have no filter for masks that nobody wants', () => {
    expect(deployOf({logs: {mask: []}}).get('logstash/config/pipeline/20-mask.conf')).not.toContain('gsub')
  })

  test('know the severity in every priority of syslog', () => {
    const text = deploy.get('logstash/config/pipeline/50-text.conf') ?? ''

    expect(text).toContain('"0" => "0"')
    expect(text).toContain('"34" => "2"')
    expect(text).toContain('"165" => "5"')
    expect(text).toContain('"191" => "7"')
    expect(text).not.toContain('"192" =>')
  })

  test('carry the hash of the pipeline in the id of a filter, another one for another pipeline', () => {
    const stamp = (more?: Partial<StackInput>) => deployOf(more).get('logstash/config/pipeline/85-stamp.conf')

    expect(stamp()).toMatch(/id => "opsctl_config_[0-9a-f]{64}"/)
    expect(stamp()).toBe(stamp({logstash: {queue: '2GiB'}}))
    expect(stamp()).not.toBe(stamp({logs: {mask: ['jwt']}}))
  })

  test('hold no secret: the password is a variable of the process', () => {
    expect(deploy.get('logstash/config/pipeline/90-output.conf')).toContain(`password => "\${LOG_WRITER_PASSWORD}"`)
    expect(serviceOf()?.env).toEqual({LS_JAVA_OPTS: '-Xms512m -Xmx512m'})
    expect(serviceOf()?.entrypoint?.join(' ')).toContain('cat /run/secrets/elasticsearch-writer-password')
  })
})

describe('a spec is refused', () => {
  test.each([
    [{logs: 'light'}, 'logstash: with "logs: light"'],
    [{elasticsearch: {enabled: false}}, 'logstash: it sends lines to Elasticsearch'],
    [{images: {source: 'debian'}}, 'logstash: Debian has no package'],
    [{logstash: {heap: '600MiB'}}, 'logstash.heap: 600 MiB is more than half of limits.memory (1024 MiB)'],
    [{logs: {mask: [{name: 'pin', pattern: '(a)%{2}'}]}}, 'logs.mask.0.pattern: Logstash takes ${ and %{'],
  ] as const)('for %j', (more, message) => {
    expect(problemsOf(more as Partial<StackInput>).join('\n')).toContain(message)
  })

  test('not for what fits', () => {
    expect(problemsOf({logstash: {heap: '512MiB'}})).toEqual([])
  })
})

/** The door to a Logstash that gives these answers, the last one over and over. */
function accessTo(...answers: readonly unknown[]): Access {
  let asked = 0
  const answer = (): HttpAnswer => {
    const body = answers[Math.min(asked, answers.length - 1)]
    asked += 1
    return {status: body === undefined ? 404 : 200, headers: {}, body: JSON.stringify(body ?? {})}
  }
  return {
    instance: () => ({http: async () => answer()}),
    configHash: async () => 'abc',
  } as unknown as Access
}

const statsOf = (events: object, queued: number, filters: readonly string[] = []) => ({
  pipelines: {main: {events, queue: {events_count: queued}, plugins: {filters: filters.map((id) => ({id}))}}},
})

describe('health', () => {
  const check = (id: string) => logstash.health?.(stackOf()).find((one) => one.id === id) as HealthCheck

  test.each([
    ['nothing waits', [statsOf({in: 7, out: 7}, 0)], 'pass'],
    ['what waits goes out', [statsOf({in: 9, out: 7}, 2), statsOf({in: 9, out: 8}, 1)], 'pass'],
    ['the pipeline does not run', [{pipelines: {main: {}}}], 'fail'],
    ['Logstash knows no such pipeline', [undefined], 'fail'],
  ])(
    'of the flow, when %s',
    async (_, answers, verdict) => {
      const {probe, judge} = check('logstash.flow')

      expect(judge(await probe(accessTo(...answers))).status).toBe(verdict)
    },
    15_000,
  )

  test('of the flow fails when lines wait and none goes out', () => {
    const counts = {in: 9, out: 7, waiting: 2}

    expect(check('logstash.flow').judge({first: counts, last: counts}).status).toBe('fail')
  })

  test('of the configuration compares the hash in the running pipeline', async () => {
    const {probe, judge} = check('logstash.config')
    const verdictOf = async (id: string) => judge(await probe(accessTo(statsOf({}, 0, ['mask', id])))).status

    expect(await verdictOf('opsctl_config_abc')).toBe('pass')
    expect(await verdictOf('opsctl_config_def')).toBe('fail')
    expect(await verdictOf('other')).toBe('fail')
  })
})
