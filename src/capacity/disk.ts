/** Which disk the stack needs: retention × rate, store by store. */
import {effective, type Figure, type Input, type Known} from './formula.js'

const DAY_S = 86_400
const HOUR_S = 3600
/** Upper end of the 1 to 2 bytes that the Prometheus documentation states for a compressed sample. */
export const BYTES_PER_SAMPLE = 2
/** 13 bytes a sample record before compression, about half after (Robust Perception on the WAL, Prometheus on wal-compression). */
const WAL_BYTES_PER_SAMPLE = 6.5
/** The head is cut into blocks of two hours when it spans three. */
const HEAD_HOURS = 3
/** Index structures beside the source of a line, as vendors of managed clusters reckon with. */
const INDEX_OVERHEAD = 1.1
/** Elasticsearch allocates nothing to a node above its low watermark of 85 %. */
const WATERMARK = 0.85
/** A custom-format dump of ordinary tables takes a quarter to a third of their size on disk, without indexes. */
export const DUMP_RATIO = 0.35
/** The second manual: plan at 80 %. */
const DISK_LIMIT = 0.8

export interface DiskQuestion {
  readonly prometheus?: {
    readonly retentionS: Known
    /** Most that blocks may take, bytes. */
    readonly size: Known
    readonly samplesPerS?: Known
    readonly bytesPerSample?: Known
  }
  readonly elasticsearch?: {
    readonly retentionS: Known
    readonly budget: Known
    /** Raw lines, bytes a day. */
    readonly bytesPerDay?: Known
    readonly replicas: Known
  }
  readonly postgres?: {
    readonly dataBytes?: Known
    /** By what the data multiplies within the planned time. */
    readonly growthFactor: Known
    /** max_wal_size, bytes. */
    readonly maxWalBytes: Known
    readonly walBytesPerDay?: Known
    /** Days of archived WAL for restoring to a point in time; 0 for none. */
    readonly pitrDays: Known
  }
  readonly backups?: {readonly copies: Known; readonly dumpRatio?: Known}
}

export interface DiskAnswer {
  readonly figures: readonly Figure[]
  /** Sum of what is known, bytes. */
  readonly used: number
  /** The disk that holds it at 80 %. */
  readonly disk: number
  /** False when a figure is not known, so that the sum is a lower bound. */
  readonly isComplete: boolean
}

/** Reckons every store that the question names. */
export function reckonDisk(question: DiskQuestion): DiskAnswer {
  const figures = [
    ...(question.prometheus ? prometheusFigures(question.prometheus) : []),
    ...(question.elasticsearch ? [elasticsearchFigure(question.elasticsearch)] : []),
    ...(question.postgres ? postgresFigures(question.postgres) : []),
    ...(question.postgres && question.backups ? [backupFigure(question.postgres, question.backups)] : []),
  ]
  const used = figures.reduce((sum, figure) => sum + (effective(figure) ?? 0), 0)
  return {
    figures,
    used,
    disk: used / DISK_LIMIT,
    isComplete: figures.every((figure) => effective(figure) !== undefined),
  }
}

function prometheusFigures(given: NonNullable<DiskQuestion['prometheus']>): readonly Figure[] {
  const {retentionS, size, samplesPerS, bytesPerSample} = given
  const rate: Input[] = samplesPerS
    ? [{name: {en: 'samples', zh: '样本'}, value: samplesPerS.value, unit: 'samples/s', source: samplesPerS.source}]
    : []
  const needs = {
    en: 'samples a second: start the stack, or --samples-per-second',
    zh: '每秒样本数：启动栈，或使用 --samples-per-second',
  }
  const perSample = bytesPerSample ?? {value: BYTES_PER_SAMPLE, source: 'rule' as const}
  return [
    {
      id: 'prometheus.blocks',
      title: {en: 'Prometheus, samples', zh: 'Prometheus 样本'},
      value: samplesPerS && retentionS.value * samplesPerS.value * perSample.value,
      unit: 'bytes',
      formula: {en: 'retention × samples × bytes per sample', zh: '保留时间 × 样本 × 每样本字节'},
      inputs: [
        {name: {en: 'retention', zh: '保留时间'}, value: retentionS.value, unit: 'seconds', source: retentionS.source},
        ...rate,
        {
          name: {en: 'bytes per sample', zh: '每样本字节'},
          value: perSample.value,
          unit: 'bytes/sample',
          source: perSample.source,
          ...(bytesPerSample ? {} : {origin: {en: 'Prometheus’ manual: 1 to 2', zh: 'Prometheus 手册：1 至 2'}}),
        },
      ],
      ...(samplesPerS ? {} : {needs}),
      cap: {value: size.value, by: 'prometheus.retention.size'},
    },
    {
      id: 'prometheus.wal',
      title: {en: 'Prometheus, write-ahead log', zh: 'Prometheus 预写日志'},
      value: samplesPerS && HEAD_HOURS * HOUR_S * samplesPerS.value * WAL_BYTES_PER_SAMPLE,
      unit: 'bytes',
      formula: {en: '3 h × samples × 6.5 bytes', zh: '3 小时 × 样本 × 6.5 字节'},
      inputs: rate,
      ...(samplesPerS ? {} : {needs}),
    },
  ]
}

function elasticsearchFigure(given: NonNullable<DiskQuestion['elasticsearch']>): Figure {
  const {retentionS, budget, bytesPerDay, replicas} = given
  const days = retentionS.value / DAY_S
  return {
    id: 'elasticsearch.lines',
    title: {en: 'Elasticsearch, log lines', zh: 'Elasticsearch 日志行'},
    value: bytesPerDay && (bytesPerDay.value * days * (1 + replicas.value) * INDEX_OVERHEAD) / WATERMARK,
    unit: 'bytes',
    formula: {
      en: 'raw a day × days × (1 + replicas) × index / watermark',
      zh: '每日原始量 × 天数 × (1 + 副本) × 索引系数 / 水位',
    },
    inputs: [
      ...(bytesPerDay
        ? [
            {
              name: {en: 'raw a day', zh: '每日原始量'},
              value: bytesPerDay.value,
              unit: 'bytes/day',
              source: bytesPerDay.source,
            } as const,
          ]
        : []),
      {name: {en: 'days', zh: '天数'}, value: days, unit: 'days', source: retentionS.source},
      {name: {en: 'replicas', zh: '副本'}, value: replicas.value, unit: 'copies', source: replicas.source},
      {
        name: {en: 'index', zh: '索引系数'},
        value: INDEX_OVERHEAD,
        unit: 'factor',
        source: 'rule',
        origin: {en: '10 % for index structures', zh: '索引结构约占 10 %'},
      },
      {
        name: {en: 'watermark', zh: '水位'},
        value: WATERMARK,
        unit: 'share',
        source: 'rule',
        origin: {en: 'disk.watermark.low', zh: 'disk.watermark.low'},
      },
    ],
    ...(bytesPerDay ? {} : {needs: {en: 'raw log a day: --log-per-day', zh: '每日原始日志量：--log-per-day'}}),
    cap: {value: budget.value, by: 'logs.disk'},
  }
}

function postgresFigures(given: NonNullable<DiskQuestion['postgres']>): readonly Figure[] {
  const {dataBytes, growthFactor, maxWalBytes, walBytesPerDay, pitrDays} = given
  const archived = pitrDays.value > 0
  return [
    {
      id: 'postgres.data',
      title: {en: 'Postgres, databases', zh: 'Postgres 数据库'},
      value: dataBytes && dataBytes.value * growthFactor.value,
      unit: 'bytes',
      formula: {en: 'data × growth', zh: '数据量 × 增长'},
      inputs: [
        ...dataInput(dataBytes),
        {name: {en: 'growth', zh: '增长'}, value: growthFactor.value, unit: 'factor', source: growthFactor.source},
      ],
      ...(dataBytes ? {} : {needs: dataNeeds}),
    },
    {
      id: 'postgres.wal',
      title: {en: 'Postgres, write-ahead log', zh: 'Postgres 预写日志'},
      value: maxWalBytes.value,
      unit: 'bytes',
      formula: {en: 'max_wal_size; slots that lag keep more', zh: 'max_wal_size；落后的复制槽会保留更多'},
      inputs: [
        {
          name: {en: 'max_wal_size', zh: 'max_wal_size'},
          value: maxWalBytes.value,
          unit: 'bytes',
          source: maxWalBytes.source,
        },
      ],
    },
    ...(archived
      ? [
          {
            id: 'postgres.archive',
            title: {en: 'Postgres, archived WAL', zh: 'Postgres 归档日志'},
            value: walBytesPerDay && walBytesPerDay.value * pitrDays.value,
            unit: 'bytes',
            formula: {en: 'WAL a day × days', zh: '每日 WAL × 天数'},
            inputs: [
              ...(walBytesPerDay
                ? [
                    {
                      name: {en: 'WAL a day', zh: '每日 WAL'},
                      value: walBytesPerDay.value,
                      unit: 'bytes/day',
                      source: walBytesPerDay.source,
                    } as const,
                  ]
                : []),
              {name: {en: 'days', zh: '天数'}, value: pitrDays.value, unit: 'days', source: pitrDays.source},
            ],
            ...(walBytesPerDay ? {} : {needs: {en: 'WAL a day: --wal-per-day', zh: '每日 WAL：--wal-per-day'}}),
          } satisfies Figure,
        ]
      : []),
  ]
}

function backupFigure(
  {dataBytes, growthFactor}: NonNullable<DiskQuestion['postgres']>,
  {copies, dumpRatio}: NonNullable<DiskQuestion['backups']>,
): Figure {
  const ratio = dumpRatio ?? {value: DUMP_RATIO, source: 'rule' as const}
  return {
    id: 'backups',
    title: {en: 'Backups of Postgres', zh: 'Postgres 备份'},
    value: dataBytes && dataBytes.value * growthFactor.value * ratio.value * copies.value,
    unit: 'bytes',
    formula: {en: 'data × growth × dump × copies', zh: '数据量 × 增长 × 转储比 × 份数'},
    inputs: [
      ...dataInput(dataBytes),
      {name: {en: 'growth', zh: '增长'}, value: growthFactor.value, unit: 'factor', source: growthFactor.source},
      {
        name: {en: 'dump', zh: '转储比'},
        value: ratio.value,
        unit: 'share',
        source: ratio.source,
        ...(dumpRatio ? {} : {origin: {en: 'a compressed dump, without indexes', zh: '压缩转储，不含索引'}}),
      },
      {name: {en: 'copies', zh: '份数'}, value: copies.value, unit: 'copies', source: copies.source},
    ],
    ...(dataBytes ? {} : {needs: dataNeeds}),
  }
}

const dataNeeds = {en: 'size of the data: start the stack, or --data-size', zh: '数据量：启动栈，或使用 --data-size'}

function dataInput(dataBytes: Known | undefined): readonly Input[] {
  if (!dataBytes) return []
  return [{name: {en: 'data', zh: '数据量'}, value: dataBytes.value, unit: 'bytes', source: dataBytes.source}]
}
