/** Alertmanager. Templates: templates/alertmanager. Tests: test/components/alertmanager. */
import {defineComponent} from '../component.js'

export const alertmanager = defineComponent({
  id: 'alertmanager',
  title: {en: 'Alertmanager', zh: 'Alertmanager'},
  needs: [],
  isEnabled: (stack) => stack.alertmanager.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
