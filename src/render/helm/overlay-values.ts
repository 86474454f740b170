/**
 * Judges overlay/values.yaml against the values of the stack, as Helm will merge them: maps key by key, everything else
 * as a whole, null takes a key away. What would open a pod to its node, or the stack to strangers, is refused. Pure.
 */
import type {Problem} from '../../errors.js'
import {renderMessages as say} from '../../messages/render.js'
import {findNearest} from '../../nearest.js'
import {explainIssue} from '../../spec/explain-issue.js'
import {keyTreeOf} from '../../spec/key-tree.js'
import {formatPath, type KeyPath, valueAt} from '../../spec/path.js'
import type {Text} from '../../text.js'
import type {OverlayValues} from '../overlay.js'
import {type ChartValues, chartValuesSchema, serviceKeys} from './chart-values.js'
import {OUTSIDE} from './service-values.js'

/** What of a service is a person's to choose. All else follows from the stack and is what makes it safe. */
const OWN_KEYS = [
  'autoscale',
  'callers',
  'command',
  'egress',
  'entrypoint',
  'env',
  'gid',
  'image',
  'limits',
  'lookupTimeoutS',
  'migrate',
  'priority',
  'probe',
  'replicas',
  'requests',
  'scratch',
  'secretEnv',
  'shmMiB',
  'stopGraceS',
  'stopSignal',
  'uid',
]

type Tree = Readonly<Record<string, unknown>>
type Fail = (path: KeyPath, message: Text) => void

/** Everything wrong with the file, at its lines. */
export function checkOverlayValues(overlay: OverlayValues, values: ChartValues): readonly Problem[] {
  const problems: Problem[] = []
  const fail: Fail = (path, message) => {
    problems.push({file: overlay.source, ...overlay.place(path), path: formatPath(path), message})
  }
  checkPlaces(overlay.value, fail)
  checkServices(overlay.value.services, values, fail)
  if (problems.length === 0) checkSchema(overlay, values, fail)
  return problems
}

/** What has its place elsewhere. */
function checkPlaces(written: Tree, fail: Fail): void {
  if ('stack' in written) fail(['stack'], say.stackInValues)
  if ('files' in written) fail(['files'], say.filesInValues)
  for (const key of Object.keys(asTree(written.secrets))) {
    if (key !== 'items') fail(['secrets', key], say.secretsInValues)
  }
}

function checkServices(written: unknown, {services}: ChartValues, fail: Fail): void {
  const names = Object.keys(services)
  for (const [name, service] of Object.entries(asTree(written))) {
    const at = ['services', name]
    const known = services[name]
    if (!known) {
      fail(at, say.unknownService(name, findNearest(name, names), names))
      continue
    }

    if (service === null) fail(at, say.expected('a mapping'))
    const {uid, callers, ...rest} = asTree(service)
    for (const key of Object.keys(rest).filter((one) => !OWN_KEYS.includes(one))) {
      const message = serviceKeys.includes(key) ? say.fixedValue(key, OWN_KEYS) : say.unknownKey(key, OWN_KEYS)
      fail([...at, key], message)
    }

    if (uid === 0 && !known.agent) fail([...at, 'uid'], say.noRoot)
    for (const [index, caller] of (Array.isArray(callers) ? callers : []).entries()) {
      const {from, port} = asTree(caller)
      const isOpen = known.callers.some((one) => one.port === port && one.from.includes(OUTSIDE))
      if (Array.isArray(from) && from.includes(OUTSIDE) && !isOpen) fail([...at, 'callers', index], say.openToAll)
    }
  }
}

/** The same schema that Helm holds the merged values against. */
function checkSchema({value: written}: OverlayValues, values: ChartValues, fail: Fail): void {
  const {stack: _, files: __, ...own} = values
  const raw = merge(own, written)
  const schema = chartValuesSchema.omit({stack: true, files: true})
  const {error} = schema.safeParse(raw)
  const context = {raw, tree: keyTreeOf(schema), written: (path: KeyPath) => String(valueAt(raw, path))}
  for (const issue of error?.issues ?? []) {
    for (const {path, message} of explainIssue(issue, context)) fail(path, message)
  }
}

function merge(base: Tree, over: Tree): Tree {
  const result: Record<string, unknown> = {...base}
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete result[key]
    else if (isTree(value)) result[key] = merge(asTree(result[key]), value)
    else result[key] = value
  }

  return result
}

function asTree(value: unknown): Tree {
  return isTree(value) ? value : {}
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
