/** redis.conf derived from the role and from what the container may use. Pure. */
import type {SpecProblem, Stack} from '../component.js'

type Redis = Stack['redis']

/** What is left of the limit serves copy-on-write, buffers and fragmentation. */
const DATA_SHARE = 0.6
/** Above this share of the limit a save can get the container killed. */
const RISKY_SHARE = 0.8

/** The major version that Debian packages. */
const DEBIAN_VERSION = '8'

/** The values the template prints. */
export function deriveSettings(redis: Redis) {
  const isStore = redis.role === 'store'
  return {
    memoryMiB: redis.limits.memory,
    maxMemoryMiB: Math.floor(redis.maxMemory ?? redis.limits.memory * DATA_SHARE),
    role: redis.role,
    isStore,
    policy: isStore ? 'noeviction' : 'allkeys-lfu',
    policyReason: isStore
      ? 'A store refuses writes when full; it never drops what it was given.'
      : 'A cache drops the keys that are used least.',
    canHideData: Number(redis.version) >= 8,
  }
}

/** Rules across keys. */
export function findSettingProblems(stack: Stack): readonly SpecProblem[] {
  const {redis} = stack
  const problems: SpecProblem[] = []
  const limitMiB = redis.limits.memory
  const asked = redis.maxMemory
  if (asked !== undefined && asked > limitMiB) {
    problems.push({
      path: ['redis', 'maxMemory'],
      message: {
        en: `${asked} MiB is more than limits.memory (${limitMiB} MiB): the container would be killed before Redis is full`,
        zh: `${asked} MiB 超过 limits.memory（${limitMiB} MiB）：Redis 未满容器就会被终止`,
      },
    })
  } else if (redis.role === 'store' && asked !== undefined && asked > limitMiB * RISKY_SHARE) {
    problems.push({
      path: ['redis', 'maxMemory'],
      level: 'warning',
      message: {
        en: `${asked} MiB leaves little of limits.memory (${limitMiB} MiB) for saves; ${Math.floor(limitMiB * DATA_SHARE)} MiB is safe`,
        zh: `${asked} MiB 使 limits.memory（${limitMiB} MiB）几乎无余量用于保存；${Math.floor(limitMiB * DATA_SHARE)} MiB 是安全值`,
      },
    })
  }

  if (stack.images.source === 'debian' && redis.version !== DEBIAN_VERSION) {
    problems.push({
      path: ['redis', 'version'],
      message: {
        en: `images.source debian has Redis ${DEBIAN_VERSION} only; use version: "${DEBIAN_VERSION}" or images.source: registry`,
        zh: `images.source 为 debian 时只有 Redis ${DEBIAN_VERSION}；请用 version: "${DEBIAN_VERSION}" 或 images.source: registry`,
      },
    })
  }

  return problems
}
