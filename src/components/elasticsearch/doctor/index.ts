import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of Elasticsearch. */
export const elasticsearchDoctor: DoctorPart = {
  id: 'elasticsearch',
  title: {en: 'Elasticsearch', zh: 'Elasticsearch'},
  isFor: (stack) => stack.elasticsearch.enabled,
  collectors: [],
  checks: [],
}
