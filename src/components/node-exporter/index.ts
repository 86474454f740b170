/** Host metrics. Templates: templates/node-exporter. Tests: test/components/node-exporter. */
import {defineComponent} from '../component.js'

export const nodeExporter = defineComponent({
  id: 'node-exporter',
  title: {en: 'Host metrics', zh: '主机指标'},
  needs: [],
  isEnabled: (stack) => stack['node-exporter'].enabled,
  questions: [],
  services: () => [],
  images: () => [],
})
