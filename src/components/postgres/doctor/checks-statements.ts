/** Which statements cost the most, and whether anyone can tell. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  type Outcome,
  skipped,
  unknown,
  warning,
} from '../../../doctor/check.js'
import {formatCount, formatShare, formatUs} from '../../../figures.js'
import {mendSetting, runSql} from './fixes.js'
import {server, settings} from './sql-server.js'
import {slowStatements, statementExtension} from './sql-statements.js'
import {asked, eachOf, manual, ops, sqlText} from './words.js'

const EXTENSION_DOCS = 'https://www.postgresql.org/docs/current/pgstatstatements.html'

const extension = defineCheck({
  id: 'pg.pss',
  title: {en: 'Statistics of statements are kept', zh: '已记录语句统计'},
  impact: {
    en: 'Nobody can tell which statement is slow; the dashboard of queries stays empty.',
    zh: '无法得知哪些语句缓慢；查询仪表盘为空。',
  },
  runs: {
    en: 'Whether pg_stat_statements is loaded, installed in the app’s database, and can be read.',
    zh: '检查 pg_stat_statements 是否已加载、已安装在应用数据库中且可读取。',
  },
  remedy: {
    text: {
      en: 'The library is loaded at the start of the server by shared_preload_libraries; the extension is created in the database.',
      zh: '该库由 shared_preload_libraries 在服务器启动时加载；扩展需在数据库中创建。',
    },
    commands: ['opsctl doctor --fix pg.pss'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  links: [EXTENSION_DOCS],
  needs: {extension: statementExtension},
  judge({extension: {available, installed, loaded}}) {
    const more = {
      observed: {available, installed, loaded},
      evidence: [{kind: 'sql', ref: 'pg_available_extensions'}],
    } as const
    if (available === null)
      return warning({en: 'the image does not have pg_stat_statements', zh: '镜像中没有 pg_stat_statements'}, more)
    if (!loaded)
      return warning(
        {
          en: 'pg_stat_statements is not in shared_preload_libraries',
          zh: 'shared_preload_libraries 中没有 pg_stat_statements',
        },
        {
          ...more,
          remedy: {
            text: {
              en: 'opsctl writes it into postgresql.conf: take a setting of your own out of postgres.settings, or an ALTER SYSTEM back, then restart.',
              zh: 'opsctl 会将其写入 postgresql.conf：请从 postgres.settings 移除自定义值，或撤销 ALTER SYSTEM，然后重启。',
            },
            commands: ['opsctl up', 'opsctl restart postgres'],
          },
        },
      )
    if (installed === null)
      return warning({en: 'the extension is loaded, but not created', zh: '扩展已加载但未创建'}, more)
    return healthy({en: `pg_stat_statements ${installed}`, zh: `pg_stat_statements ${installed}`}, more)
  },
  fix: {
    level: 'guarded',
    plan({extension: {available, installed, loaded}}, _, {stack}) {
      if (available === null || !loaded || installed !== null) return undefined
      const effect = {
        en: 'Creates the extension in the app’s database; statistics begin at once.',
        zh: '在应用数据库中创建扩展；立即开始统计。',
      }
      return runSql(
        stack,
        'CREATE EXTENSION IF NOT EXISTS pg_stat_statements;',
        'DROP EXTENSION pg_stat_statements;',
        effect,
      )
    },
  },
})

const extensionVersion = defineCheck({
  id: 'pg.pss-version',
  title: {en: 'pg_stat_statements is as new as its server', zh: 'pg_stat_statements 与服务器版本一致'},
  impact: {
    en: 'Tools that go by the version of the server ask for columns that are not there.',
    zh: '按服务器版本查询的工具会请求不存在的列。',
  },
  runs: {
    en: 'Installed and available version in pg_available_extensions.',
    zh: 'pg_available_extensions 中的已安装与可用版本。',
  },
  remedy: {
    text: {en: 'An upgrade of the server leaves extensions as they were.', zh: '升级服务器不会升级扩展。'},
    commands: ['opsctl doctor --fix pg.pss-version'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  links: [EXTENSION_DOCS],
  needs: {extension: statementExtension},
  judge({extension: {available, installed}}) {
    if (installed === null)
      return skipped('not-enabled', {
        en: 'pg_stat_statements is not created (pg.pss)',
        zh: '未创建 pg_stat_statements（pg.pss）',
      })
    if (installed === available) return healthy({en: `both are ${installed}`, zh: `均为 ${installed}`})
    return warning(
      {
        en: `pg_stat_statements ${installed}, the server offers ${available}`,
        zh: `pg_stat_statements ${installed}，服务器提供 ${available}`,
      },
      {observed: {installed, available}},
    )
  },
  fix: {
    level: 'safe',
    plan({extension: {installed, available}}, _, {stack}) {
      if (installed === null || installed === available) return undefined
      const effect = {
        en: `Updates the extension from ${installed} to ${available}; its statistics stay.`,
        zh: `将扩展从 ${installed} 升级到 ${available}；统计数据保留。`,
      }
      const back = `DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements VERSION ${sqlText(installed)};`
      return runSql(stack, 'ALTER EXTENSION pg_stat_statements UPDATE;', back, effect)
    },
  },
})

type Slow = ReturnType<typeof slowStatements.schema.parse>[number]
/** Below this share of one core the server has little to do, and something must be first. */
const BUSY = 0.05

const slow = defineCheck({
  id: 'pg.slow-queries',
  title: {en: 'Statements are quick', zh: '语句执行迅速'},
  impact: {
    en: 'Requests that need them are slow, and the server is busy with little.',
    zh: '依赖它们的请求会变慢，服务器忙于少数语句。',
  },
  runs: {
    en: 'pg_stat_statements: mean time and share of all time, of statements that ran 20 times or more.',
    zh: 'pg_stat_statements：运行 20 次及以上语句的平均耗时与总耗时占比。',
  },
  remedy: {
    text: {
      en: 'EXPLAIN (ANALYZE, BUFFERS) shows where the time goes; most often an index is missing.',
      zh: 'EXPLAIN (ANALYZE, BUFFERS) 可显示耗时所在；多数情况是缺少索引。',
    },
    commands: ['opsctl db slow', 'opsctl doctor pg.missing-indexes'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  links: ['https://www.postgresql.org/docs/current/using-explain.html'],
  thresholds: {
    mean: {warn: 200, fail: 1000, unit: 'ms', origin: manual},
    share: {warn: 20, unit: '%', origin: ops},
  },
  needs: {statements: slowStatements, extension: statementExtension, server},
  judge({statements, extension: {installed}, server: {startedAt}}, {limits, now}) {
    if (installed === null)
      return skipped('dependency', {en: 'not checked because of pg.pss', zh: '因 pg.pss 而未检查'})
    // Statistics outlive restarts: of an older server this claims too much work, which the mean does not.
    const upMs = Math.max(1, now - Date.parse(startedAt))
    const isHeavy = ({share, totalMs}: Slow) =>
      totalMs / upMs >= BUSY && gradeHigh((share ?? 0) * 100, limits.share) !== 'pass'
    const found = statements.filter((one) => gradeHigh(one.meanMs, limits.mean) !== 'pass' || isHeavy(one))
    const toOutcome = (one: Slow): Outcome => {
      const figures = `${formatUs(one.meanMs * 1000)} × ${formatCount(one.calls)}, ${formatShare(one.share ?? 0)}`
      const detail = {
        en: `${figures} of all time, role ${one.role}: ${one.query}`,
        zh: `${figures} 总耗时，角色 ${one.role}：${one.query}`,
      }
      const grade = gradeHigh(one.meanMs, limits.mean)
      const more = {
        instance: `query ${one.id}`,
        observed: {meanMs: one.meanMs, calls: one.calls, share: one.share},
        limit: grade === 'pass' ? 'share' : 'mean',
        evidence: [{kind: 'sql', ref: 'pg_stat_statements'}],
      } as const
      return grade === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    return eachOf(found, toOutcome, healthy({en: 'none is slow on average', zh: '没有平均耗时过长的语句'}))
  },
})

const slowLog = defineCheck({
  id: 'pg.slow-log',
  title: {en: 'Slow statements are logged', zh: '慢语句会写入日志'},
  impact: {
    en: 'Afterwards nobody can tell which statement was slow, or waited.',
    zh: '事后无法得知哪条语句缓慢或在等待。',
  },
  runs: {
    en: 'log_min_duration_statement, log_lock_waits and log_checkpoints in pg_settings.',
    zh: 'pg_settings 中的 log_min_duration_statement、log_lock_waits 与 log_checkpoints。',
  },
  remedy: {
    text: {
      en: 'opsctl sets 500ms, on and on: take other values out of postgres.settings, or an ALTER SYSTEM back.',
      zh: 'opsctl 设置为 500ms、on、on：请从 postgres.settings 移除其他值，或撤销 ALTER SYSTEM。',
    },
    commands: ['opsctl doctor --fix pg.slow-log'],
  },
  ...asked,
  outcomes: ['pass', 'warn'],
  thresholds: {duration: {warn: 1001, unit: 'ms', origin: manual}},
  needs: {settings},
  judge({settings: all}, {limits}) {
    const settingOf = (name: string) => all.find((one) => one.name === name)
    const duration = settingOf('log_min_duration_statement')
    if (!duration) return unknown('no-data', {en: 'the server does not say', zh: '服务器未说明'})
    const ms = Number(duration.value)
    const off = ['log_lock_waits', 'log_checkpoints'].filter((name) => settingOf(name)?.value === 'off')
    const more = {observed: {logMinDurationMs: ms, off}, limit: 'duration'}
    if (ms < 0) return warning({en: 'no statement is logged, however slow', zh: '再慢的语句也不会记录'}, more)
    if (gradeHigh(ms, limits.duration) !== 'pass')
      return warning(
        {en: `only statements slower than ${duration.shown} are logged`, zh: `仅记录慢于 ${duration.shown} 的语句`},
        more,
      )
    if (off.length > 0) return warning({en: `${off.join(', ')}: off`, zh: `${off.join(', ')}：off`}, more)
    return healthy(
      {en: `statements slower than ${duration.shown} are logged`, zh: `慢于 ${duration.shown} 的语句会被记录`},
      more,
    )
  },
  fix: {
    level: 'guarded',
    plan({settings: all}, {observed}, {stack}) {
      const [off] = (observed?.off ?? []) as readonly string[]
      const isDuration = Number(observed?.logMinDurationMs) < 0 || Number(observed?.logMinDurationMs) > 1000
      const name = isDuration ? 'log_min_duration_statement' : off
      return mendSetting(
        all.find((one) => one.name === name),
        isDuration ? '500ms' : 'on',
        stack,
      )
    },
  },
})

export const statementChecks: readonly Check[] = [extension, extensionVersion, slow, slowLog]
