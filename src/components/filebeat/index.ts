/** Filebeat, which reads what containers write. Templates: templates/filebeat. Tests: test/components/filebeat. */
import {defineComponent} from '../component.js'
import {exporterCheck, exporterFiles, exporterJob, exporterService, type JsonExporter} from '../json-exporter.js'
import {configFiles} from './config.js'
import {healthChecks} from './health.js'
import {PORT} from './names.js'
import {findProblems} from './problems.js'
import {describeServer} from './services.js'

const exporter: JsonExporter = {
  room: 'filebeat',
  port: 9479,
  module: 'stats.js',
  up: 'filebeat_up',
  env: {FILEBEAT_URL: `http://filebeat:${PORT}`},
  asks: {service: 'filebeat', port: PORT},
}

export const filebeat = defineComponent({
  id: 'filebeat',
  title: {en: 'Filebeat', zh: 'Filebeat'},
  needs: ['elasticsearch', 'logstash'],
  isEnabled: (stack) => stack.filebeat.enabled,
  // Docker's folder is nearly always where it is by default.
  questions: [],
  validate: findProblems,
  services: ({stack}) => [describeServer(stack), exporterService(exporter)],
  files: (context) => [...configFiles(context), ...exporterFiles(exporter, context)],
  scrape: () => [exporterJob(exporter)],
  rules: () => ['alerts/filebeat.yaml'],
  dashboards: () => ['log-flow.yaml'],
  images: () => ['filebeat', 'node'],
  health: () => [...healthChecks, exporterCheck(exporter, {en: 'Filebeat', zh: 'Filebeat'})],
})
