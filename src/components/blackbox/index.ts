/** Probes from outside. Templates: templates/blackbox. Tests: test/components/blackbox. */
import {defineComponent} from '../component.js'

export const blackbox = defineComponent({
  id: 'blackbox',
  title: {en: 'Probes from outside', zh: '外部探测'},
  needs: [],
  isEnabled: (stack) => stack.blackbox.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
