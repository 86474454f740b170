/** Logstash, which makes documents of lines. Templates: templates/logstash. Tests: test/components/logstash. */
import {defineComponent} from '../component.js'
import {exporterCheck, exporterFiles, exporterJob, exporterService, type JsonExporter} from '../json-exporter.js'
import {healthChecks} from './health.js'
import {API_PORT, EXPORTER_PORT} from './names.js'
import {pipelineFiles, stampFiles} from './pipeline.js'
import {describeServer, reload} from './services.js'
import {findProblems, settingFiles} from './settings.js'

const exporter: JsonExporter = {
  room: 'logstash',
  port: EXPORTER_PORT,
  module: 'stats.js',
  up: 'logstash_info_up',
  env: {LOGSTASH_URL: `http://logstash:${API_PORT}`},
  asks: {service: 'logstash', port: API_PORT},
}

export const logstash = defineComponent({
  id: 'logstash',
  title: {en: 'Logstash', zh: 'Logstash'},
  needs: ['elasticsearch'],
  isEnabled: (stack) => stack.logstash.enabled,
  questions: [
    {
      path: 'logstash.queue',
      ask: {
        en: 'Disk for log lines that wait while Elasticsearch is away?',
        zh: 'Elasticsearch 不可用时，用于暂存日志行的磁盘？',
      },
      when: (answers) => answers['logstash.enabled'] === true,
    },
  ],
  validate: findProblems,
  services: ({stack}) => [describeServer(stack), exporterService(exporter)],
  files: (context) => [...settingFiles(context), ...pipelineFiles(context), ...exporterFiles(exporter, context)],
  stamp: stampFiles,
  scrape: () => [exporterJob(exporter)],
  rules: () => ['alerts/logstash.yaml'],
  dashboards: () => ['logstash.yaml'],
  images: () => ['logstash', 'node'],
  health: () => [...healthChecks, exporterCheck(exporter, {en: 'Logstash', zh: 'Logstash'})],
  reload: () => reload,
})
