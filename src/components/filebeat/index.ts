/** Filebeat, which reads what containers write. Templates: templates/filebeat. Tests: test/components/filebeat. */
import {agentTargets} from '../agent.js'
import {defineComponent, type Stack} from '../component.js'
import {exporterCheck, exporterFiles, exporterService, type JsonExporter} from '../json-exporter.js'
import {configFiles} from './config.js'
import {healthChecks} from './health.js'
import {PORT} from './names.js'
import {findProblems} from './problems.js'
import {describeServer} from './services.js'

const EXPORTER_PORT = 9479

/** Every node of a cluster has a Filebeat, so each has an exporter that asks none but its own. */
function exporterOf({target}: Stack): JsonExporter {
  const isBeside = target === 'helm'
  return {
    room: 'filebeat',
    port: EXPORTER_PORT,
    module: 'stats.js',
    up: 'filebeat_up',
    env: {FILEBEAT_URL: `http://${isBeside ? '127.0.0.1' : 'filebeat'}:${PORT}`},
    asks: {service: 'filebeat', port: PORT},
    isBeside,
  }
}

export const filebeat = defineComponent({
  id: 'filebeat',
  title: {en: 'Filebeat', zh: 'Filebeat'},
  needs: ['elasticsearch', 'logstash'],
  isEnabled: (stack) => stack.filebeat.enabled,
  // Docker's folder is nearly always where it is by default.
  questions: [],
  validate: findProblems,
  services: ({stack}) => [describeServer(stack), exporterService(exporterOf(stack))],
  files: (context) => [...configFiles(context), ...exporterFiles(exporterOf(context.stack), context)],
  scrape: (stack) => [{job_name: 'filebeat', ...agentTargets(stack, 'filebeat-exporter', EXPORTER_PORT)}],
  rules: () => ['alerts/filebeat.yaml'],
  dashboards: () => ['log-flow.yaml'],
  images: () => ['filebeat', 'node'],
  health: (stack) => [...healthChecks, exporterCheck(exporterOf(stack), {en: 'Filebeat', zh: 'Filebeat'})],
})
