/** Whether what Prometheus keeps has room. */
import {type Check, defineCheck, failure, gradeHigh, healthy, unknown, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount} from '../../../figures.js'
import {serverFact, storageFact} from './facts.js'

const service = 'prometheus'
const after = ['docker.daemon', 'compose.running', 'prom.ready']
const MIB = 2 ** 20

const cardinality = defineCheck({
  id: 'prom.cardinality',
  title: {en: 'The number of series is as a stack of this size has it', zh: '时间序列数量与栈规模相符'},
  impact: {
    en: 'Memory grows with every series; a label with endless values ends in Prometheus being killed.',
    zh: '内存随序列增长；取值无限的标签最终会使 Prometheus 被杀。',
  },
  runs: {en: 'Reads /api/v1/status/tsdb.', zh: '读取 /api/v1/status/tsdb。'},
  remedy: {
    text: {
      en: 'Drop the label that has too many values: an id, a path or a user must not be a label.',
      zh: '去掉取值过多的标签：ID、路径或用户不应作为标签。',
    },
    commands: ['opsctl open prometheus'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  service,
  after,
  links: ['https://prometheus.io/docs/practices/naming/#labels'],
  needs: {storage: storageFact},
  thresholds: {
    series: {warn: 1_000_000, unit: 'count', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
    metric: {warn: 10_000, unit: 'count', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge({storage: {series, byMetric}}, {limits}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/v1/status/tsdb'}]
    const rows = byMetric
      .filter(({value}) => gradeHigh(value, limits.metric) !== 'pass')
      .map(({name, value}) =>
        warning(
          {en: `${name} has ${formatCount(value)} series`, zh: `${name} 有 ${formatCount(value)} 条序列`},
          {instance: name, limit: 'metric', observed: {series: value}, evidence},
        ),
      )
    if (gradeHigh(series, limits.series) !== 'pass') {
      const detail = {en: `${formatCount(series)} series in all`, zh: `共 ${formatCount(series)} 条序列`}
      rows.push(warning(detail, {limit: 'series', observed: {series}, evidence}))
    }

    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const [top] = byMetric
    return healthy(
      {
        en: `${formatCount(series)} series; most has ${top?.name ?? '-'} with ${formatCount(top?.value ?? 0)}`,
        zh: `${formatCount(series)} 条序列；最多的是 ${top?.name ?? '-'}，${formatCount(top?.value ?? 0)} 条`,
      },
      {observed: {series}, evidence},
    )
  },
})

const storage = defineCheck({
  id: 'prom.storage',
  title: {en: 'Metrics have room, and none is corrupt', zh: '指标空间充足且未损坏'},
  impact: {
    en: 'On a full disk Prometheus writes nothing more; what is corrupt is lost.',
    zh: '磁盘写满后 Prometheus 不再写入；损坏的数据会丢失。',
  },
  runs: {
    en: 'Compares prometheus.retention.size, less what is stored, with what is free on its volume; reads the count of corruptions.',
    zh: '将 prometheus.retention.size 减去已存储部分后与卷的可用空间比较；读取损坏计数。',
  },
  remedy: {
    text: {
      en: 'Lower prometheus.retention.size in opsctl.yaml, or give the disk more room.',
      zh: '调小 opsctl.yaml 中的 prometheus.retention.size，或扩大磁盘。',
    },
    commands: ['opsctl capacity disk', 'opsctl explain prometheus.retention'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['host.disk-used'],
  needs: {server: serverFact, storage: storageFact},
  judge({server, storage: {blockBytes = 0, volumeFreeBytes}}, {stack}) {
    const corruptions = server.answers ? (server.corruptions ?? 0) : 0
    if (corruptions > 0) {
      return failure(
        {en: `${corruptions} corruptions were found in what it keeps`, zh: `在其数据中发现 ${corruptions} 处损坏`},
        {
          observed: {corruptions},
          evidence: [{kind: 'http', ref: 'GET /api/v1/status/runtimeinfo'}],
          remedy: {
            text: {
              en: 'It repairs what it can at a start; its log names what was lost.',
              zh: '它在启动时尽量修复；日志会列出丢失的内容。',
            },
            commands: ['opsctl logs prometheus', 'opsctl restart prometheus'],
          },
        },
      )
    }

    if (volumeFreeBytes === undefined) {
      return unknown('no-data', {en: 'the size of its volume could not be read', zh: '无法读取其卷的大小'})
    }

    const allowed = stack.prometheus.retention.size * MIB
    const needed = Math.max(0, allowed - blockBytes)
    const observed = {allowedBytes: allowed, usedBytes: blockBytes, freeBytes: volumeFreeBytes}
    const evidence = [{kind: 'exec' as const, ref: 'df -Pk /prometheus'}]
    const [size, free] = [formatBytes(needed), formatBytes(volumeFreeBytes)]
    if (needed > volumeFreeBytes) {
      return warning(
        {
          en: `Retention allows ${size} more, the disk has ${free} free`,
          zh: `保留策略还允许 ${size}，磁盘仅剩 ${free}`,
        },
        {observed, evidence},
      )
    }

    return healthy(
      {en: `Retention allows ${size} more, ${free} are free`, zh: `保留策略还允许 ${size}，可用 ${free}`},
      {observed, evidence},
    )
  },
  fix: {
    level: 'guarded',
    plan({storage: {blockBytes = 0, volumeFreeBytes = 0}}, {status}, {stack}) {
      const fits = Math.floor((blockBytes + volumeFreeBytes * 0.8) / MIB / 256) * 256
      if (status !== 'warn' || fits < 256) return undefined
      return {
        effect: {
          en: `prometheus.retention.size becomes ${fits}MiB: older samples go once that much is stored. It restarts.`,
          zh: `prometheus.retention.size 改为 ${fits}MiB：达到该大小后删除较旧样本。它会重启。`,
        },
        back: {
          en: 'Undo sets the former size; samples that went meanwhile stay gone.',
          zh: '撤销会恢复原大小；期间删除的样本不可恢复。',
        },
        downtimeS: 60,
        steps: [
          {
            kind: 'spec',
            path: ['prometheus', 'retention', 'size'],
            value: `${fits}MiB`,
            was: `${stack.prometheus.retention.size}MiB`,
          },
          {kind: 'opsctl', argv: ['up', '--yes']},
        ],
      }
    },
  },
})

export const storageChecks: readonly Check[] = [cardinality, storage]
