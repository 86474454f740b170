/** The schemas of all rooms by their key in opsctl.yaml, in the order they are written. A new room adds its line here and in registry.ts. */
import {schema as alertmanager} from './alertmanager/schema.js'
import {schema as apps} from './app/schema.js'
import {schema as blackbox} from './blackbox/schema.js'
import {schema as cadvisor} from './cadvisor/schema.js'
import {schema as gateway} from './gateway/schema.js'
import {schema as nodeExporter} from './node-exporter/schema.js'
import {schema as postgres} from './postgres/schema.js'
import {schema as prometheus} from './prometheus/schema.js'
import {schema as redis} from './redis/schema.js'

const absent = {enabled: false} as const

export const componentSchemas = {
  gateway: gateway.prefault(absent),
  apps,
  postgres: postgres.prefault(absent),
  redis: redis.prefault(absent),
  prometheus: prometheus.prefault(absent),
  alertmanager: alertmanager.prefault(absent),
  'node-exporter': nodeExporter.prefault(absent),
  cadvisor: cadvisor.prefault(absent),
  blackbox: blackbox.prefault(absent),
}
