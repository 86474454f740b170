/** Elasticsearch, where lines are stored. Templates: templates/elasticsearch. Tests: test/components/elasticsearch. */
import {defineComponent} from '../component.js'
import {healthChecks} from './health.js'
import {keeper, keeperFiles, keeperJob, keeperService} from './keeper.js'
import {EXPORTER_PORT} from './names.js'
import {listElasticsearchSecrets} from './secrets.js'
import {describeExporter, describeServer} from './services.js'
import {configFiles, findSettingProblems} from './settings.js'
import {findStoreProblems} from './store.js'

export const elasticsearch = defineComponent({
  id: 'elasticsearch',
  title: {en: 'Elasticsearch', zh: 'Elasticsearch'},
  needs: [],
  isEnabled: (stack) => stack.elasticsearch.enabled,
  questions: [
    {path: 'logs.retention', ask: {en: 'How long are log lines kept?', zh: '日志行保留多久？'}},
    {path: 'logs.disk', ask: {en: 'Disk that stored log lines may use?', zh: '存储日志可使用多少磁盘？'}},
  ],
  validate: (stack) => [...findSettingProblems(stack), ...findStoreProblems(stack)],
  secrets: listElasticsearchSecrets,
  services: ({stack}) => [describeServer(stack), describeExporter(), keeperService()],
  files: (context) => [...configFiles(context), ...keeperFiles(context)],
  scrape: () => [
    {job_name: 'elasticsearch', static_configs: [{targets: [`elasticsearch-exporter:${EXPORTER_PORT}`]}]},
    keeperJob(),
  ],
  // One node has no other to lose, and no snapshots are taken yet.
  rules: () => [
    'alerts/elasticsearch.yaml',
    'alerts/node.yaml',
    'alerts/disk.yaml',
    'alerts/throughput.yaml',
    'alerts/logs.yaml',
    'alerts/logs-history.yaml',
  ],
  dashboards: () => ['elasticsearch.yaml'],
  images: () => ['elasticsearch', 'elasticsearch-exporter', 'node'],
  health: () => [...healthChecks, keeper],
})
