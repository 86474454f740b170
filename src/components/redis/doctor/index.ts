import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Redis. */
export const redisDoctor: DoctorPart = {
  id: 'redis',
  title: {en: 'Redis', zh: 'Redis'},
  isFor: (stack) => stack.redis.enabled,
  collectors: [],
  checks: [],
}
