/** Routes: every upstream is an app of this stack or another server, never the gateway itself. */
import type {SpecProblem} from '../../components/component.js'
import {ruleMessages} from '../../messages/rules.js'
import {nearest} from '../nearest.js'
import {valueAt} from '../path.js'
import type {SpecRule} from './rule.js'

/** Judges each upstream of each route. */
export const routeRule: SpecRule = ({stack, raw}) => {
  if (!stack.gateway.enabled) return []
  const routes = Object.entries(stack.gateway.routes)
  // Names that failed their own rule are known too, so that one slip is reported once.
  const apps = Object.keys((valueAt(raw, ['apps']) as object | null | undefined) ?? {})
  const ports = [stack.gateway.httpPort, stack.gateway.httpsPort]
  const problems: SpecProblem[] = []
  for (const [name, route] of routes) {
    for (const [index, upstream] of route.upstreams.entries()) {
      const path = ['gateway', 'routes', name, 'upstreams', index]
      if (upstream.includes('://')) {
        if (isGateway(upstream, ports)) problems.push({path, message: ruleMessages.upstreamLoop})
      } else if (!apps.includes(upstream)) {
        const shown = JSON.stringify(upstream)
        problems.push({path, message: ruleMessages.unknownApp(shown, apps, nearest(upstream, apps))})
      }
    }
  }

  if (routes.length === 0) problems.push({path: ['gateway'], message: ruleMessages.noRoutes, level: 'warning'})
  return problems
}

function isGateway(url: string, ports: readonly number[]): boolean {
  const {hostname, port, protocol} = new URL(url)
  if (hostname === 'gateway') return true
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  return ['localhost', '127.0.0.1', '0.0.0.0'].includes(hostname) && ports.includes(number)
}
