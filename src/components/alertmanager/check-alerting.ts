/** Rules on `alerting` that the schema alone can't state. */
import {alertingMessages as say} from '../../messages/alerting.js'
import {findNearest} from '../../nearest.js'
import type {SpecProblem, Stack} from '../component.js'
import {hostProblem, urlProblem} from './addresses.js'
import type {Receiver, ReceiverType} from './alerting-schema.js'
import {secretOf} from './receivers.js'
import {NOBODY} from './routes.js'

type Path = SpecProblem['path']

/** Keys that only some types take. */
const TAKEN_BY: Readonly<Partial<Record<keyof Receiver, readonly ReceiverType[]>>> = {
  to: ['email'],
  from: ['email'],
  smarthost: ['email'],
  username: ['email'],
  chatId: ['telegram'],
  apiUrl: ['telegram'],
  keyword: ['dingtalk', 'feishu'],
}

const NEEDED: Readonly<Partial<Record<ReceiverType, readonly (keyof Receiver)[]>>> = {
  email: ['to', 'from', 'smarthost'],
  telegram: ['chatId'],
}

/** Zones that people write and that do not exist; the nearest name would be another country. */
const SLIPS: Readonly<Record<string, string>> = {'Asia/Beijing': 'Asia/Shanghai', 'China/Beijing': 'Asia/Shanghai'}

/** Everything wrong with who is told. */
export function checkAlerting(stack: Stack): readonly SpecProblem[] {
  const {alerting} = stack
  const receivers = Object.entries(alerting.receivers)
  return [
    ...receivers.flatMap(([name, receiver]) => checkReceiver(name, receiver)),
    ...checkRoutes(stack),
    ...checkIntervals(stack),
    ...checkCoverage(stack),
  ]
}

function checkReceiver(name: string, receiver: Receiver): readonly SpecProblem[] {
  const at = (...keys: Path): Path => ['alerting', 'receivers', name, ...keys]
  const problems: SpecProblem[] = []
  if (name === NOBODY) problems.push({path: at(), message: say.reserved(name)})
  for (const key of NEEDED[receiver.type] ?? []) {
    if (isGiven(receiver[key])) continue
    problems.push({path: at(), message: say.needed(receiver.type, key)})
  }

  for (const [key, types] of Object.entries(TAKEN_BY)) {
    if (types.includes(receiver.type) || !isGiven(receiver[key as keyof Receiver])) continue
    problems.push({path: at(key), message: say.foreign(key, types.join(', '), receiver.type)})
  }

  return [...problems, ...checkAddresses(name, receiver)]
}

function checkAddresses(name: string, receiver: Receiver): readonly SpecProblem[] {
  const {type, url, apiUrl, smarthost} = receiver
  const at = (key: string): Path => ['alerting', 'receivers', name, key]
  const problems: SpecProblem[] = []
  const add = (key: string, message: SpecProblem['message'] | undefined) => {
    if (message) problems.push({path: at(key), message})
  }

  if (url !== undefined) add('url', webhookProblem(name, receiver, url))
  if (type === 'telegram' && apiUrl !== undefined) add('apiUrl', urlProblem(apiUrl))
  if (type === 'email' && smarthost !== undefined) {
    const [host = '', port = ''] = smarthost.split(':')
    add('smarthost', Number(port) < 1 || Number(port) > 65_535 ? say.badPort : hostProblem(host))
  }

  return problems
}

function webhookProblem(name: string, receiver: Receiver, url: string) {
  const secret = secretOf(name, {...receiver, url: undefined})
  if (receiver.type === 'email' || receiver.type === 'telegram') {
    return say.foreign('url', 'webhook', receiver.type)
  }

  if (receiver.type !== 'webhook') return say.urlIsSecret(secret ?? '')
  const problem = urlProblem(url)
  if (problem) return problem
  const {username, password, search} = new URL(url)
  return username || password || search ? say.credentialsInUrl(secret ?? '') : undefined
}

function checkRoutes({alerting}: Stack): readonly SpecProblem[] {
  const known = Object.keys(alerting.receivers)
  const intervals = Object.keys(alerting.timeIntervals)
  const unknown = (path: Path, name: string): SpecProblem => ({
    path,
    message: say.unknownReceiver(name, known, findNearest(name, known)),
  })
  const problems: SpecProblem[] = []
  for (const [index, route] of alerting.routes.entries()) {
    const at = (...keys: Path): Path => ['alerting', 'routes', index, ...keys]
    for (const [position, name] of route.receivers.entries()) {
      if (!known.includes(name)) problems.push(unknown(at('receivers', position), name))
      else if (route.receivers.indexOf(name) < position) {
        problems.push({path: at('receivers', position), message: say.twice(name)})
      }
    }

    for (const key of ['muteDuring', 'activeDuring'] as const) {
      for (const [position, name] of route[key].entries()) {
        if (intervals.includes(name)) continue
        const message = say.unknownInterval(name, intervals, findNearest(name, intervals))
        problems.push({path: at(key, position), message})
      }
    }
  }

  const {watchdog} = alerting
  if (watchdog !== undefined && !known.includes(watchdog)) problems.push(unknown(['alerting', 'watchdog'], watchdog))
  return problems
}

/** A receiver that is never told, and critical alerts that reach nobody. */
function checkCoverage({alerting}: Stack): readonly SpecProblem[] {
  const {routes, receivers, watchdog} = alerting
  if (routes.length === 0) return []
  const named = new Set([...routes.flatMap((route) => route.receivers), watchdog])
  const untold = Object.keys(receivers).filter((name) => !named.has(name))
  const problems = untold.map(
    (name): SpecProblem => ({path: ['alerting', 'receivers', name], message: say.unrouted(name)}),
  )
  const all = routes.some(({severity, component}) => component.length === 0 && severity.includes('critical'))
  if (!all) problems.push({path: ['alerting', 'routes'], message: say.criticalUntold, level: 'warning'})
  return problems
}

function checkIntervals({alerting}: Stack): readonly SpecProblem[] {
  return Object.entries(alerting.timeIntervals).flatMap(([name, {from, to, timezone}]) => {
    const at = (key: string): Path => ['alerting', 'timeIntervals', name, key]
    const problems: SpecProblem[] = []
    if (from === to) problems.push({path: at('to'), message: say.sameTime})
    if (!isZone(timezone)) {
      const near = SLIPS[timezone] ?? findNearest(timezone, Intl.supportedValuesOf('timeZone'))
      const message = say.unknownZone(timezone, near)
      problems.push({path: at('timezone'), message})
    }

    return problems
  })
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', {timeZone: zone}) !== undefined && !/^[+-]/.test(zone)
  } catch {
    return false
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}
