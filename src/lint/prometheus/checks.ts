/** Checks of prometheus.yml, alone and against the Compose file it runs under. */

import {durationMs} from '../../promql/duration.js'
import type {Check} from '../check.js'
import {type ConfigNode, itemsOf, textOf, valueAt} from '../node.js'
import type {Project} from '../project.js'

const ruleFileNotMounted: Check = {
  id: 'prometheus/rule-file-not-mounted',
  kinds: ['prometheus'],
  severity: 'error',
  title: {en: 'The rule file is not mounted into the container', zh: '规则文件没有挂载到容器'},
  why: {
    en: 'rule_files that match nothing are no error for Prometheus: it runs, with no rules at all.',
    zh: 'rule_files 匹配不到文件时 Prometheus 不报错：它会在没有任何规则的情况下运行。',
  },
  fix: {
    en: 'Mount it in the Compose file next to prometheus.yml.',
    zh: '在 Compose 文件中与 prometheus.yml 一起挂载。',
  },
  *run(file, {services}) {
    const service = services.find(({image, name}) => /prom\/prometheus|(^|\/)prometheus(:|$)/.test(image || name))
    if (!service) return
    for (const node of itemsOf(valueAt(file.root, 'rule_files'))) {
      const pattern = textOf(node) ?? ''
      const path = pattern.startsWith('/') ? pattern : `/etc/prometheus/${pattern.replace(/^\.\//, '')}`
      const isMounted = service.mounts.some(({target}) => covers(target, path))
      if (isMounted) continue
      yield {
        at: node.start,
        what: {
          en: `${pattern} is not mounted into the service ${service.name}`,
          zh: `${pattern} 没有挂载到服务 ${service.name}`,
        },
      }
    }
  },
}

/** Whether a mount holds a path or a pattern: the same, or a folder above it. Its own config file holds nothing else. */
function covers(target: string, path: string): boolean {
  const folder = target.replace(/\/$/, '')
  const fixed = path.slice(0, path.search(/[*?[]|$/))
  return (
    fixed === folder ||
    path === folder ||
    path.startsWith(`${folder}/`) ||
    (fixed !== path && folder.startsWith(fixed) && folder !== fixed)
  )
}

/** Addresses of `static_configs` below a node, with where they stand. */
function* targetsOf(config: ConfigNode | undefined): Generator<{readonly host: string; readonly at: number}> {
  for (const block of itemsOf(valueAt(config, 'static_configs'))) {
    for (const target of itemsOf(valueAt(block, 'targets'))) {
      const host = (textOf(target) ?? '').replace(/^\w+:\/\//, '').split(/[:/]/)[0] ?? ''
      if (host !== '') yield {host, at: target.start}
    }
  }
}

function* missingServices(config: ConfigNode | undefined, {services}: Project) {
  const hosts = new Set(services.flatMap((service) => service.hosts))
  if (hosts.size === 0) return
  for (const {host, at} of targetsOf(config)) {
    const isOutside = /^(localhost|127\.|host\.docker\.internal)|\.|\$|^\[/.test(host)
    if (isOutside || hosts.has(host)) continue
    yield {at, what: {en: `no service ${host} in the Compose file`, zh: `Compose 文件中没有服务 ${host}`}}
  }
}

const targetWithoutService: Check = {
  id: 'prometheus/target-without-service',
  kinds: ['prometheus'],
  severity: 'error',
  title: {en: 'A target that no service answers', zh: '目标没有对应的服务'},
  why: {
    en: 'The job is down for ever, and every alert on its metrics can never fire.',
    zh: '该任务会一直失败，依赖其指标的告警永远不会触发。',
  },
  fix: {
    en: 'Add the service (an exporter has an image of its own) or remove the job.',
    zh: '添加该服务（exporter 有独立镜像），或移除该任务。',
  },
  *run(file, project) {
    for (const job of itemsOf(valueAt(file.root, 'scrape_configs'))) yield* missingServices(job, project)
  },
}

const alertmanagerWithoutService: Check = {
  id: 'prometheus/alertmanager-without-service',
  kinds: ['prometheus'],
  severity: 'error',
  title: {en: 'The Alertmanager does not exist', zh: 'Alertmanager 不存在'},
  why: {en: 'Alerts fire, and nobody is told.', zh: '告警会触发，但没有人会收到通知。'},
  fix: {en: 'Add the service alertmanager to the Compose file.', zh: '在 Compose 文件中添加 alertmanager 服务。'},
  *run(file, project) {
    for (const one of itemsOf(valueAt(file.root, 'alerting', 'alertmanagers'))) yield* missingServices(one, project)
  },
}

const duplicateJob: Check = {
  id: 'prometheus/duplicate-job',
  kinds: ['prometheus'],
  severity: 'error',
  title: {en: 'Two jobs with one name', zh: '两个任务同名'},
  why: {en: 'Prometheus refuses to start.', zh: 'Prometheus 会拒绝启动。'},
  fix: {en: 'Rename one, or put the targets into one job.', zh: '重命名其一，或合并为一个任务。'},
  *run(file) {
    const seen = new Set<string>()
    for (const job of itemsOf(valueAt(file.root, 'scrape_configs'))) {
      const node = valueAt(job, 'job_name')
      const name = textOf(node)
      if (!node || name === undefined) continue
      if (seen.has(name))
        yield {at: node.start, what: {en: `the job ${name} is there twice`, zh: `任务 ${name} 出现两次`}}
      seen.add(name)
    }
  },
}

const timeoutTooLong: Check = {
  id: 'prometheus/timeout-over-interval',
  kinds: ['prometheus'],
  severity: 'error',
  title: {en: 'scrape_timeout is longer than scrape_interval', zh: 'scrape_timeout 长于 scrape_interval'},
  why: {en: 'Prometheus refuses to start.', zh: 'Prometheus 会拒绝启动。'},
  fix: {en: 'Make the timeout shorter.', zh: '缩短超时。'},
  *run(file, {intervals}) {
    const global = valueAt(file.root, 'global')
    const common = durationMs(textOf(valueAt(global, 'scrape_interval')))
    for (const job of [global, ...itemsOf(valueAt(file.root, 'scrape_configs'))]) {
      const node = valueAt(job, 'scrape_timeout')
      const interval = durationMs(textOf(valueAt(job, 'scrape_interval'))) ?? common ?? intervals?.scrape ?? 60_000
      const timeout = durationMs(textOf(node))
      if (node && timeout !== undefined && timeout > interval) yield {at: node.start}
    }
  },
}

const noAlertmanager: Check = {
  id: 'prometheus/no-alertmanager',
  kinds: ['prometheus'],
  severity: 'warning',
  title: {en: 'Rules, but no Alertmanager', zh: '有规则但没有 Alertmanager'},
  why: {en: 'Alerts fire, and nobody is told.', zh: '告警会触发，但没有人会收到通知。'},
  fix: {en: 'Add alerting.alertmanagers.', zh: '添加 alerting.alertmanagers。'},
  *run(file) {
    const rules = valueAt(file.root, 'rule_files')
    if (itemsOf(rules).length > 0 && valueAt(file.root, 'alerting') === undefined) yield {at: rules?.start ?? 0}
  },
}

/** Checks of prometheus.yml. */
export const prometheusChecks = [
  ruleFileNotMounted,
  targetWithoutService,
  alertmanagerWithoutService,
  duplicateJob,
  timeoutTooLong,
  noAlertmanager,
]
