/** Asks Kibana as the person's own user: its saved objects go in and out by its import and export. */
import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'

import {OpsError} from '../../errors.js'
import {verbatim} from '../../text.js'
import type {Access, HttpAnswer, InstanceRequest} from '../component.js'
import {PORT, USER, USER_PASSWORD} from './names.js'
import {toNdjson} from './objects/bundle.js'
import type {SavedObject} from './objects/model.js'

/** One object that Kibana did not take. */
export interface Refusal {
  readonly type: string
  readonly id: string
  readonly title: string
  readonly reason: string
}

/** How long, and how often, a Kibana that does not answer yet is asked again. */
export interface Patience {
  readonly attempts: number
  readonly firstPauseMs: number
}

const DEFAULT_PATIENCE: Patience = {attempts: 7, firstPauseMs: 1000}
const TIMEOUT_MS = 60_000
const LONGEST_PAUSE_MS = 10_000

/** It starts, restarts or has lost the store for a moment. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])

/** Sends a request; `Basic` is accepted wherever a person may log in with a password. The header keeps it from redirecting. */
export async function askKibana(
  access: Access,
  request: Omit<InstanceRequest, 'port'>,
  options: {readonly asStranger?: boolean} = {},
): Promise<HttpAnswer> {
  const basicAuth = options.asStranger ? undefined : {user: USER, password: await access.secret(USER_PASSWORD)}
  const headers = {accept: 'application/json', 'kbn-xsrf': 'opsctl', ...request.headers}
  return access.instance('kibana').http({...request, port: PORT, headers, ...(basicAuth ? {basicAuth} : {})})
}

/** Imports objects over those of the same ids. Throws when Kibana can't be asked; what it refuses is returned. */
export async function importObjects(
  access: Access,
  objects: readonly SavedObject[],
  patience: Patience = DEFAULT_PATIENCE,
): Promise<readonly Refusal[]> {
  const {body, contentType} = toForm(toNdjson(objects))
  const answer = await askPatiently(access, patience, {
    path: '/api/saved_objects/_import?overwrite=true',
    method: 'POST',
    headers: {'content-type': contentType},
    body,
    timeoutMs: TIMEOUT_MS,
  })
  if (answer.status !== 200) throw unusable(answer)
  return readRefusals(answer.body, objects)
}

/** The objects as Kibana has them; undefined when one of them is missing. */
export async function exportObjects(
  access: Access,
  objects: readonly SavedObject[],
): Promise<readonly ExportedObject[] | undefined> {
  const answer = await askKibana(access, {
    path: '/api/saved_objects/_export',
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({
      objects: objects.map(({type, id}) => ({type, id})),
      includeReferencesDeep: false,
      excludeExportDetails: true,
    }),
    timeoutMs: TIMEOUT_MS,
  })
  // This is how it says that one of them does not exist.
  if (answer.status === 400) return undefined
  if (answer.status !== 200) throw unusable(answer)
  return answer.body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportedObject)
}

/** What this room reads of an exported object. */
export interface ExportedObject {
  readonly type: string
  readonly id: string
  readonly attributes: {readonly description?: string}
}

async function askPatiently(
  access: Access,
  {attempts, firstPauseMs}: Patience,
  request: Omit<InstanceRequest, 'port'>,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await askKibana(access, request)
      if (!PASSING.has(answer.status) || attempt >= attempts) return answer
    } catch (error) {
      if (attempt >= attempts) throw error
    }

    await sleep(Math.min(firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS))
  }
}

/** A form with one file, as a browser sends it. Kibana goes by the ending of its name. */
function toForm(ndjson: string): {readonly body: string; readonly contentType: string} {
  const boundary = `opsctl-${createHash('sha256').update(ndjson).digest('hex').slice(0, 32)}`
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="opsctl.ndjson"',
    'Content-Type: application/ndjson',
  ]
  return {
    body: `${head.join('\r\n')}\r\n\r\n${ndjson}\r\n--${boundary}--\r\n`,
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

interface ImportAnswer {
  readonly success: boolean
  readonly successCount: number
  readonly errors?: readonly ImportError[]
}

interface ImportError {
  readonly type: string
  readonly id: string
  readonly meta?: {readonly title?: string}
  readonly error: {
    readonly type: string
    readonly message?: string
    readonly references?: readonly {readonly type: string; readonly id: string}[]
  }
}

function readRefusals(body: string, objects: readonly SavedObject[]): readonly Refusal[] {
  const {success, errors = [], successCount} = JSON.parse(body) as ImportAnswer
  if (success && successCount === objects.length) return []
  if (errors.length > 0) return errors.map((one) => toRefusal(one, objects))
  return [{type: 'file', id: '', title: 'opsctl.ndjson', reason: `${successCount} of ${objects.length} objects taken`}]
}

function toRefusal({type, id, meta, error}: ImportError, objects: readonly SavedObject[]): Refusal {
  const ours = objects.find((one) => one.type === type && one.id === id)
  const missing = error.references?.map((one) => `${one.type} ${one.id}`).join(', ')
  const reason = [error.type, error.message, missing].filter((part) => part).join(': ')
  return {type, id, title: meta?.title ?? titleOf(ours) ?? id, reason}
}

function titleOf(object: SavedObject | undefined): string | undefined {
  const {title, name} = object?.attributes ?? {}
  return typeof name === 'string' ? name : typeof title === 'string' ? title : undefined
}

function unusable({status, body}: HttpAnswer): OpsError {
  const isLogin = status === 401 || status === 403
  const {message = ''} = readMessage(body)
  const detail = `${status} ${message}`.trim().slice(0, 300)
  return new OpsError({
    code: isLogin ? 'OPS_KIBANA_LOGIN_REFUSED' : 'OPS_KIBANA_REFUSED',
    kind: 'external',
    message: isLogin
      ? {en: `Kibana refuses user ${USER}: ${detail}`, zh: `Kibana 拒绝用户 ${USER}：${detail}`}
      : {en: `Kibana does not take its saved objects: ${detail}`, zh: `Kibana 未接受已保存对象：${detail}`},
    suggestions: [verbatim('opsctl logs kibana'), verbatim('opsctl up')],
  })
}

function readMessage(body: string): {readonly message?: string} {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as {message?: string}) : {}
  } catch {
    return {}
  }
}
