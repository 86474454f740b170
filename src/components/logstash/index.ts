/** Logstash. Templates: templates/logstash. Tests: test/components/logstash. */
import {defineComponent} from '../component.js'

export const logstash = defineComponent({
  id: 'logstash',
  title: {en: 'Logstash', zh: 'Logstash'},
  needs: [],
  isEnabled: (stack) => stack.logstash.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
