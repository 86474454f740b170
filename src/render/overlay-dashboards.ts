/** Judges the dashboards that a person puts into overlay/dashboards, at their lines. Pure. */
import {type Document, isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml'

import type {Problem} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'
import type {Text} from '../text.js'
import type {OverlayFile} from './overlay.js'

/** A dashboard of the person's; its uid is its address in Grafana. */
export interface OverlayDashboard extends OverlayFile {
  readonly uid: string
  readonly line: number
  readonly column: number
}

/** Reads one file, as Grafana's export writes it. Without a uid of its own it gets one from its name, so that links stay. */
export function readDashboardFile(file: OverlayFile): {
  readonly problems: readonly Problem[]
  readonly dashboard?: OverlayDashboard
} {
  const lines = new LineCounter()
  // JSON is YAML, and this parser knows where everything stands; what is YAML only is refused below.
  const document = parseDocument(file.content, {lineCounter: lines, prettyErrors: false, schema: 'json'})
  const problem = (offset: number, message: Text): Problem => {
    const {line, col} = lines.linePos(offset)
    return {file: file.source, line, column: col, message}
  }
  const broken = jsonProblem(file.content)
  if (broken) {
    const offset = broken.offset ?? document.errors[0]?.pos[0] ?? file.content.length
    return {problems: [problem(offset, say.badJson(broken.message))]}
  }

  const root = document.contents
  if (!isMap(root)) return {problems: [problem(0, say.expected('a mapping'))]}
  if (document.has('dashboard') && !document.has('panels'))
    return {problems: [problem(offsetOf(document, 'dashboard'), say.apiWrapper)]}
  const title = document.get('title')
  if (typeof title !== 'string' || title.trim() === '')
    return {problems: [problem(offsetOf(document, 'title'), say.missingKey('title'))]}
  const written = document.get('uid')
  const uid = written === undefined || written === null || written === '' ? `overlay-${file.stem}` : written
  const at = offsetOf(document, 'uid')
  if (typeof uid !== 'string' || !/^[a-zA-Z0-9_-]{1,40}$/.test(uid))
    return {problems: [problem(at, say.badDashboardUid(String(uid)))]}
  const {line, col} = lines.linePos(at)
  return {problems: [], dashboard: {...file, uid, line, column: col}}
}

/** What JSON itself says, and where if it says that; the other parser forgives what Grafana does not. */
function jsonProblem(content: string): {readonly message: string; readonly offset: number | undefined} | undefined {
  try {
    JSON.parse(content)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const position = /position (\d+)/.exec(message)?.[1]
    return {message: message.split('\n')[0] ?? message, offset: position === undefined ? undefined : Number(position)}
  }
}

/** Where a key stands; the start of the file when it is not there. */
function offsetOf({contents}: Document, key: string): number {
  if (!isMap(contents)) return 0
  const pair = contents.items.find((item) => isScalar(item.key) && item.key.value === key)
  return pair && isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : (contents.range?.[0] ?? 0)
}
