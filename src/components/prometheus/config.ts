/** The native configuration of Prometheus, as objects. Scrape jobs and rules of other rooms are put beside it when rendered. */
import {dump} from 'js-yaml'

import type {RenderedFile, ScrapeJob, Stack} from '../component.js'
import {ownLogin, PORT} from './web.js'

const SECOND_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const

/** The name of the recorded series, and of its group, that says which configuration runs. */
export const CONFIG_SERIES = 'opsctl_config_info'

/** Files of the room; the stamp comes apart. */
export function configFiles(stack: Stack): readonly RenderedFile[] {
  const {targets} = stack.prometheus
  return [
    file('prometheus.yml', mainConfig(stack)),
    // promtool, which is the healthcheck, logs in with this.
    file('client.yml', {basic_auth: ownLogin}),
    ...(targets.length === 0 ? [] : [file('scrape.d/targets.yaml', {scrape_configs: [targetsJob(targets)]})]),
  ]
}

/** A rule whose label carries the hash, so that `/api/v1/rules` tells what was loaded. */
export function configStamp(sha256: string): readonly RenderedFile[] {
  const rule = {record: CONFIG_SERIES, expr: 'vector(1)', labels: {component: 'prometheus', sha256}}
  return [file('rules.d/opsctl-config.yaml', {groups: [{name: CONFIG_SERIES, rules: [rule]}]})]
}

/** As it logs in to Alertmanager, to send alerts and to read it. */
export const alertmanagerLogin = {username: 'opsctl', password_file: '/run/secrets/alertmanager-password'} as const

/** Prometheus reads itself like any other target. */
export const selfJob: ScrapeJob = {
  job_name: 'prometheus',
  basic_auth: ownLogin,
  static_configs: [{targets: [`prometheus:${PORT}`]}],
}

/** Seconds in the largest unit that divides them, as Prometheus writes durations. */
export function formatDuration(seconds: number): string {
  const [unit, size] = SECOND_UNITS.find(([, size]) => seconds % size === 0) ?? ['s', 1]
  return `${seconds / size}${unit}`
}

function mainConfig(stack: Stack): unknown {
  const {scrapeInterval} = stack.prometheus
  const interval = formatDuration(scrapeInterval)
  return {
    global: {
      scrape_interval: interval,
      // A timeout above the interval is refused.
      scrape_timeout: formatDuration(Math.min(10, scrapeInterval)),
      evaluation_interval: interval,
      external_labels: {project: stack.project, environment: stack.environment},
    },
    ...(stack.alertmanager.enabled ? {alerting: {alertmanagers: [alertmanagerClient]}} : {}),
    rule_files: ['rules.d/*.yaml'],
    scrape_config_files: ['scrape.d/*.yaml'],
  }
}

const alertmanagerClient = {
  basic_auth: alertmanagerLogin,
  static_configs: [{targets: ['alertmanager:9093']}],
}

function targetsJob(targets: readonly string[]): ScrapeJob {
  return {job_name: 'targets', static_configs: [{targets}]}
}

function file(name: string, content: unknown): RenderedFile {
  return {path: `prometheus/config/${name}`, content: dump(content, {lineWidth: -1, noRefs: true})}
}
