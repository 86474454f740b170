/** The rooms of opsctl, in start order. */
import {alertmanager} from './alertmanager/index.js'
import {app} from './app/index.js'
import {blackbox} from './blackbox/index.js'
import {cadvisor} from './cadvisor/index.js'
import type {Component} from './component.js'
import {elasticsearch} from './elasticsearch/index.js'
import {filebeat} from './filebeat/index.js'
import {gateway} from './gateway/index.js'
import {grafana} from './grafana/index.js'
import {kibana} from './kibana/index.js'
import {logstash} from './logstash/index.js'
import {nodeExporter} from './node-exporter/index.js'
import {postgres} from './postgres/index.js'
import {prometheus} from './prometheus/index.js'
import {redis} from './redis/index.js'

export const components: readonly Component[] = [
  postgres,
  redis,
  elasticsearch,
  logstash,
  kibana,
  filebeat,
  app,
  gateway,
  nodeExporter,
  cadvisor,
  blackbox,
  alertmanager,
  grafana,
  prometheus,
]
