/** What each driver can do. The only place that knows: validation refuses from it, and documents quote it. */
import type {Text} from '../component.js'
import {ratePerMinute} from './nginx/rate.js'
import type {GatewayPlan, PlannedRoute} from './route-plan.js'

export type DriverId = GatewayPlan['gateway']['driver']

interface Feature {
  readonly title: Text
  /** Key of the route that asks for it. */
  readonly key: keyof PlannedRoute
  readonly drivers: readonly DriverId[]
  isUsed(route: PlannedRoute): boolean
}

/** Features that some driver lacks. Whatever isn't listed here every driver has. */
export const features: readonly Feature[] = [
  {
    title: {en: 'a cache', zh: '缓存'},
    key: 'cache',
    drivers: ['nginx', 'haproxy'],
    isUsed: (route) => route.cache.length > 0,
  },
  {
    title: {en: 'a rate limit', zh: '限流'},
    key: 'rateLimit',
    drivers: ['nginx', 'haproxy'],
    isUsed: (route) => route.rateLimit !== undefined,
  },
  {
    title: {en: 'a rate limit below one request per minute', zh: '低于每分钟一个请求的限流'},
    key: 'rateLimit',
    drivers: ['haproxy'],
    isUsed: (route) => route.rateLimit !== undefined && ratePerMinute(route.rateLimit) < 1,
  },
  {
    title: {en: 'active health checks', zh: '主动健康检查'},
    key: 'activeHealth',
    drivers: ['caddy', 'haproxy'],
    isUsed: (route) => route.activeHealth !== undefined,
  },
  {
    title: {en: 'active health checks of an app with several replicas', zh: '对多副本应用的主动健康检查'},
    key: 'activeHealth',
    drivers: ['haproxy'],
    isUsed: (route) => route.activeHealth !== undefined && route.targets.some((target) => target.replicas > 1),
  },
]

/** The features of a route that a driver lacks, each with the drivers that have it. */
export function lacking(driver: DriverId, route: PlannedRoute): readonly Feature[] {
  const missing = features.filter((feature) => feature.isUsed(route) && !feature.drivers.includes(driver))
  // Of two on the same key the narrower one says more.
  return missing.filter((feature, index) => missing.findLastIndex((other) => other.key === feature.key) === index)
}
