/** Which rule files fit a gateway: an alert on a cache that nothing uses could never fire, and would look like a watch. */
import type {Stack} from '../component.js'
import {drivers} from './drivers.js'

/** Recording rules of the driver, then the alerts of every gateway, of its driver, and of what its routes use. */
export function gatewayRules({gateway}: Stack): readonly string[] {
  const {driver} = gateway
  const routes = Object.values(gateway.routes)
  const caches = routes.some(({cache}) => cache.length > 0)
  const limits = routes.some(({rateLimit}) => rateLimit !== undefined)
  return [
    `gateway/${driver}/rules.yaml`,
    'alerts/gateway.yaml',
    'alerts/traffic.yaml',
    ...topicsOf(driver).map((topic) => `alerts/${topic}.yaml`),
    'alerts/security.yaml',
    ...(drivers[driver].countsItself ? [] : ['alerts/sidecar.yaml']),
    ...(caches ? ['alerts/cache.yaml'] : []),
    ...(caches && driver === 'nginx' ? ['alerts/nginx-cache.yaml'] : []),
    ...(limits ? ['alerts/rate-limit.yaml'] : []),
  ]
}

/** Alerts on windows of hours have a file of their own: their tests span hours. */
function topicsOf(driver: Stack['gateway']['driver']): readonly string[] {
  return driver === 'haproxy' ? ['haproxy', 'haproxy-backends'] : [driver, `${driver}-growth`]
}
