/** Whether the servers of the log path fit together. */
import {type Check, defineCheck, failure, healthy, listFew, note, unknown, warning} from '../../check.js'
import {versionsFact} from './facts.js'

const after = ['docker.daemon', 'es.up']

const version = defineCheck({
  id: 'kib.version',
  title: {en: 'The servers of the log path are of one version', zh: '日志链路各服务版本一致'},
  impact: {
    en: 'Kibana does not start on an older Elasticsearch; others send what it does not understand.',
    zh: 'Kibana 无法在更旧的 Elasticsearch 上启动；其他组件可能发送其无法理解的内容。',
  },
  runs: {en: 'Asks each server for its version.', zh: '查询各服务的版本。'},
  remedy: {
    text: {
      en: 'Take images of one version; those that opsctl pins are.',
      zh: '使用同一版本的镜像；opsctl 固定的即是。',
    },
    commands: ['opsctl images list', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  after,
  isFor: ({elasticsearch}) => elasticsearch.enabled || {en: 'this stack stores no lines', zh: '此栈不存储日志'},
  needs: {versions: versionsFact},
  judge({versions: all}) {
    const store = all.find(({service}) => service === 'elasticsearch')?.version
    if (store === undefined)
      return unknown('unreachable', {en: 'Elasticsearch does not tell its version', zh: '无法获知 Elasticsearch 版本'})
    const others = all.filter((one) => one.version !== store)
    const names = listFew(others.map(({service, version: own}) => `${service} ${own}`))
    const observed = {versions: Object.fromEntries(all.map(({service, version: own}) => [service, own]))}
    if (others.length === 0) return healthy({en: `All are ${store}`, zh: `全部为 ${store}`}, {observed})
    const words = {en: `${names.en} with Elasticsearch ${store}`, zh: `${names.zh} 与 Elasticsearch ${store} 并存`}
    if (others.some(({service, version: own}) => service === 'kibana' && isNewer(own, store)))
      return failure(words, {observed})
    // Senders may be older: a Filebeat of 8 writes to Elasticsearch 9.
    const areOlder = others.every(({service, version: own}) => service !== 'kibana' && isNewer(store, own))
    if (!areOlder) return warning(words, {observed})
    return note(words, {observed})
  },
})

function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number))
  const at = (left ?? []).findIndex((part, index) => part !== (right?.[index] ?? 0))
  return at >= 0 && (left?.[at] ?? 0) > (right?.[at] ?? 0)
}

export const versionChecks: readonly Check[] = [version]
