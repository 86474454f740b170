/** Who would be told of an alert with given labels, by the routes of opsctl.yaml. Nothing is asked or sent. */
import {matchRoutes, NOBODY, type RouteNode, routeTree} from '../../components/alertmanager/routes.js'
import {OpsError} from '../../errors.js'
import {alertingMessages as say} from '../../messages/alerting.js'
import type {Project} from '../../project.js'
import {loadStack} from '../../spec/load-stack.js'
import {verbatim} from '../../text.js'

export interface RoutedTo {
  readonly receiver: string
  /** Type of the receiver; absent for nobody. */
  readonly type?: string
  readonly repeat?: string
  readonly muteDuring: readonly string[]
  readonly activeDuring: readonly string[]
}

export interface RouteAnswer {
  readonly labels: Readonly<Record<string, string>>
  readonly routes: readonly RoutedTo[]
  /** Whether anybody is told at all. */
  readonly told: boolean
}

/** Evaluates the routing tree. Throws OPS_LABEL_INVALID for a word that is no LABEL=VALUE. */
export async function routeAlert(project: Project, words: readonly string[]): Promise<RouteAnswer> {
  const {stack} = await loadStack(project)
  const labels = parseLabels(words)
  const routes = matchRoutes(routeTree(stack), labels).map(({receiver, options}): RoutedTo => {
    const type = stack.alerting.receivers[receiver]?.type
    return {
      receiver,
      ...(type === undefined ? {} : {type, repeat: String(options.repeat_interval)}),
      muteDuring: namesIn(options, 'mute_time_intervals'),
      activeDuring: namesIn(options, 'active_time_intervals'),
    }
  })
  return {labels, routes, told: routes.some(({receiver}) => receiver !== NOBODY)}
}

/** Labels typed as `name=value`. */
export function parseLabels(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word)
      if (!match?.[1]) throw badLabel(word)
      return [match[1], match[2] ?? '']
    }),
  )
}

function namesIn(options: RouteNode['options'], key: string): readonly string[] {
  return (options[key] as readonly string[] | undefined) ?? []
}

function badLabel(word: string): OpsError {
  return new OpsError({
    code: 'OPS_LABEL_INVALID',
    kind: 'usage',
    message: say.badLabel(word),
    suggestions: [verbatim('opsctl alerts route severity=critical component=postgres')],
  })
}
