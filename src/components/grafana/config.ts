/** What Grafana is provisioned with: where its data comes from, and where the dashboards lie. */
import {dump} from 'js-yaml'

import type {RenderedFile, Stack} from '../component.js'
import {CONFIG} from './web.js'

/** Data sources and the provider of dashboards. The dashboards themselves come from the rooms. */
export function configFiles(stack: Stack): readonly RenderedFile[] {
  return [
    file('datasources/opsctl.yaml', {
      apiVersion: 1,
      prune: true,
      datasources: [prometheus(stack), ...(stack.alertmanager.enabled ? [alertmanager] : [])],
    }),
    file('dashboards/opsctl.yaml', {
      apiVersion: 1,
      providers: [
        {
          name: 'opsctl',
          type: 'file',
          folder: 'opsctl',
          allowUiUpdates: false,
          disableDeletion: true,
          options: {path: `${CONFIG}/dashboards`},
        },
      ],
    }),
  ]
}

/** `$__file{}` is read by Grafana itself, so the password is in no file of ours. */
function prometheus(stack: Stack): unknown {
  return {
    name: 'Prometheus',
    uid: 'prometheus',
    type: 'prometheus',
    access: 'proxy',
    url: 'http://prometheus:9090',
    isDefault: true,
    editable: false,
    basicAuth: true,
    basicAuthUser: 'opsctl',
    jsonData: {
      httpMethod: 'POST',
      prometheusType: 'Prometheus',
      timeInterval: `${stack.prometheus.scrapeInterval}s`,
      ...(stack.alertmanager.enabled ? {alertmanagerUid: 'alertmanager'} : {}),
    },
    secureJsonData: {basicAuthPassword: '$__file{/run/secrets/prometheus-password}'},
  }
}

const alertmanager = {
  name: 'Alertmanager',
  uid: 'alertmanager',
  type: 'alertmanager',
  access: 'proxy',
  url: 'http://alertmanager:9093',
  editable: false,
  basicAuth: true,
  basicAuthUser: 'opsctl',
  jsonData: {implementation: 'prometheus', handleGrafanaManagedAlerts: false},
  secureJsonData: {basicAuthPassword: '$__file{/run/secrets/alertmanager-password}'},
} as const

function file(name: string, content: unknown): RenderedFile {
  return {path: `grafana/config/provisioning/${name}`, content: dump(content, {lineWidth: -1, noRefs: true})}
}
