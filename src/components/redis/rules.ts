/** Which alerts about Redis make sense in a stack. Pure. */
import type {Stack} from '../component.js'

/** Rule files of templates/redis that fit. */
export function listRuleFiles({redis}: Stack): readonly string[] {
  // A cache drops keys by design and keeps nothing on disk; both are faults of a store.
  const byRole = redis.role === 'store' ? ['alerts/store.yaml', 'alerts/persistence.yaml'] : ['alerts/cache.yaml']
  // The stack itself has one Redis. Another can only follow it through the published port.
  const replication = redis.port === undefined ? [] : ['alerts/replication.yaml']
  return ['alerts/redis.yaml', 'alerts/performance.yaml', 'alerts/security.yaml', ...byRole, ...replication]
}
