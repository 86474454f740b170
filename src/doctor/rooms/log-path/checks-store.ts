/** Whether lines arrive, and what those that arrived tell. */
import {formatCount, formatShare} from '../../../figures.js'
import type {Text} from '../../../text.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  type Outcome,
  skipped,
  unknown,
  warning,
} from '../../check.js'
import {markedFact, storedFact} from './facts.js'
import {ERROR_LEVELS} from './lines.js'

const after = ['docker.daemon', 'es.up']
const YOUNG_MS = 180_000
const MINUTE_MS = 60_000
const NO_STORE: Text = {en: 'this stack stores no lines', zh: '此栈不存储日志'}
const NOTHING_YET: Text = {en: 'no line is stored yet', zh: '尚未存储日志'}
const ANALYSE = {
  text: {en: 'See which lines they are.', zh: '查看是哪些日志。'},
  commands: ['opsctl logs analyze'],
}

const freshness = defineCheck({
  id: 'log.freshness',
  title: {en: 'New lines are stored', zh: '持续存入新日志'},
  impact: {
    en: 'What happens now can’t be searched, and is lost once files rotate.',
    zh: '当前发生的事无法检索，文件轮转后即丢失。',
  },
  runs: {
    en: 'Asks Elasticsearch for the time of the newest line of this project.',
    zh: '向 Elasticsearch 查询本项目最新日志的时间。',
  },
  remedy: {
    text: {
      en: 'Follow the line: Filebeat, Logstash, Elasticsearch.',
      zh: '沿链路检查：Filebeat、Logstash、Elasticsearch。',
    },
    commands: ['opsctl doctor filebeat logstash elasticsearch', 'opsctl logs filebeat'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after,
  because: ['fb.up', 'fb.stats', 'fb.permissions', 'ls.up', 'ls.health', 'es.read-only', 'es.disk-watermark'],
  isFor: ({elasticsearch}) => elasticsearch.enabled || NO_STORE,
  needs: {stored: storedFact},
  thresholds: {
    age: {
      warn: 5,
      fail: 30,
      unit: 'min',
      origin: {en: 'opsctl default; awesome-prometheus-alerts: 10', zh: 'opsctl 默认值；awesome-prometheus-alerts：10'},
    },
  },
  judge({stored: {newestAt, total, collectsSince}}, {now, limits: {age}}) {
    const isYoung = collectsSince !== undefined && now - collectsSince < YOUNG_MS
    const because = [
      {id: 'compose.running', instance: 'filebeat'},
      {id: 'compose.running', instance: 'logstash'},
    ]
    const evidence = [{kind: 'http' as const, ref: 'POST _search max(@timestamp)'}]
    if (newestAt === undefined) {
      if (isYoung) return unknown('no-data', NOTHING_YET)
      return failure({en: 'Not one line is stored', zh: '没有存储任何日志'}, {because, evidence})
    }

    const minutes = Math.max(0, (now - newestAt) / MINUTE_MS)
    const rounded = Math.round(minutes * 10) / 10
    const words = {
      en: `The newest of ${formatCount(total)} lines is ${rounded} min old`,
      zh: `共 ${formatCount(total)} 行，最新一行在 ${rounded} 分钟前`,
    }
    const more = {limit: 'age', observed: {minutes: rounded, total}, evidence, because}
    const grade = gradeHigh(minutes, age)
    if (grade === 'pass') return healthy(words, more)
    return (grade === 'fail' ? failure : warning)(words, more)
  },
})

const errorRatio = defineCheck({
  id: 'log.error-ratio',
  title: {en: 'Few lines tell of errors', zh: '错误日志占比低'},
  impact: {en: 'Requests fail, or something that nobody looks at does.', zh: '请求失败，或某些无人关注的环节失败。'},
  runs: {
    en: 'Counts the stored lines of the last five minutes by level; fewer than 100 tell nothing.',
    zh: '按级别统计最近五分钟的日志；少于 100 行不作判断。',
  },
  remedy: ANALYSE,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after,
  because: ['compose.running', 'app.health', 'app.deps', 'gw.backends', 'pg.up', 'redis.up'],
  isFor: ({elasticsearch}) => elasticsearch.enabled || NO_STORE,
  needs: {stored: storedFact},
  thresholds: {
    share: {warn: 1, fail: 5, unit: '%', origin: {en: 'operations manual', zh: '运维手册'}},
    lines: {warn: 100, unit: 'count', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
  },
  judge({stored: {recent, levels, failing}}, {limits}) {
    if (recent < (limits.lines.warn ?? 0)) {
      return unknown('no-data', {en: `only ${recent} lines in five minutes`, zh: `五分钟内仅 ${recent} 行`})
    }

    const errors = levels.filter(({name}) => ERROR_LEVELS.includes(name)).reduce((sum, {count}) => sum + count, 0)
    const grade = gradeHigh((errors / recent) * 100, limits.share)
    const by = failing.map(({name, count}) => `${name} ${count}`)
    const few = listFew(by)
    const words = {
      en: `${formatShare(errors / recent)} of ${formatCount(recent)} lines in five minutes are errors${by.length > 0 ? `: ${few.en}` : ''}`,
      zh: `五分钟内 ${formatCount(recent)} 行中错误占 ${formatShare(errors / recent)}${by.length > 0 ? `：${few.zh}` : ''}`,
    }
    const more = {
      limit: 'share',
      observed: {errors, lines: recent},
      evidence: [{kind: 'http' as const, ref: 'POST _search terms log.level'}],
    }
    if (grade === 'pass') return healthy(words, more)
    return (grade === 'fail' ? failure : warning)(words, more)
  },
})

const errorSpike = defineCheck({
  id: 'log.error-spike',
  title: {en: 'Errors do not come in bursts', zh: '错误没有突增'},
  impact: {en: 'Something broke within the last minutes.', zh: '最近几分钟内出现了故障。'},
  runs: {
    en: 'Compares the worst of the last five minutes with the median of the hour before.',
    zh: '将最近五分钟中最差的一分钟与此前一小时的中位数比较。',
  },
  remedy: ANALYSE,
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after,
  because: ['log.error-ratio', 'compose.running', 'app.health', 'gw.backends'],
  isFor: ({elasticsearch}) => elasticsearch.enabled || NO_STORE,
  needs: {stored: storedFact},
  thresholds: {
    factor: {warn: 3, fail: 10, unit: 'ratio', origin: {en: 'operations manual', zh: '运维手册'}},
    errors: {warn: 10, unit: '1/min', origin: {en: 'operations manual', zh: '运维手册'}},
  },
  judge({stored: {errorMinutes, total}}, {now, limits}) {
    if (total === 0) return unknown('no-data', NOTHING_YET)
    const since = now - 5 * MINUTE_MS
    const worst = Math.max(0, ...errorMinutes.filter(({at}) => at >= since).map(({count}) => count))
    // Minutes without an error are not listed.
    const earlier = Array.from({length: 55}, (_, index) => errorMinutes.filter(({at}) => at < since)[index]?.count ?? 0)
    const median = earlier.toSorted((a, b) => a - b)[27] ?? 0
    const words = {
      en: `${worst} errors in the worst minute of the last five; usual are ${median}`,
      zh: `最近五分钟中最差一分钟有 ${worst} 条错误；通常为 ${median}`,
    }
    const more = {limit: 'factor', observed: {worst, median}}
    if (worst <= (limits.errors.warn ?? 0)) return healthy(words, more)
    const grade = gradeHigh(worst / Math.max(1, median), limits.factor)
    if (grade === 'pass') return healthy(words, more)
    return (grade === 'fail' ? failure : warning)(words, more)
  },
})

const volume = defineCheck({
  id: 'log.volume',
  title: {en: 'No service floods the log path', zh: '没有服务刷屏'},
  impact: {
    en: 'Lines cost processor time and disk, and push older ones out.',
    zh: '日志消耗处理器与磁盘，并挤掉更早的日志。',
  },
  runs: {en: 'Counts the stored lines of each service over five minutes.', zh: '统计五分钟内各服务存储的日志行数。'},
  remedy: {
    text: {en: 'Lower its level, or write one line of many.', zh: '降低日志级别，或采样输出。'},
    commands: ['opsctl logs analyze'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after,
  isFor: ({elasticsearch}) => elasticsearch.enabled || NO_STORE,
  needs: {stored: storedFact},
  thresholds: {rate: {warn: 1000, fail: 5000, unit: '1/s', origin: {en: 'operations manual', zh: '运维手册'}}},
  judge({stored: {services, recent, total}}, {limits: {rate}}) {
    if (total === 0) return unknown('no-data', NOTHING_YET)
    const rows = services.flatMap(({name, count}): readonly Outcome[] => {
      const grade = gradeHigh(count / 300, rate)
      if (grade === 'pass') return []
      const lines = formatCount(Math.round(count / 300))
      const words = {en: `${name} writes ${lines} lines/s`, zh: `${name} 每秒写 ${lines} 行`}
      return [
        (grade === 'fail' ? failure : warning)(words, {
          instance: name,
          limit: 'rate',
          observed: {perSecond: count / 300},
        }),
      ]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const lines = Math.round((recent / 300) * 10) / 10
    return healthy({en: `${lines} lines/s in all`, zh: `共每秒 ${lines} 行`}, {observed: {perSecond: lines}})
  },
})

const e2e = defineCheck({
  id: 'log.e2e',
  title: {en: 'A line that a container writes can be searched', zh: '容器写出的日志行可被检索'},
  impact: {en: 'Lines get lost on their way, and nobody sees where.', zh: '日志在途中丢失，且无从得知在何处。'},
  runs: {
    en: 'Writes one marked line to the output of an app and looks for it for 45 s.',
    zh: '向一个应用的输出写入一行标记，并在 45 秒内查找。',
  },
  remedy: {
    text: {
      en: 'Follow the line: Filebeat, Logstash, Elasticsearch.',
      zh: '沿链路检查：Filebeat、Logstash、Elasticsearch。',
    },
    commands: ['opsctl doctor filebeat logstash elasticsearch', 'opsctl logs filebeat log-keeper'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after,
  because: ['fb.up', 'fb.stats', 'ls.up', 'es.read-only', 'log.freshness'],
  isFor: ({elasticsearch, filebeat}) => (elasticsearch.enabled && filebeat.enabled) || NO_STORE,
  needs: {marked: markedFact},
  thresholds: {time: {warn: 15, unit: 's', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge({marked: {writer, storedAfterS, wrong, error}}, {limits: {time}}) {
    if (writer === '') {
      return skipped('not-applicable', {
        en: 'no container has a shell to write a line with',
        zh: '没有可用 shell 写日志的容器',
      })
    }

    const why = error === '' ? '' : ` (${error})`
    if (storedAfterS === undefined) {
      return failure({
        en: `A line of ${writer} was not found within 45 s${why}`,
        zh: `45 秒内未找到 ${writer} 的日志行${why}`,
      })
    }

    if (wrong.length > 0) {
      const few = listFew(wrong)
      return failure({
        en: `A line of ${writer} is stored, but wrong in ${few.en}`,
        zh: `${writer} 的日志已存储，但字段有误：${few.zh}`,
      })
    }

    const words = {
      en: `A line of ${writer} was found after ${storedAfterS} s`,
      zh: `${storedAfterS} 秒后找到 ${writer} 的日志行`,
    }
    const more = {limit: 'time', observed: {seconds: storedAfterS}}
    return (gradeHigh(storedAfterS, time) === 'pass' ? healthy : warning)(words, more)
  },
})

export const storeChecks: readonly Check[] = [freshness, errorRatio, errorSpike, volume, e2e]
