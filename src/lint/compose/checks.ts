/** Checks of Compose files: what monitoring and logging need from them. */

import {durationMs} from '../../promql/duration.js'
import type {Check} from '../check.js'
import type {ComposeService} from './services.js'

const DAY = 86_400_000

function isImage(service: ComposeService, name: string): boolean {
  return new RegExp(`(^|[/-])${name}(:|@|$)`).test(service.image === '' ? service.name : service.image)
}

const openElasticsearch: Check = {
  id: 'compose/elasticsearch-open',
  kinds: ['compose'],
  severity: 'error',
  title: {en: 'Elasticsearch is published without a password', zh: 'Elasticsearch 无密码对外发布'},
  why: {
    en: 'Docker opens the port past the firewall: anybody who reaches the machine reads and deletes all logs.',
    zh: 'Docker 会绕过防火墙开放端口：任何能访问本机的人都能读取和删除全部日志。',
  },
  fix: {
    en: 'Keep xpack.security.enabled on, and publish on 127.0.0.1 only or not at all.',
    zh: '保持 xpack.security.enabled 开启，只发布到 127.0.0.1 或不发布。',
  },
  *run(file, project) {
    const open = project.services.filter(({environment}) => environment.get('xpack.security.enabled') === 'false')
    for (const service of open.filter((one) => one.file === file)) {
      for (const {host, at, address} of service.ports)
        if (!isLocal(address)) yield {at, what: saysPublished(service.name, host)}
    }
  },
}

const openKibana: Check = {
  id: 'compose/kibana-open',
  kinds: ['compose'],
  severity: 'warning',
  title: {en: 'Kibana is published without a log-in', zh: 'Kibana 无登录对外发布'},
  why: {
    en: 'Without security in Elasticsearch, Kibana has no log-in.',
    zh: 'Elasticsearch 未启用安全功能时，Kibana 没有登录。',
  },
  fix: {en: 'Switch security on, and put Kibana behind the gateway.', zh: '启用安全功能，并将 Kibana 放在网关之后。'},
  *run(file, project) {
    const isOpen = project.services.some(({environment}) => environment.get('xpack.security.enabled') === 'false')
    for (const service of isOpen ? project.services : []) {
      if (service.file !== file || !isImage(service, 'kibana')) continue
      for (const {host, at, address} of service.ports)
        if (!isLocal(address)) yield {at, what: saysPublished(service.name, host)}
    }
  },
}

function isLocal(address: string): boolean {
  return address.startsWith('127.') || address === '[::1]' || address === 'localhost'
}

function saysPublished(name: string, port: string) {
  return {en: `${name} is published on every address at port ${port}`, zh: `${name} 在所有地址的端口 ${port} 上发布`}
}

const shortRetention: Check = {
  id: 'compose/short-retention',
  kinds: ['compose'],
  severity: 'info',
  title: {en: 'Prometheus keeps less than 30 days', zh: 'Prometheus 保留不足 30 天'},
  why: {
    en: 'An objective over 30 days, and last month for comparison, cannot be computed.',
    zh: '无法计算 30 天的目标，也无法与上月比较。',
  },
  fix: {
    en: '--storage.tsdb.retention.time=45d with --storage.tsdb.retention.size as a bound.',
    zh: '--storage.tsdb.retention.time=45d，并用 --storage.tsdb.retention.size 限制大小。',
  },
  *run(file, project) {
    for (const service of project.services) {
      const time = /--storage\.tsdb\.retention(?:\.time)?[= ](\w+)/.exec(service.command)?.[1]
      const ms = durationMs(time)
      if (service.file === file && ms !== undefined && ms < 30 * DAY) {
        const at = file.text.indexOf('retention', service.nameAt)
        yield {at: at < 0 ? service.nameAt : at, what: {en: `Prometheus keeps ${time}`, zh: `Prometheus 保留 ${time}`}}
      }
    }
  },
}

const dashboardsWithoutProvider: Check = {
  id: 'compose/dashboards-without-provider',
  kinds: ['compose'],
  severity: 'error',
  title: {
    en: 'Dashboards are mounted where Grafana looks for providers',
    zh: '仪表板被挂载到 Grafana 查找 provider 的目录',
  },
  why: {
    en: 'provisioning/dashboards holds YAML that names folders of JSON; JSON alone in it is never loaded.',
    zh: 'provisioning/dashboards 存放指向 JSON 目录的 YAML；其中只有 JSON 时不会被加载。',
  },
  fix: {
    en: 'Put a provider file (apiVersion: 1, providers: [{type: file, options: {path: …}}]) there and the JSON elsewhere.',
    zh: '在其中放 provider 文件（apiVersion: 1，providers: [{type: file, options: {path: …}}]），JSON 放到别处。',
  },
  *run(file, project) {
    if (project.ofKind('grafana-provider').length > 0) return
    for (const service of project.services) {
      if (service.file !== file) continue
      for (const {source, target, at} of service.mounts) {
        const isFolder = !/\.ya?ml$/.test(source)
        if (isFolder && /^\/etc\/grafana\/provisioning\/dashboards\/?$/.test(target)) yield {at}
      }
    }
  },
}

/** Checks of Compose files. */
export const composeChecks = [openElasticsearch, openKibana, shortRetention, dashboardsWithoutProvider]
