import {describe, expect, test} from 'vitest'
import {datasetOf} from '../../src/spec/log-streams.js'
import {maskNames} from '../../src/spec/mask-patterns.js'
import {parseStack} from '../../src/spec/parse-stack.js'

const head = 'version: 1\nproject: shop\n'
const logsOf = (yaml: string) => parseStack(`${head}${yaml}`).stack?.logs
const problemsOf = (yaml: string) => parseStack(`${head}${yaml}`).problems.map(({path, message}) => [path, message.en])

describe('logs in opsctl.yaml', () => {
  test('has a default for everything', () => {
    const logs = logsOf('')
    expect(logs).toMatchObject({path: 'full', retention: 14 * 86_400, disk: 20 * 1024})
    expect(logs?.mask.map(({name}) => name)).toEqual(maskNames)
  })

  test('may be one word', () => {
    expect(logsOf('logs: light\n')?.path).toBe('light')
  })

  test('takes masks by name and masks of the person’s own', () => {
    const logs = logsOf("logs:\n  mask: [jwt, {name: card, pattern: '(card=)[0-9]{16}'}]\n")
    expect(logs?.mask.map(({name}) => name)).toEqual(['jwt', 'card'])
    expect(logs?.mask[1]?.pattern).toBe('(card=)[0-9]{16}')
  })

  test.each([
    ['logs: heavy\n', 'logs.path', 'full, light'],
    ['logs: {retention: 10m}\n', 'logs.retention', '1h'],
    ["logs: {mask: [{name: card, pattern: '(['}]}\n", 'logs.mask', 'compiles'],
    ["logs: {mask: [{name: card, pattern: 'card=\\d+'}]}\n", 'logs.mask', 'one capture group'],
    ["logs: {mask: [{name: card, pattern: '(a)(?=b)'}]}\n", 'logs.mask', 'look-around'],
  ])('refuses %j', (yaml, path, word) => {
    const problems = problemsOf(yaml)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.[0]).toContain(path)
    expect(problems[0]?.[1]).toContain(word)
  })
})

test('a dataset has no dash, which would end it', () => {
  expect(datasetOf('my-shop', 'web-api')).toBe('my_shop.web_api')
})
