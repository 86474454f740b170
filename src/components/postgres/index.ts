/** PostgreSQL. Templates: templates/postgres. Tests: test/components/postgres. */
import {defineComponent} from '../component.js'

export const postgres = defineComponent({
  id: 'postgres',
  title: {en: 'PostgreSQL', zh: 'PostgreSQL'},
  needs: [],
  isEnabled: (stack) => stack.postgres.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
