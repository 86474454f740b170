/** Every check of opsctl, in the order of causes: what lies below comes first. */
import {alertmanagerDoctor} from '../components/alertmanager/doctor/index.js'
import {appDoctor} from '../components/app/doctor/index.js'
import {elasticsearchDoctor} from '../components/elasticsearch/doctor/index.js'
import {filebeatDoctor} from '../components/filebeat/doctor/index.js'
import {gatewayDoctor} from '../components/gateway/doctor/index.js'
import {grafanaDoctor} from '../components/grafana/doctor/index.js'
import {kibanaDoctor} from '../components/kibana/doctor/index.js'
import {logstashDoctor} from '../components/logstash/doctor/index.js'
import {postgresDoctor} from '../components/postgres/doctor/index.js'
import {prometheusDoctor} from '../components/prometheus/doctor/index.js'
import {redisDoctor} from '../components/redis/doctor/index.js'
import type {DoctorPart} from './check.js'
import {alertingDoctor} from './rooms/alerting/index.js'
import {backupDoctor} from './rooms/backup/index.js'
import {capacityDoctor} from './rooms/capacity/index.js'
import {composeDoctor} from './rooms/compose/index.js'
import {dockerDoctor} from './rooms/docker/index.js'
import {exportersDoctor} from './rooms/exporters/index.js'
import {hostDoctor} from './rooms/host/index.js'
import {kubernetesDoctor} from './rooms/kubernetes/index.js'
import {logPathDoctor} from './rooms/log-path/index.js'
import {projectDoctor} from './rooms/project/index.js'
import {securityDoctor} from './rooms/security/index.js'

export const parts: readonly DoctorPart[] = [
  projectDoctor,
  hostDoctor,
  dockerDoctor,
  composeDoctor,
  kubernetesDoctor,
  postgresDoctor,
  redisDoctor,
  elasticsearchDoctor,
  appDoctor,
  gatewayDoctor,
  logstashDoctor,
  kibanaDoctor,
  filebeatDoctor,
  exportersDoctor,
  prometheusDoctor,
  alertmanagerDoctor,
  grafanaDoctor,
  logPathDoctor,
  backupDoctor,
  securityDoctor,
  capacityDoctor,
  // Last: a firing alert is a consequence of whatever was found before it.
  alertingDoctor,
]
