/** How lines are written, what they say, and whether their files are bounded. */
import {formatBytes} from '../../../figures.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  gradeLow,
  healthy,
  listFew,
  note,
  type Outcome,
  unknown,
  warning,
} from '../../check.js'
import {filesFact, formatFact, patternsFact} from './facts.js'
import {patterns} from './lines.js'

/** The check that knows more of what a pattern tells. */
const LEADS: Readonly<Record<string, readonly string[]>> = {
  panic: ['compose.exit-reason', 'compose.restart-loop'],
  'out of memory': ['compose.oom-killed', 'compose.memory-usage'],
  'Backend marked as unhealthy': ['gw.backends'],
  'Backend request failed': ['gw.backends', 'gw.backend-url'],
  'Failed to initialize cache manager': ['redis.up', 'redis.auth'],
  timeout: ['gw.backend-latency', 'pg.locks', 'pg.up', 'redis.up'],
  refused: ['compose.running', 'pg.up', 'redis.up', 'gw.backends'],
  error: ['pg.up', 'redis.up', 'app.deps', 'app.health'],
}

const known = defineCheck({
  id: 'log.patterns',
  title: {en: 'No line tells of a panic, lost memory or a pile of refusals', zh: '日志中没有崩溃、内存耗尽或大量拒绝'},
  impact: {
    en: 'A process that panics or runs out of memory loses what it was doing.',
    zh: '进程崩溃或内存耗尽会丢失正在处理的内容。',
  },
  runs: {
    en: 'Looks through the last 500 lines of apps, gateway and stores, of one hour, for known words.',
    zh: '在应用、网关与存储一小时内最近 500 行中查找已知词语。',
  },
  remedy: {text: {en: 'See the lines themselves.', zh: '查看这些日志。'}, commands: ['opsctl logs analyze --since 1h']},
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['logs'],
  after: ['docker.daemon'],
  needs: {found: patternsFact},
  thresholds: {
    lines: {warn: 50, unit: '1/h', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
  },
  judge({found: {lines, hits}}, {limits}) {
    if (lines === 0) return unknown('no-data', {en: 'no line was written in the last hour', zh: '最近一小时没有日志'})
    const isGrave = (pattern: string) => patterns.some((one) => one.id === pattern && one.isGrave)
    const rows = hits.flatMap(({service, pattern, count}): readonly Outcome[] => {
      if (!isGrave(pattern) && gradeHigh(count, limits.lines) === 'pass') return []
      const words = {
        en: `${service}: ${count} lines with "${pattern}" in an hour`,
        zh: `${service}：一小时内 ${count} 行含“${pattern}”`,
      }
      const more = {
        instance: service,
        observed: {pattern, count},
        evidence: [{kind: 'log' as const, ref: service}],
        because: (LEADS[pattern] ?? []).map((id) => ({id})),
        remedy: {
          text: {en: 'See the lines themselves.', zh: '查看这些日志。'},
          commands: [`opsctl logs ${service} --since 1h`, 'opsctl logs analyze --since 1h'],
        },
      }
      return [isGrave(pattern) ? failure(words, more) : warning(words, {...more, limit: 'lines'})]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    if (hits.length === 0) return healthy({en: `None in ${lines} lines`, zh: `${lines} 行中没有`})
    const few = listFew(hits.map(({service, pattern, count}) => `${service} ${pattern} ${count}`))
    return note({en: `Some in ${lines} lines: ${few.en}`, zh: `${lines} 行中有少量：${few.zh}`})
  },
})

const format = defineCheck({
  id: 'log.format',
  title: {en: 'Apps write lines of JSON with level, time and message', zh: '应用以 JSON 写日志，含级别、时间与消息'},
  impact: {
    en: 'Other lines are stored as text: no level to filter by, no request id to follow.',
    zh: '其他格式只能存为文本：无法按级别过滤，也无法追踪请求。',
  },
  runs: {en: 'Parses the last 200 lines of each app.', zh: '解析每个应用最近 200 行。'},
  remedy: {
    text: {
      en: 'Let the app’s logger write JSON with level, time and msg, one object a line.',
      zh: '让应用的日志库输出 JSON，每行一个对象，含 level、time 与 msg。',
    },
    commands: ['opsctl logs analyze'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  tags: ['logs'],
  after: ['docker.daemon'],
  isFor: ({apps}) => Object.keys(apps).length > 0 || {en: 'there is no app in this stack', zh: '此栈中没有应用'},
  needs: {apps: formatFact},
  thresholds: {
    share: {warn: 50, unit: '%', origin: {en: 'operations manual', zh: '运维手册'}},
    well: {warn: 95, unit: '%', origin: {en: 'operations manual', zh: '运维手册'}},
  },
  judge({apps}, {limits}) {
    const judged = apps.filter(({lines}) => lines >= 20)
    if (judged.length === 0) return unknown('no-data', {en: 'too few lines to judge', zh: '日志太少，无法判断'})
    const rows = judged.flatMap(({app, lines, complete}): readonly Outcome[] => {
      const percent = Math.round((complete / lines) * 100)
      if (gradeLow(percent, limits.well) === 'pass') return []
      const words = {
        en: `${percent} % of the last ${lines} lines of ${app} are JSON with level, time and message`,
        zh: `${app} 最近 ${lines} 行中 ${percent} % 为含级别、时间与消息的 JSON`,
      }
      const isPoor = gradeLow(percent, limits.share) !== 'pass'
      return [
        (isPoor ? warning : note)(words, {instance: app, limit: isPoor ? 'share' : 'well', observed: {percent, lines}}),
      ]
    })
    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    const few = listFew(judged.map(({app}) => app))
    return healthy({en: `All is JSON: ${few.en}`, zh: `均为 JSON：${few.zh}`})
  },
})

const files = defineCheck({
  id: 'log.files',
  title: {en: 'Log files on this host are bounded', zh: '本机日志文件有界'},
  impact: {
    en: 'A file that nobody rotates fills the disk, and everything stops.',
    zh: '不轮转的文件会写满磁盘，一切随之停止。',
  },
  runs: {en: 'Adds up Docker’s log files of this project’s containers.', zh: '统计本项目容器的 Docker 日志文件大小。'},
  remedy: {
    text: {
      en: 'The rendered services rotate their files; a container that does not was made otherwise: make it anew.',
      zh: '生成的服务会轮转文件；未轮转的容器并非由此创建：请重新创建。',
    },
    commands: ['opsctl doctor docker.log-rotation', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['logs'],
  after: ['docker.daemon'],
  because: ['docker.log-rotation'],
  isFor: ({target}) => target === 'compose' || {en: 'kubelets rotate the logs of pods', zh: 'kubelet 会轮转 pod 日志'},
  needs: {files: filesFact},
  thresholds: {
    file: {warn: 100, unit: 'MiB', origin: {en: 'operations manual', zh: '运维手册'}},
    all: {fail: 10, unit: 'GiB', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
  },
  judge({files: all}, {limits}) {
    const total = all.reduce((sum, {bytes}) => sum + bytes, 0)
    const rows = all
      .filter(({largest}) => gradeHigh(largest / 2 ** 20, limits.file) !== 'pass')
      .map(({service, largest, files: count}) => {
        const size = formatBytes(largest)
        return warning(
          {
            en: `${service} has a log file of ${size}, in ${count} files`,
            zh: `${service} 有 ${size} 的日志文件，共 ${count} 个文件`,
          },
          {instance: service, limit: 'file', observed: {bytes: largest, files: count}},
        )
      })
    const size = formatBytes(total)
    if (gradeHigh(total / 2 ** 30, limits.all) === 'fail') {
      rows.unshift(
        failure(
          {en: `Log files of this project take ${size}`, zh: `本项目日志文件占用 ${size}`},
          {limit: 'all', observed: {bytes: total}},
        ),
      )
    }

    const [first, ...rest] = rows
    if (first) return [first, ...rest]
    return healthy(
      {en: `${all.length} containers, ${size} in all`, zh: `${all.length} 个容器，共 ${size}`},
      {observed: {bytes: total}},
    )
  },
})

export const lineChecks: readonly Check[] = [known, format, files]
