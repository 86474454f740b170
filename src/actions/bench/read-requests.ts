/** What is asked: from flags, or from a scenario file. */
import {basename, dirname, resolve} from 'node:path'

import type {Expectation, HttpRequestPlan} from '../../bench/load-plan.js'
import {methods, parseScenario, type Scenario} from '../../bench/scenario.js'
import {type DataRows, templateNames} from '../../bench/scenario-data.js'
import {OpsError} from '../../errors.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import {findNearest} from '../../nearest.js'
import {isSecretName} from '../../spec/secret-words.js'
import {type Text, verbatim} from '../../text.js'
import {readRows, readText} from './read-inputs.js'

export interface RequestOptions {
  readonly method?: string
  /** `Name: value`. */
  readonly headers: readonly string[]
  readonly body?: string
  readonly bodyFile?: string
  readonly dataFile?: string
  /** In place of all of these. */
  readonly scenarioFile?: string
  /** Each `200` or `200,404`. */
  readonly expectStatus: readonly string[]
  readonly expectBody?: string
}

/** Reads the requests; `path` is that of the target, which a scenario replaces. Throws OPS_BENCH_FILE, OPS_BENCH_SCENARIO, OPS_BENCH_REQUEST. */
export async function readRequests(options: RequestOptions, path: string): Promise<readonly HttpRequestPlan[]> {
  const requests =
    options.scenarioFile === undefined
      ? [await fromFlags(options, path)]
      : await fromScenario(await readScenario(options.scenarioFile), dirname(options.scenarioFile))
  checkTemplates(requests)
  return requests
}

async function fromFlags(options: RequestOptions, path: string): Promise<HttpRequestPlan> {
  const body = options.bodyFile === undefined ? options.body : await readText(options.bodyFile, 'body-file')
  const method = options.method === undefined ? defaultMethod(body) : readMethod(options.method)
  return {
    name: `${method} ${path}`,
    method,
    path,
    headers: Object.fromEntries(options.headers.map(readHeader)),
    ...(body === undefined ? {} : {body}),
    weight: 1,
    expect: expectation(options.expectStatus.flatMap(readStatuses), options.expectBody),
    ...(options.dataFile === undefined ? {} : {rows: await readRows(options.dataFile, 'data')}),
  }
}

async function readScenario(file: string): Promise<Scenario> {
  const {value, problems} = parseScenario(await readText(file, 'scenario'), basename(file))
  if (value) return value
  throw new OpsError({
    code: 'OPS_BENCH_SCENARIO',
    kind: 'usage',
    message: say.badScenario(file, problems.length),
    suggestions: [verbatim('opsctl schema bench-scenario')],
    problems,
  })
}

/** Files that a scenario names lie beside it. */
async function fromScenario({headers, data, requests}: Scenario, folder: string): Promise<readonly HttpRequestPlan[]> {
  const known = new Map<string, Promise<DataRows>>()
  const rowsOf = (file: string) => {
    const rows = known.get(file) ?? readRows(resolve(folder, file), 'scenario')
    known.set(file, rows)
    return rows
  }
  return Promise.all(
    requests.map(async (request): Promise<HttpRequestPlan> => {
      const {path, weight, expect} = request
      const body =
        request.bodyFile === undefined ? request.body : await readText(resolve(folder, request.bodyFile), 'scenario')
      const method = request.method ?? defaultMethod(body)
      const file = request.data ?? data
      return {
        name: request.name ?? `${method} ${path}`,
        method,
        path,
        headers: {...headers, ...request.headers},
        ...(body === undefined ? {} : {body}),
        weight,
        expect: expectation(expect.status ?? [], expect.body),
        ...(file === undefined ? {} : {rows: await rowsOf(file)}),
      }
    }),
  )
}

function defaultMethod(body: string | undefined): string {
  return body === undefined ? 'GET' : 'POST'
}

function expectation(statuses: readonly number[], body: string | undefined): Expectation {
  return {
    ...(statuses.length === 0 ? {} : {statuses}),
    ...(body === undefined ? {} : {bodyContains: body}),
  }
}

function readMethod(written: string): string {
  const method = written.toUpperCase()
  if ((methods as readonly string[]).includes(method)) return method
  throw badRequest(say.badMethod(written, findNearest(method, methods), methods.join(', ')), verbatim('--method GET'))
}

/** Arguments are seen by everybody on the machine, so one that would hold a secret is refused. */
function readHeader(written: string): readonly [string, string] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\r\n\0]*)$/.exec(written) ?? []
  if (name === undefined || value === undefined)
    throw badRequest(say.badHeader(written), verbatim("--header 'Accept: text/html'"))
  const isSecret = /^(proxy-)?authorization$|^cookie$/i.test(name) || isSecretName(name)
  if (isSecret && templateNames(value).length === 0) throw badRequest(say.secretHeader(name), say.secretElsewhere)
  return [name, value]
}

function readStatuses(written: string): readonly number[] {
  return written.split(',').map((status) => {
    if (/^[1-5]\d\d$/.test(status.trim())) return Number(status)
    throw badRequest(say.badStatus(written), verbatim('--expect-status 200'))
  })
}

/** A path has no use for braces, so there every name must be a column. Rows that nothing uses are a slip too. */
function checkTemplates(requests: readonly HttpRequestPlan[]): void {
  for (const {name: place, path, rows = []} of requests) {
    const columns = Object.keys(rows[0] ?? {})
    const unknown = templateNames(path).find((name) => !columns.includes(name))
    if (unknown === undefined) continue
    const nearest = findNearest(unknown, columns)
    const way = columns[0] === undefined ? say.giveData : say.nameColumn(nearest ?? columns[0])
    throw badRequest(say.noColumn(place, unknown, columns, nearest), way)
  }

  const columns = [...new Set(requests.flatMap(({rows}) => Object.keys(rows?.[0] ?? {})))]
  const used = requests.flatMap(({path, headers, body = ''}) =>
    [path, body, ...Object.values(headers)].flatMap(templateNames),
  )
  if (columns[0] === undefined || columns.some((column) => used.includes(column))) return
  throw badRequest(say.unusedRows(columns), say.nameColumn(columns[0]))
}

function badRequest(message: Text, way: Text): OpsError {
  return new OpsError({code: 'OPS_BENCH_REQUEST', kind: 'usage', message, suggestions: [way]})
}
