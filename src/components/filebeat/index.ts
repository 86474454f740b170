/** Filebeat. Templates: templates/filebeat. Tests: test/components/filebeat. */
import {defineComponent} from '../component.js'

export const filebeat = defineComponent({
  id: 'filebeat',
  title: {en: 'Filebeat', zh: 'Filebeat'},
  needs: [],
  isEnabled: (stack) => stack.filebeat.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
