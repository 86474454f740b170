import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {readAuthority, readLogin} from '../../../src/actions/bench/read-inputs.js'
import {type RequestOptions, readRequests} from '../../../src/actions/bench/read-requests.js'
import {formatProblem} from '../../../src/cli/stack-command.js'
import type {OpsError} from '../../../src/errors.js'
import {tempDir} from '../../temp-dir.js'

const plain: RequestOptions = {headers: [], expectStatus: []}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await tempDir()
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

async function refusal(work: Promise<unknown>): Promise<OpsError> {
  return (await work.catch((error: unknown) => error)) as OpsError
}

describe('requests from flags', () => {
  test('are one GET when nothing is said', async () => {
    expect(await readRequests(plain, '/x')).toEqual([
      {name: 'GET /x', method: 'GET', path: '/x', headers: {}, weight: 1, expect: {}},
    ])
  })

  test('have method, headers, body from a file, expectations and rows', async () => {
    const folder = await folderWith({'body.json': '{"id": {id}}', 'ids.csv': 'id\n1\n2\n'})
    const options = {
      headers: ['Content-Type: application/json', 'X-Page:{id}'],
      bodyFile: join(folder, 'body.json'),
      dataFile: join(folder, 'ids.csv'),
      expectStatus: ['200,201', '404'],
      expectBody: 'ok',
    }
    expect(await readRequests(options, '/x/{id}')).toEqual([
      {
        name: 'POST /x/{id}',
        method: 'POST',
        path: '/x/{id}',
        headers: {'Content-Type': 'application/json', 'X-Page': '{id}'},
        body: '{"id": {id}}',
        weight: 1,
        expect: {statuses: [200, 201, 404], bodyContains: 'ok'},
        rows: [{id: '1'}, {id: '2'}],
      },
    ])
  })

  test.each([
    [{method: 'PSOT'}, 'did you mean POST?'],
    [{headers: ['Accept']}, 'is no header as in Accept: text/html'],
    [{headers: ['A: b\r\nEvil: 1']}, 'is no header'],
    [{expectStatus: ['2xx']}, 'is no status'],
    [{headers: ['Authorization: Bearer abc']}, 'holds a secret'],
    [{headers: ['X-Api-Key: abc']}, 'holds a secret'],
    [{headers: ['Cookie: a=b']}, 'holds a secret'],
  ])('are refused with %j', async (rest, message) => {
    const error = await refusal(readRequests({...plain, ...rest}, '/'))
    expect(error).toMatchObject({code: 'OPS_BENCH_REQUEST', exitCode: 2})
    expect(error.text.en).toContain(message)
    if (message === 'holds a secret') expect(error.text.en).not.toContain('abc')
  })

  test('may take a log-in from rows', async () => {
    const folder = await folderWith({'tokens.csv': 'token\nabc\n'})
    const options = {...plain, headers: ['Authorization: Bearer {token}'], dataFile: join(folder, 'tokens.csv')}
    expect(await readRequests(options, '/')).toMatchObject([{rows: [{token: 'abc'}]}])
  })

  test('whose path asks for a column that is not there are refused with the nearest one', async () => {
    const folder = await folderWith({'users.csv': 'user\nann\n'})
    const data = {...plain, dataFile: join(folder, 'users.csv')}
    expect((await refusal(readRequests(data, '/x/{usr}'))).text.en).toContain('did you mean {user}?')
    expect((await refusal(readRequests(plain, '/x/{id}'))).ways[0]?.en).toContain('--data')
    expect((await refusal(readRequests(data, '/x'))).text.en).toBe('No request uses a column of the rows: user')
  })

  test.each([
    ['missing.csv', 'there is no such file'],
    ['.', 'it is no plain file'],
    ['bad.csv', 'bad.csv:2: 2 cells, where the first line has 1 columns'],
  ])('whose rows are in %s are refused with the place', async (name, complaint) => {
    const folder = await folderWith({'bad.csv': 'id\n1,2\n'})
    const error = await refusal(readRequests({...plain, dataFile: join(folder, name)}, '/{id}'))
    expect(error.code).toBe('OPS_BENCH_FILE')
    expect(error.problems.map((problem) => formatProblem(problem, 'en')).join()).toContain(complaint)
  })
})

describe('requests from a scenario', () => {
  test('name their files beside it, and share headers and rows', async () => {
    const folder = await folderWith({
      'load.yaml': `headers: {Accept: text/html}
data: users.csv
requests:
  - {name: home, path: /, weight: 3}
  - {path: "/u/{id}", bodyFile: body.txt, headers: {Accept: "*/*"}, data: ids.txt.csv, expect: {status: [201]}}
`,
      'users.csv': 'id\n1\n',
      'ids.txt.csv': 'id\n7\n',
      'body.txt': 'hello',
    })
    const requests = await readRequests({...plain, scenarioFile: join(folder, 'load.yaml')}, '/unused')
    expect(requests).toEqual([
      {
        name: 'home',
        method: 'GET',
        path: '/',
        headers: {Accept: 'text/html'},
        weight: 3,
        expect: {},
        rows: [{id: '1'}],
      },
      {
        name: 'POST /u/{id}',
        method: 'POST',
        path: '/u/{id}',
        headers: {Accept: '*/*'},
        body: 'hello',
        weight: 1,
        expect: {statuses: [201]},
        rows: [{id: '7'}],
      },
    ])
  })

  test('with a typo are refused with its line and what was meant', async () => {
    const folder = await folderWith({'load.yaml': 'requests:\n  - pth: /\n'})
    const error = await refusal(readRequests({...plain, scenarioFile: join(folder, 'load.yaml')}, '/'))
    expect(error).toMatchObject({code: 'OPS_BENCH_SCENARIO', exitCode: 2})
    expect(error.problems.map((problem) => formatProblem(problem, 'en'))).toContainEqual(
      expect.stringMatching(/^load\.yaml:2:5 requests\[0\]\.pth: .*did you mean path\?$/),
    )
  })
})

describe('a log-in', () => {
  test.each([
    ['ann:secret-7\n', 'Basic YW5uOnNlY3JldC03'],
    ['ann:a:b', 'Basic YW5uOmE6Yg=='],
    ['Bearer abc.def\r\n', 'Bearer abc.def'],
  ])('of a file with %j becomes a header', async (content, value) => {
    const folder = await folderWith({login: content})
    expect(await readLogin(join(folder, 'login'))).toEqual({Authorization: value})
  })

  test.each(['ann', '', 'ann:\n', 'a:b\nc:d'])('is none in %j, and is not repeated', async (content) => {
    const folder = await folderWith({login: content})
    const error = await refusal(readLogin(join(folder, 'login')))
    expect(error).toMatchObject({code: 'OPS_BENCH_AUTH', exitCode: 2})
    if (content.trim() !== '') expect(error.text.en).not.toContain(content.trim())
  })

  test('is not needed', async () => {
    expect(await readLogin(undefined)).toEqual({})
  })
})

test('an authority is a certificate in PEM', async () => {
  const folder = await folderWith({'ca.pem': 'not a certificate'})
  expect((await refusal(readAuthority(join(folder, 'ca.pem')))).problems[0]?.message.en).toContain(
    'no certificate in PEM',
  )
})
