/** Routes: an upstream that is no URL is an app of this stack; a slip in its name is guessed. */
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import {findNearest} from '../../nearest.js'
import {valueAt} from '../path.js'
import type {SpecRule} from './rule.js'

/** Judges each upstream of each route. */
export const routeRule: SpecRule = ({stack, raw}) => {
  if (!stack.gateway.enabled) return []
  // Names that failed their own rule are known too, so that one slip is reported once.
  const apps = Object.keys((valueAt(raw, ['apps']) as object | null | undefined) ?? {})
  const problems: SpecProblem[] = []
  for (const [name, route] of Object.entries(stack.gateway.routes)) {
    for (const [index, upstream] of route.upstreams.entries()) {
      if (upstream.includes('://') || apps.includes(upstream)) continue
      const message = ruleMessages.unknownApp(JSON.stringify(upstream), apps, findNearest(upstream, apps))
      problems.push({path: ['gateway', 'routes', name, 'upstreams', index], message})
    }
  }

  return problems
}
