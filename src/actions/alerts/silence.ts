/** Silences of the running Alertmanager: makes, lists and ends them. */
import {userInfo} from 'node:os'

import {listAlertNames} from '../../alerts/catalogue.js'
import {OpsError} from '../../errors.js'
import {alertingMessages as say} from '../../messages/alerting.js'
import {findNearest} from '../../nearest.js'
import type {Project} from '../../project.js'
import type {Text} from '../../text.js'
import {openAlertmanager} from './alertmanager.js'
import {parseLabels} from './route.js'

export interface Silence {
  readonly id: string
  readonly matchers: readonly string[]
  readonly startsAt: string
  readonly endsAt: string
  readonly author: string
  readonly comment: string
}

export interface SilenceRequest {
  readonly alert: string
  /** Further labels, as `name=value`. */
  readonly labels: readonly string[]
  readonly forS: number
  readonly comment: string | undefined
}

interface ApiSilence {
  readonly id: string
  readonly matchers: readonly {name: string; value: string; isRegex: boolean; isEqual?: boolean}[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
  readonly status: {readonly state: string}
}

const MAX_S = 30 * 86_400

/** Makes a silence. The warning is for a name that no rule of opsctl has: it may be one of the person's own. */
export async function makeSilence(
  project: Project,
  request: SilenceRequest,
): Promise<Silence & {readonly warning?: Text}> {
  if (request.forS > MAX_S) throw refused('OPS_SILENCE_TOO_LONG', say.tooLong, '--for 24h')
  if (!request.comment?.trim()) throw refused('OPS_SILENCE_NO_COMMENT', say.needComment, '--comment "disk is replaced"')
  const labels = {alertname: request.alert, ...parseLabels(request.labels)}
  const {ask} = await openAlertmanager(project)
  const startsAt = new Date().toISOString()
  const endsAt = new Date(Date.now() + request.forS * 1000).toISOString()
  const author = authorName()
  const body = {
    matchers: Object.entries(labels).map(([name, value]) => ({name, value, isRegex: false, isEqual: true})),
    startsAt,
    endsAt,
    createdBy: author,
    comment: request.comment,
  }
  const {silenceID} = JSON.parse(await ask('/api/v2/silences', {method: 'POST', body})) as {silenceID: string}
  const names = listAlertNames()
  const isKnown = names.includes(request.alert)
  return {
    id: silenceID,
    matchers: Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    startsAt,
    endsAt,
    author,
    comment: request.comment,
    ...(isKnown ? {} : {warning: say.unknownAlert(request.alert, findNearest(request.alert, names))}),
  }
}

/** The silences that are active or to come, the first to end first. */
export async function listSilences(project: Project): Promise<readonly Silence[]> {
  const {ask} = await openAlertmanager(project)
  const all = JSON.parse(await ask('/api/v2/silences')) as readonly ApiSilence[]
  return all
    .filter(({status}) => status.state !== 'expired')
    .map(({id, matchers, startsAt, endsAt, createdBy, comment}) => ({
      id,
      matchers: matchers.map(({name, value, isRegex, isEqual = true}) => {
        const operator = isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!='
        return `${name}${operator}${JSON.stringify(value)}`
      }),
      startsAt,
      endsAt,
      author: createdBy,
      comment,
    }))
    .toSorted((a, b) => (a.endsAt < b.endsAt ? -1 : 1))
}

/** Ends a silence now. Throws OPS_SILENCE_UNKNOWN. */
export async function expireSilence(project: Project, id: string): Promise<void> {
  const {ask} = await openAlertmanager(project)
  const active = JSON.parse(await ask('/api/v2/silences')) as readonly ApiSilence[]
  if (!active.some((one) => one.id === id && one.status.state !== 'expired')) {
    throw new OpsError({
      code: 'OPS_SILENCE_UNKNOWN',
      kind: 'usage',
      message: say.noSilence(id),
      suggestions: [say.listSilences],
    })
  }

  await ask(`/api/v2/silence/${encodeURIComponent(id)}`, {method: 'DELETE'})
}

function authorName(): string {
  try {
    return process.env.SUDO_USER ?? userInfo().username
  } catch {
    return 'opsctl'
  }
}

function refused(code: `OPS_${string}`, message: Text, way: string): OpsError {
  return new OpsError({code, kind: 'usage', message, suggestions: [{en: way, zh: way}]})
}
