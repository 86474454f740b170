import {Ajv} from 'ajv'
import {describe, expect, test} from 'vitest'

import {parseScenario, scenarioJsonSchema, scenarioSchema} from '../../src/bench/scenario.js'
import {keyTreeOf, walkKeys} from '../../src/spec/key-tree.js'

const whole = `headers:
  Accept: text/html
data: users.csv
requests:
  - name: home
    path: /
    weight: 3
  - path: /users/{id}
    method: POST
    body: '{"name": "x"}'
    headers: {Content-Type: application/json}
    expect: {status: [200, 201], body: ok}
`

function complaints(source: string) {
  return parseScenario(source, 'load.yaml').problems.map(
    ({line, column, path, message}) => `${line}:${column} ${path ?? ''}: ${message.en}`,
  )
}

describe('a scenario', () => {
  test('has its defaults filled in', () => {
    const {value, problems} = parseScenario(whole, 'load.yaml')
    expect(problems).toEqual([])
    expect(value?.requests.map(({name, weight, method}) => ({name, weight, method}))).toEqual([
      {name: 'home', weight: 3, method: undefined},
      {name: undefined, weight: 1, method: 'POST'},
    ])
    expect(value?.headers).toEqual({Accept: 'text/html'})
  })

  test('says where a typo is, and what was meant', () => {
    const source = whole.replace('weight: 3', 'wieght: 3').replace('method: POST', 'method: PSOT')
    expect(complaints(source)).toEqual([
      '7:5 requests[0].wieght: unknown key "wieght"; expected one of the keys name, weight, method, path, headers, body, bodyFile, data, expect; did you mean weight?',
      '9:13 requests[1].method: got "PSOT"; expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; did you mean POST?',
    ])
  })

  test.each([
    ['requests: []', '1:11 requests: got […]; expected a list of at least 1'],
    [
      'requests:\n  - path: users',
      '2:11 requests[0].path: got "users"; expected a path without spaces, as in /users/{id}?all=1',
    ],
    ['requests:\n  - {path: /, weight: 0}', '2:23 requests[0].weight: got 0; expected a number from 0.001 to 1000000'],
    [
      'requests:\n  - {path: /, body: a, bodyFile: b}',
      '2:34 requests[0].bodyFile: got "b"; expected either body or bodyFile, not both',
    ],
    [
      'requests:\n  - {path: /, name: a}\n  - {path: /b, name: a}',
      '3:22 requests[1].name: got "a"; expected a name that no other request has',
    ],
    [
      'requests:\n  - {path: /, headers: {"a b": c}}',
      '2:25 requests[0].headers["a b"]: bad name "a b"; expected a header name, as in Accept or X-Shop; did you mean a-b?',
    ],
    ['- path: /', '1:1 : the file must be a map of keys, as in "version: 1"'],
  ])('refuses %j', (source, complaint) => {
    expect(complaints(source)[0]).toBe(complaint)
  })

  test('explains every key in both languages', () => {
    const silent = [...walkKeys(keyTreeOf(scenarioSchema))].filter(
      ([path, node]) => typeof path.at(-1) === 'string' && path.at(-1) !== '<name>' && !(node.meta?.en && node.meta.zh),
    )
    expect(silent.map(([path]) => path.join('.'))).toEqual([])
  })

  test('has a JSON schema that judges alike', () => {
    const validate = new Ajv({strict: false}).compile(scenarioJsonSchema())
    expect(validate({requests: [{path: '/', weight: 2}]}), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({requests: [{path: '/', wieght: 2}]})).toBe(false)
    expect(validate({requests: []})).toBe(false)
  })
})
