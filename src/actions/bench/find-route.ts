/** Which route of opsctl.yaml a word means, and how a client asks it. Pure. */
import {covers, type GatewayPlan, type PlannedRoute} from '../../components/gateway/route-plan.js'
import {OpsError} from '../../errors.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import {findNearest} from '../../nearest.js'
import {verbatim} from '../../text.js'

export interface RouteRequest {
  readonly route: PlannedRoute
  /** Host that the route answers to. */
  readonly host: string
  /** Path with query. */
  readonly path: string
}

/** `web` is the start of the route of that name; `/api/items?x=1` goes where the gateway would send it. Throws OPS_BENCH_ROUTE. */
export function findRoute({routes}: GatewayPlan, word: string): RouteRequest {
  const route = word.startsWith('/') ? byPath(routes, word) : routes.find(({name}) => name === word)
  if (!route) throw unknownRoute(routes, word)
  const [host = 'localhost'] = route.hosts
  const path = word.startsWith('/') ? word : (route.paths[0] ?? '/')
  return {route, host: host.replace(/^\*\./, 'www.'), path}
}

/** The longest path wins; of equal ones a route that answers to every host. */
function byPath(routes: readonly PlannedRoute[], word: string): PlannedRoute | undefined {
  const path = word.split('?', 1)[0] ?? word
  const fitting = routes.flatMap((route) =>
    route.paths.filter((own) => covers(own, path)).map((own) => ({route, length: own.length})),
  )
  const [best] = fitting.toSorted((a, b) => b.length - a.length || a.route.hosts.length - b.route.hosts.length)
  return best?.route
}

function unknownRoute(routes: readonly PlannedRoute[], word: string): OpsError {
  const names = routes.map(({name}) => name)
  const paths = routes.flatMap(({paths: own}) => own)
  const looksLikeUrl = /^[\w.-]+(:\d+)?(\/|$)/.test(word) && /[.:]|^localhost/.test(word)
  return new OpsError({
    code: 'OPS_BENCH_ROUTE',
    kind: 'usage',
    message: say.unknownRoute(word, [...names, ...paths].join(', '), findNearest(word, names)),
    suggestions: looksLikeUrl
      ? [verbatim(`opsctl bench http http://${word}`)]
      : [verbatim(`opsctl bench http ${names[0] ?? 'http://localhost:8080/'}`)],
  })
}
