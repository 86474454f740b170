/** Prometheus. Templates: templates/prometheus. Tests: test/components/prometheus. */
import {defineComponent} from '../component.js'

export const prometheus = defineComponent({
  id: 'prometheus',
  title: {en: 'Prometheus', zh: 'Prometheus'},
  needs: [],
  isEnabled: (stack) => stack.prometheus.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
