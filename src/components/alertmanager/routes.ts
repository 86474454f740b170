/** The routing tree of Alertmanager, and who it tells of an alert. The same tree is rendered and evaluated. */
import type {Stack} from '../component.js'
import type {AlertRoute, Severity, TimeInterval} from './alerting-schema.js'

/** Nobody: what no route fits is shown in the user interface and sent to no one. */
export const NOBODY = 'none'
/** An alert with this label goes to the receiver it names, at once and alone. */
export const TEST_LABEL = 'opsctl_test_receiver'

/** One label of an alert must have one of these values. */
export interface Matcher {
  readonly label: string
  readonly values: readonly string[]
}

export interface RouteNode {
  readonly receiver: string
  readonly matchers: readonly Matcher[]
  readonly continue: boolean
  /** The rest, in the words of Alertmanager. */
  readonly options: Readonly<Record<string, unknown>>
  readonly routes: readonly RouteNode[]
}

const REPEAT: Readonly<Record<Severity, string>> = {critical: '4h', warning: '12h', info: '12h'}

/** The tree for a stack. */
export function routeTree({alerting}: Stack): RouteNode {
  const names = Object.keys(alerting.receivers)
  const told = names.filter((name) => name !== alerting.watchdog)
  const everyone: AlertRoute = {
    severity: ['critical', 'warning'],
    component: [],
    receivers: told,
    continue: false,
    muteDuring: [],
    activeDuring: [],
  }
  const routes = alerting.routes.length > 0 || told.length === 0 ? alerting.routes : [everyone]
  return {
    receiver: NOBODY,
    matchers: [],
    continue: false,
    options: {
      group_by: ['alertname', 'component'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
    },
    routes: [...names.map(testRoute), watchdogRoute(alerting.watchdog), ...routes.flatMap(toNodes)],
  }
}

function testRoute(receiver: string): RouteNode {
  const options = {group_by: ['...'], group_wait: '1s', group_interval: '30s', repeat_interval: '24h'}
  return {receiver, matchers: [{label: TEST_LABEL, values: [receiver]}], continue: false, options, routes: []}
}

/** Watchdog always fires: only one who waits for it may get it. */
function watchdogRoute(receiver: string | undefined): RouteNode {
  const options = {group_wait: '0s', group_interval: '1m', repeat_interval: '5m'}
  return {
    receiver: receiver ?? NOBODY,
    matchers: [{label: 'alertname', values: ['Watchdog']}],
    continue: false,
    options: receiver === undefined ? {} : options,
    routes: [],
  }
}

/** A route of Alertmanager has one receiver and one interval, so one of ours becomes one for each severity and receiver. */
function toNodes(route: AlertRoute): readonly RouteNode[] {
  const {severity, component, receivers, repeat, muteDuring, activeDuring} = route
  return [...new Set(severity)].flatMap((level) =>
    receivers.map((receiver, index) => ({
      receiver,
      matchers: [
        {label: 'severity', values: [level]},
        ...(component.length === 0 ? [] : [{label: 'component', values: component}]),
      ],
      continue: index < receivers.length - 1 || route.continue,
      options: {
        repeat_interval: repeat === undefined ? REPEAT[level] : `${repeat}s`,
        ...(muteDuring.length === 0 ? {} : {mute_time_intervals: muteDuring}),
        ...(activeDuring.length === 0 ? {} : {active_time_intervals: activeDuring}),
      },
      routes: [],
    })),
  )
}

/** A node as Alertmanager writes it. */
export function toRoute(node: RouteNode): Readonly<Record<string, unknown>> {
  return {
    receiver: node.receiver,
    ...(node.matchers.length === 0 ? {} : {matchers: node.matchers.map(formatMatcher)}),
    ...(node.continue ? {continue: true} : {}),
    ...node.options,
    ...(node.routes.length === 0 ? {} : {routes: node.routes.map(toRoute)}),
  }
}

/** `severity="critical"`, or `component=~"redis|app"`. Values are names, which mean the same in a regular expression. */
export function formatMatcher({label, values}: Matcher): string {
  return values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`
}

/** The routes that an alert with these labels ends in: as Alertmanager decides it, depth first. */
export function matchRoutes(node: RouteNode, labels: Readonly<Record<string, string>>): readonly RouteNode[] {
  if (!node.matchers.every(({label, values}) => values.includes(labels[label] ?? ''))) return []
  const found: RouteNode[] = []
  for (const child of node.routes) {
    const below = matchRoutes(child, labels)
    found.push(...below)
    if (below.length > 0 && !child.continue) break
  }

  return found.length > 0 ? found : [node]
}

/** Intervals in the words of Alertmanager; one that goes past midnight becomes two. */
export function toTimeIntervals(intervals: Readonly<Record<string, TimeInterval>>): readonly unknown[] {
  return Object.entries(intervals).map(([name, {days, from, to, timezone}]) => {
    const where = {location: timezone}
    const on = (list: readonly string[]) => (list.length === 0 ? {} : {weekdays: list})
    const times = (start: string, end: string) => ({times: [{start_time: start, end_time: end}]})
    const spans =
      from < to
        ? [{...times(from, to), ...on(days), ...where}]
        : [
            {...times(from, '24:00'), ...on(days), ...where},
            ...(to === '00:00' ? [] : [{...times('00:00', to), ...on(days.map(dayAfter)), ...where}]),
          ]
    return {name, time_intervals: spans}
  })
}

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

function dayAfter(day: string): string {
  return WEEK[(WEEK.indexOf(day) + 1) % WEEK.length] ?? day
}
