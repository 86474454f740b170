/** How containers are spoken of. Pure. */
import type {Text} from '../../../text.js'
import type {Container} from './facts.js'

const STEPS = [
  [86_400, 'd', '天'],
  [3600, 'h', '小时'],
  [60, 'min', '分钟'],
] as const

/** How long something took, in the unit that reads best. */
export function span(seconds: number): Text {
  for (const [size, en, zh] of STEPS) {
    if (seconds >= size) {
      const count = Math.floor(seconds / size)
      return {en: `${count} ${en}`, zh: `${count} ${zh}`}
    }
  }
  const whole = Math.max(0, Math.round(seconds))
  return {en: `${whole} s`, zh: `${whole} 秒`}
}

/** How long ago a moment of the engine was; undefined when it never was. */
export function since(time: string | undefined, now: number): number | undefined {
  const at = time === undefined ? Number.NaN : Date.parse(time)
  return Number.isFinite(at) ? Math.max(0, (now - at) / 1000) : undefined
}

/** The containers of each service. */
export function byService(containers: readonly Container[]): ReadonlyMap<string, readonly Container[]> {
  const services = [...new Set(containers.map(({service}) => service))]
  return new Map(services.map((name) => [name, containers.filter(({service}) => service === name)]))
}

/** The part of opsctl.yaml that sets the limits of a service; undefined where opsctl sets them. */
export function limitsPath(service: string, component: string): readonly string[] | undefined {
  if (component === 'app') return ['apps', service, 'limits']
  return service === component ? [component, 'limits'] : undefined
}
