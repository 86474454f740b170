/** Whether Filebeat reads every line and gets rid of it. */
import {type Check, defineCheck, failure, healthy, listFew, unknown, warning} from '../../../doctor/check.js'
import {formatCount} from '../../../figures.js'
import {filesFact, inputsFact, sampleFact, statsFact, testFact} from './facts.js'

const service = 'filebeat'
const below = ['docker.daemon', 'compose.running']
const after = [...below, 'fb.up']
const SEE_LOGS = {
  text: {en: 'See what it says in its log.', zh: '查看其日志。'},
  commands: ['opsctl logs filebeat', 'opsctl up'],
}
/** It finds its files in seconds, and sends what it found at once. */
const YOUNG_MS = 60_000

const up = defineCheck({
  id: 'fb.up',
  title: {en: 'Filebeat runs and reaches its output', zh: 'Filebeat 运行且能访问输出端'},
  impact: {
    en: 'No line leaves this machine; Docker deletes the oldest as they rotate.',
    zh: '日志无法送出；轮转时 Docker 会删除最旧的日志。',
  },
  runs: {
    en: 'filebeat test output in its container, which reads its configuration first; then its statistics.',
    zh: '在其容器中运行 filebeat test output（会先读取配置），再读取其统计。',
  },
  remedy: SEE_LOGS,
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service,
  after: below,
  because: ['es.up', 'ls.up'],
  needs: {test: testFact, stats: statsFact},
  judge({test: {ok, error}, stats}) {
    if (!ok) {
      const said = {en: `It can’t write to its output: ${error}`, zh: `无法写入输出端：${error}`}
      return failure(said, {evidence: [{kind: 'exec', ref: 'filebeat test output', excerpt: error}]})
    }

    if (!stats.answers) {
      const said = {en: `It does not tell its statistics: ${stats.error}`, zh: `无法读取其统计：${stats.error}`}
      return failure(said, {evidence: [{kind: 'http', ref: 'GET :5066/stats', excerpt: stats.error}]})
    }

    const {version, output: to} = stats
    return healthy({en: `Filebeat ${version} writes to ${to}`, zh: `Filebeat ${version} 写入 ${to}`})
  },
})

const stats = defineCheck({
  id: 'fb.stats',
  title: {en: 'What Filebeat sends is taken', zh: 'Filebeat 发送的内容被接收'},
  impact: {en: 'Lines come late, or are lost.', zh: '日志延迟或丢失。'},
  runs: {
    en: 'Reads acked, failed and dropped of :5066/stats; with an earlier look, only what came since.',
    zh: '读取 :5066/stats 的 acked、failed 与 dropped；若有上次查看，则只计之后的。',
  },
  remedy: {
    text: {en: 'See why the output refuses.', zh: '检查输出端为何拒绝。'},
    commands: ['opsctl doctor es.read-only es.rejections ls.queue', 'opsctl logs filebeat'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  because: ['es.up', 'es.read-only', 'es.rejections', 'ls.up', 'ls.queue'],
  needs: {stats: statsFact},
  judge({stats: now}, {before}) {
    if (!now.answers) return unknown('unreachable', {en: 'it does not tell its statistics', zh: '无法读取其统计'})
    const earlier = before(statsFact)?.value
    // Counted from its start, which may have been since.
    const then =
      earlier?.answers && earlier.uptimeMs < now.uptimeMs ? earlier : {total: 0, acked: 0, failed: 0, dropped: 0}
    const [total, acked] = [now.total - then.total, now.acked - then.acked]
    const [failed, dropped] = [now.failed - then.failed, now.dropped - then.dropped]
    const observed = {total, acked, failed, dropped, waiting: now.active}
    const evidence = [{kind: 'http' as const, ref: 'GET :5066/stats'}]
    if (dropped > 0) {
      const said = {en: `${formatCount(dropped)} lines were given up`, zh: `放弃了 ${formatCount(dropped)} 行`}
      return warning(said, {observed, evidence})
    }

    if (acked === 0 && now.active > 0 && now.uptimeMs > YOUNG_MS) {
      const said = {
        en: `${formatCount(now.active)} lines wait and none was taken`,
        zh: `${formatCount(now.active)} 行等待，没有一行被接收`,
      }
      return failure(said, {observed, evidence})
    }

    if (failed > 0) {
      const said = {
        en: `${formatCount(failed)} tries failed and were repeated`,
        zh: `${formatCount(failed)} 次发送失败并已重试`,
      }
      return warning(said, {observed, evidence})
    }

    if (now.acked === 0) return unknown('no-data', {en: 'no line was sent yet', zh: '尚未发送日志'})
    return healthy(
      {en: `${formatCount(acked)} lines taken, none given up`, zh: `已接收 ${formatCount(acked)} 行，无丢弃`},
      {observed, evidence},
    )
  },
})

/** What became of the older inputs. */
const GONE: Readonly<Record<string, {readonly en: string; readonly zh: string}>> = {
  docker: {en: 'is gone since 8.0', zh: '自 8.0 起已移除'},
  log: {en: 'is deprecated, and off in 9', zh: '已弃用，9 中默认关闭'},
  container: {en: 'is deprecated, and off in 9', zh: '已弃用，9 中默认关闭'},
}

const inputsCheck = defineCheck({
  id: 'fb.inputs',
  title: {en: 'Filebeat reads by inputs that its version has', zh: 'Filebeat 使用当前版本支持的输入'},
  impact: {
    en: 'With an input that is gone Filebeat does not start, and no line is read.',
    zh: '使用已移除的输入时 Filebeat 无法启动，不再读取日志。',
  },
  runs: {en: 'Reads the types of inputs in filebeat.yml.', zh: '读取 filebeat.yml 中的输入类型。'},
  remedy: {
    text: {
      en: 'Write filebeat.yml anew: it reads by filestream with a container parser.',
      zh: '重新生成 filebeat.yml：它使用带 container 解析器的 filestream。',
    },
    commands: ['opsctl render', 'opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  links: ['https://www.elastic.co/docs/reference/beats/filebeat/migrate-to-filestream'],
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the file', zh: '该文件位于 chart 中'},
  needs: {inputs: inputsFact},
  judge({inputs: {types}}) {
    const evidence = [
      {kind: 'file' as const, ref: 'deploy/filebeat/config/server/filebeat.yml', excerpt: types.join(', ')},
    ]
    if (types.length === 0) return failure({en: 'It has no input', zh: '没有任何输入'}, {evidence})
    const old = types.filter((type) => type in GONE)
    const [first] = old
    if (first === undefined) return healthy({en: types.join(', '), zh: types.join('、')}, {evidence})
    const words = old.map((type) => ({type, ...GONE[type]}))
    const detail = {
      en: words.map(({type, en}) => `Input ${type} ${en}`).join('; '),
      zh: words.map(({type, zh}) => `输入 ${type} ${zh}`).join('；'),
    }
    return (old.includes('docker') ? failure : warning)(detail, {observed: {types: old}, evidence})
  },
  fix: {
    level: 'guarded',
    plan: () => ({
      effect: {
        en: 'filebeat.yml is written from opsctl.yaml, and Filebeat starts anew; it goes on where it was.',
        zh: '由 opsctl.yaml 生成 filebeat.yml 并重启 Filebeat；从原处继续读取。',
      },
      back: {
        en: 'Files in deploy/ are always written anew; nothing of yours is in them.',
        zh: 'deploy/ 中的文件总是重新生成，不含您的内容。',
      },
      downtimeS: 30,
      steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
    }),
  },
})

const permissions = defineCheck({
  id: 'fb.permissions',
  title: {en: 'Filebeat can read the logs', zh: 'Filebeat 可读取日志文件'},
  impact: {en: 'What it can’t read is never stored.', zh: '无法读取的日志永远不会存储。'},
  runs: {
    en: 'Counts the log files that its container sees, and those it may not read.',
    zh: '统计其容器可见的日志文件及无权读取的文件。',
  },
  remedy: {
    text: {
      en: 'Compare filebeat.containerLogs in opsctl.yaml with "Docker Root Dir" of docker info.',
      zh: '将 opsctl.yaml 中的 filebeat.containerLogs 与 docker info 的“Docker Root Dir”比较。',
    },
    commands: ['docker info --format "{{.DockerRootDir}}"', 'opsctl explain filebeat.containerLogs'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after: below,
  needs: {files: filesFact},
  judge({files: {found, unreadable}}) {
    const observed = {found, unreadable}
    if (found === 0) return failure({en: 'It sees no log file at all', zh: '看不到任何日志文件'}, {observed})
    if (unreadable > 0) {
      const words = {
        en: `It may not read ${unreadable} of ${found} log files`,
        zh: `${found} 个日志文件中有 ${unreadable} 个无权读取`,
      }
      return (unreadable === found ? failure : warning)(words, {observed})
    }

    return healthy({en: `It can read all of ${found} log files`, zh: `可读取全部 ${found} 个日志文件`}, {observed})
  },
})

const multiline = defineCheck({
  id: 'fb.multiline',
  title: {en: 'No whole line is joined to another', zh: '完整的行不会被误合并'},
  impact: {
    en: 'Two JSON lines in one event are no JSON: their fields are lost.',
    zh: '两行 JSON 合并后不再是 JSON：字段丢失。',
  },
  runs: {
    en: 'Holds the multiline patterns of filebeat.yml against the last 200 lines of apps and gateway.',
    zh: '用 filebeat.yml 的多行模式检查应用与网关最近 200 行。',
  },
  remedy: {
    text: {
      en: 'Write filebeat.yml anew: its patterns take no line that begins with a brace.',
      zh: '重新生成 filebeat.yml：其模式不会匹配以花括号开头的行。',
    },
    commands: ['opsctl render', 'opsctl up'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'warn'],
  service,
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the file', zh: '该文件位于 chart 中'},
  needs: {sample: sampleFact},
  judge({sample: {lines, json, joined, patterns}}) {
    const observed = {lines, json, joined}
    if (lines === 0) return unknown('no-data', {en: 'no line was written yet', zh: '尚无日志'})
    if (joined === 0)
      return healthy(
        {en: `${json} of ${lines} lines are JSON, none is joined`, zh: `${lines} 行中 ${json} 行为 JSON，均未合并`},
        {observed},
      )
    const few = listFew(patterns)
    return warning(
      {
        en: `${joined} of ${json} JSON lines are joined to others by ${few.en}`,
        zh: `${json} 行 JSON 中 ${joined} 行会被合并：${few.zh}`,
      },
      {observed},
    )
  },
})

export const checks: readonly Check[] = [up, stats, inputsCheck, permissions, multiline]
