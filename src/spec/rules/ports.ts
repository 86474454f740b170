/** One port of the host goes to one component. */
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import {walkKeys} from '../key-tree.js'
import {formatPath, type KeyPath, valueAt} from '../path.js'
import type {SpecRule} from './rule.js'

/** Names both places where a host port is given twice. */
export const portRule: SpecRule = ({stack}) => {
  const taken = new Map<number, KeyPath>()
  const problems: SpecProblem[] = []
  for (const [path, node] of walkKeys()) {
    if (!node.hostPort || !isUsed(stack, path)) continue
    const port = valueAt(stack, path)
    if (typeof port !== 'number') continue
    const other = taken.get(port)
    if (other) problems.push({path, message: ruleMessages.portTwice(port, formatPath(other))})
    else taken.set(port, path)
  }

  return problems
}

function isUsed(stack: Parameters<SpecRule>[0]['stack'], path: KeyPath): boolean {
  if (valueAt(stack, [path[0] ?? '', 'enabled']) === false) return false
  return formatPath(path) !== 'gateway.httpsPort' || stack.gateway.tls.mode !== 'off'
}
