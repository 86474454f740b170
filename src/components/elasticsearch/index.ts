/** Elasticsearch. Templates: templates/elasticsearch. Tests: test/components/elasticsearch. */
import {defineComponent} from '../component.js'

export const elasticsearch = defineComponent({
  id: 'elasticsearch',
  title: {en: 'Elasticsearch', zh: 'Elasticsearch'},
  needs: [],
  isEnabled: (stack) => stack.elasticsearch.enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
