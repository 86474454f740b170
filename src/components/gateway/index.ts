/** Gateway. Templates: templates/gateway. Tests: test/components/gateway. */
import {defineComponent} from '../component.js'

export const gateway = defineComponent({
  id: 'gateway',
  title: {en: 'Gateway', zh: '网关'},
  needs: [],
  isEnabled: (stack) => stack.gateway.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
