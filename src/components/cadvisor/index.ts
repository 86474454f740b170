/** Container metrics. Templates: templates/cadvisor. Tests: test/components/cadvisor. */
import {defineComponent} from '../component.js'

export const cadvisor = defineComponent({
  id: 'cadvisor',
  title: {en: 'Container metrics', zh: '容器指标'},
  needs: [],
  isEnabled: (stack) => stack.cadvisor.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
