/** The schemas of all rooms by their key in opsctl.yaml, in the order they are written. A new room adds its line here and in registry.ts. */
import {explained} from '../spec/values.js'
import {schema as alertmanager} from './alertmanager/schema.js'
import {schema as apps} from './app/schema.js'
import {schema as blackbox} from './blackbox/schema.js'
import {schema as cadvisor} from './cadvisor/schema.js'
import {schema as elasticsearch} from './elasticsearch/schema.js'
import {schema as filebeat} from './filebeat/schema.js'
import {schema as gateway} from './gateway/schema.js'
import {schema as grafana} from './grafana/schema.js'
import {schema as kibana} from './kibana/schema.js'
import {schema as logstash} from './logstash/schema.js'
import {schema as nodeExporter} from './node-exporter/schema.js'
import {schema as postgres} from './postgres/schema.js'
import {schema as prometheus} from './prometheus/schema.js'
import {schema as redis} from './redis/schema.js'

const absent = {enabled: false} as const

export const componentSchemas = {
  gateway: explained(gateway.prefault(absent), {
    en: 'The only door from outside: routes requests to your apps.',
    zh: '唯一的对外入口：将请求路由到您的应用。',
  }),
  apps,
  postgres: explained(postgres.prefault(absent), {en: 'The PostgreSQL database.', zh: 'PostgreSQL 数据库。'}),
  redis: explained(redis.prefault(absent), {en: 'The Redis cache or store.', zh: 'Redis 缓存或存储。'}),
  prometheus: explained(prometheus.prefault(absent), {
    en: 'Collects metrics of everything in the stack.',
    zh: '采集栈内所有组件的指标。',
  }),
  alertmanager: explained(alertmanager.prefault(absent), {
    en: 'Groups alerts and sends them on.',
    zh: '对告警分组并发送。',
  }),
  grafana: explained(grafana.prefault(absent), {en: 'Dashboards.', zh: '仪表盘。'}),
  'node-exporter': explained(nodeExporter.prefault(absent), {en: 'Metrics of this host.', zh: '本机指标。'}),
  cadvisor: explained(cadvisor.prefault(absent), {en: 'Metrics of every container.', zh: '每个容器的指标。'}),
  blackbox: explained(blackbox.prefault(absent), {
    en: 'Probes URLs from outside, as a user would.',
    zh: '像用户一样从外部探测 URL。',
  }),
  elasticsearch: explained(elasticsearch.prefault(absent), {
    en: 'Stores log lines, searchable.',
    zh: '存储日志行，可检索。',
  }),
  logstash: explained(logstash.prefault(absent), {
    en: 'Turns log lines into documents with fields.',
    zh: '将日志行解析为带字段的文档。',
  }),
  kibana: explained(kibana.prefault(absent), {en: 'Searches and charts of log lines.', zh: '日志检索与图表。'}),
  filebeat: explained(filebeat.prefault(absent), {
    en: 'Reads the log of every container and sends it on.',
    zh: '读取每个容器的日志并发送。',
  }),
}
