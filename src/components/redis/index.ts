/** Redis. Templates: templates/redis. Tests: test/components/redis. */
import {defineComponent} from '../component.js'

export const redis = defineComponent({
  id: 'redis',
  title: {en: 'Redis', zh: 'Redis'},
  needs: [],
  isEnabled: (stack) => stack.redis.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
