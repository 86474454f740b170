/** Kibana. Templates: templates/kibana. Tests: test/components/kibana. */
import {defineComponent} from '../component.js'

export const kibana = defineComponent({
  id: 'kibana',
  title: {en: 'Kibana', zh: 'Kibana'},
  needs: [],
  isEnabled: (stack) => stack.kibana.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
