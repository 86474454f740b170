/** Every check there is. */
import {receiverChecks} from './alertmanager/receiver-checks.js'
import {routeChecks} from './alertmanager/route-checks.js'
import type {Check} from './check.js'
import {composeChecks} from './compose/checks.js'
import {filebeatChecks} from './filebeat/checks.js'
import {grafanaChecks} from './grafana/checks.js'
import {kibanaChecks} from './kibana/checks.js'
import {logstashChecks} from './logstash/checks.js'
import {prometheusChecks} from './prometheus/checks.js'
import {aggregationChecks} from './promql/aggregation-checks.js'
import {rateChecks} from './promql/rate-checks.js'
import {ratioChecks} from './promql/ratio-checks.js'
import {selectorChecks} from './promql/selector-checks.js'
import {alertChecks} from './rules/alert-checks.js'
import {structureChecks} from './rules/structure-checks.js'
import {templateChecks} from './rules/template-checks.js'

export const checks: readonly Check[] = [
  ...structureChecks,
  ...templateChecks,
  ...alertChecks,
  ...selectorChecks,
  ...rateChecks,
  ...ratioChecks,
  ...aggregationChecks,
  ...prometheusChecks,
  ...receiverChecks,
  ...routeChecks,
  ...composeChecks,
  ...grafanaChecks,
  ...filebeatChecks,
  ...logstashChecks,
  ...kibanaChecks,
]
