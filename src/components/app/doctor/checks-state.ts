/** Whether apps run what they should: their secrets, the schema of their data, the settings of their language, and how they tell of themselves. */
import {defineCheck, failure, healthy, note, type Outcome, skipped, unknown, warning} from '../../../doctor/check.js'
import {formatBytes, formatCount} from '../../../figures.js'
import type {Stack, Text} from '../../component.js'
import {business, metrics, migrations, profiles, secretFiles, state} from './facts.js'
import {hasMetrics, ours, rowsOr} from './grounds.js'

const usesPostgres = (stack: Stack): true | Text =>
  Object.values(stack.apps).some(({uses}) => uses.includes('postgres')) || {
    en: 'no app uses PostgreSQL',
    zh: '没有应用使用 PostgreSQL',
  }

const migrated = defineCheck({
  id: 'app.migrations',
  title: {en: 'Schema migrations are applied whole', zh: '数据库迁移已完整应用'},
  impact: {
    en: 'Half of a migration leaves tables that neither the old nor the new version understands.',
    zh: '迁移中断会留下新旧版本都无法识别的表。',
  },
  runs: {
    en: 'The tables that golang-migrate, Rails, Alembic, Prisma, Flyway and Knex keep their state in.',
    zh: 'golang-migrate、Rails、Alembic、Prisma、Flyway 与 Knex 的状态表。',
  },
  remedy: {
    text: {
      en: 'Finish it by hand or take it back with the tool itself, then say so to the tool (as in migrate force VERSION).',
      zh: '手工完成或用工具回退，然后告知工具（例如 migrate force VERSION）。',
    },
    commands: ['opsctl logs', 'opsctl doctor checklist upgrade'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  tags: ['data'],
  isFor: usesPostgres,
  after: ['docker.daemon', 'pg.up'],
  needs: {migrations},
  judge({migrations}) {
    if (migrations.length === 0) {
      return skipped('no-data', {en: 'no tool for migrations keeps its state here', zh: '没有迁移工具的状态表'})
    }
    const bad = migrations.filter((one) => one.bad !== '')
    const rows = bad.map(({tool, table, version, bad: why}) => {
      const which = version === '' ? '' : ` ${version}`
      const detail = {
        en: `migration${which} of ${tool} is ${why} (${table})`,
        zh: `${tool} 的迁移${which} 状态为 ${why}（${table}）`,
      }
      return failure(detail, {instance: table, observed: {tool, table, version, why}})
    })
    const [first] = migrations
    const at = `${first?.tool} ${first?.version}`.trim()
    return rowsOr(rows, healthy({en: `none is open: ${at}`, zh: `均已完成：${at}`}))
  },
})

const businessRate = defineCheck({
  id: 'app.business-rate',
  title: {en: 'As much is done as at this hour a week ago', zh: '业务量与一周前同时段相当'},
  impact: {en: 'Everything may look well while nobody can buy.', zh: '一切看似正常，而用户可能已无法下单。'},
  runs: {
    en: 'Counters named *_created_total, *_completed_total, *_processed_total, *_sent_total, *_placed_total, *_paid_total: this hour and the same of last week.',
    zh: '名为 *_created_total、*_completed_total、*_processed_total、*_sent_total、*_placed_total、*_paid_total 的计数器：本小时与上周同时段。',
  },
  remedy: {
    text: {
      en: 'Try the way of a user from end to end; look at what changed since.',
      zh: '以用户身份完整走一遍流程，并检查期间的变更。',
    },
    commands: ['opsctl doctor checklist performance', 'opsctl logs analyze'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon', 'prom.ready'],
  needs: {business},
  thresholds: {
    share: {warn: 50, fail: 0, unit: '%', origin: ours},
    most: {warn: 200, unit: '%', origin: ours},
    usual: {warn: 20, unit: 'count', origin: ours},
  },
  judge({business}, {limits}) {
    const told = business.filter(({usual}) => usual >= (limits.usual.warn ?? 0))
    if (told.length === 0) {
      return skipped('no-data', {en: 'no such counter, or none a week ago', zh: '没有此类计数器，或一周前无数据'})
    }
    const rows = told.flatMap(({app, name, perHour, usual}): readonly Outcome[] => {
      const share = (perHour / usual) * 100
      if (share >= (limits.share.warn ?? 0) && share <= (limits.most.warn ?? Number.POSITIVE_INFINITY)) return []
      const [now, before] = [formatCount(Math.round(perHour)), formatCount(Math.round(usual))]
      const detail = {
        en: `${name} of ${app}: ${now} an hour, usually ${before}`,
        zh: `${app} 的 ${name}：每小时 ${now}，平时 ${before}`,
      }
      const more = {instance: app, limit: 'share', observed: {name, perHour, usual}}
      return [share <= (limits.share.fail ?? -1) ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(rows, healthy({en: `${told.length} counters move as usual`, zh: `${told.length} 个计数器与平时相当`}))
  },
})

const configReload = defineCheck({
  id: 'app.config-reload',
  title: {en: 'Apps run with the secrets that are in secrets/', zh: '应用使用 secrets/ 中的现有密钥'},
  impact: {
    en: 'An app reads its secrets when it starts: with an old password it is refused sooner or later.',
    zh: '应用在启动时读取密钥：使用旧密码迟早会被拒绝。',
  },
  runs: {
    en: 'When each secret of an app was written, against the start of its containers.',
    zh: '应用各密钥的写入时间与其容器启动时间对比。',
  },
  remedy: {text: {en: 'Restart the app.', zh: '重启应用。'}, commands: ['opsctl plan', 'opsctl up']},
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  after: ['docker.daemon'],
  needs: {secretFiles},
  judge({secretFiles}) {
    if (secretFiles.length === 0) return skipped('no-data', {en: 'no app runs', zh: '没有运行中的应用'})
    const rows = secretFiles
      .filter(({newer}) => newer.length > 0)
      .map(({app, newer}) => {
        const names = newer.slice(0, 5).join(', ')
        const detail = {en: `${app} started before ${names} was written`, zh: `${app} 的启动早于 ${names} 的写入`}
        const remedy = {
          text: {en: 'Restart it: it has no other way to read them again.', zh: '请重启：应用没有其他方式重新读取。'},
          commands: [`opsctl restart ${app}`],
        }
        return warning(detail, {instance: app, observed: {newer}, remedy})
      })
    return rowsOr(rows, healthy({en: 'each app is younger than its secrets', zh: '各应用均晚于其密钥启动'}))
  },
  fix: {
    level: 'guarded',
    plan(_, {instance}) {
      if (instance === undefined) return undefined
      return {
        effect: {
          en: `${instance} is restarted and reads its secrets: its open requests end.`,
          zh: `重启 ${instance} 以读取密钥：其进行中的请求会中断。`,
        },
        back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
        downtimeS: 30,
        steps: [{kind: 'opsctl', argv: ['restart', instance]}],
      }
    },
  },
})

const gc = defineCheck({
  id: 'app.gc',
  title: {en: 'Go apps know how much memory they have', zh: 'Go 应用知晓其内存上限'},
  impact: {
    en: 'Without GOMEMLIMIT the collector lets the heap double, beyond the limit of the container.',
    zh: '未设置 GOMEMLIMIT 时，堆可能翻倍并超出容器上限。',
  },
  runs: {
    en: 'go_gc_duration_seconds among the metrics of an app, GOMEMLIMIT in its env against limits.memory.',
    zh: '应用指标中的 go_gc_duration_seconds，以及 env 中的 GOMEMLIMIT 与 limits.memory 对比。',
  },
  remedy: {
    text: {en: 'Set env.GOMEMLIMIT to 90 % of limits.memory.', zh: '将 env.GOMEMLIMIT 设为 limits.memory 的 90 %。'},
    commands: ['opsctl explain apps.*.env', 'opsctl up'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon', 'app.metrics'],
  links: ['https://go.dev/doc/gc-guide#Memory_limit'],
  needs: {metrics},
  thresholds: {share: {warn: 95, fail: 100, unit: '%', origin: ours}},
  judge({metrics}, {stack, limits}) {
    const go = metrics.filter(({families}) => families.some((name) => name.startsWith('go_gc_')))
    if (go.length === 0) return skipped('not-applicable', {en: 'no app is written in Go', zh: '没有 Go 应用'})
    const rows = go.flatMap(({app}): readonly Outcome[] => {
      const {env = {}, limits: own} = stack.apps[app] ?? {}
      const limit = (own?.memory ?? 0) * 1024 ** 2
      const said = env.GOMEMLIMIT
      const more = {instance: app, limit: 'share', observed: {goMemLimit: said, limitBytes: limit}}
      if (said === undefined) {
        const detail = {
          en: `GOMEMLIMIT of ${app} is unset with a limit of ${formatBytes(limit)}`,
          zh: `${app} 未设置 GOMEMLIMIT，容器上限 ${formatBytes(limit)}`,
        }
        return [note(detail, more)]
      }
      const share = (goBytes(said) / limit) * 100
      if (share < (limits.share.warn ?? 0)) return []
      const detail = {
        en: `GOMEMLIMIT of ${app} is ${said} of a limit of ${formatBytes(limit)}`,
        zh: `${app} 的 GOMEMLIMIT 为 ${said}，容器上限 ${formatBytes(limit)}`,
      }
      return [share > (limits.share.fail ?? 0) ? failure(detail, more) : warning(detail, more)]
    })
    return rowsOr(rows, healthy({en: `${go.length} apps have a limit that fits`, zh: `${go.length} 个应用上限合适`}))
  },
  fix: {
    level: 'safe',
    plan(_, {instance = ''}, {stack}) {
      const app = stack.apps[instance]
      if (!app) return undefined
      const value = `${Math.floor(app.limits.memory * 0.9)}MiB`
      return {
        effect: {
          en: `GOMEMLIMIT of ${instance} becomes ${value} in opsctl.yaml; the next opsctl up recreates it.`,
          zh: `opsctl.yaml 中 ${instance} 的 GOMEMLIMIT 设为 ${value}；下次 opsctl up 时重建。`,
        },
        back: {en: 'Undo writes the old value.', zh: '撤销会写回原值。'},
        steps: [{kind: 'spec', path: ['apps', instance, 'env', 'GOMEMLIMIT'], value, was: app.env.GOMEMLIMIT}],
      }
    },
  },
})

/** Go reads B, KiB, MiB, GiB and TiB. */
function goBytes(written: string): number {
  const [, digits = '0', unit = 'B'] = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(written) ?? []
  return Number(digits) * 1024 ** ['B', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit)
}

const pprof = defineCheck({
  id: 'app.pprof-capture',
  title: {en: 'Profiles of memory can be taken', zh: '可采集内存剖析'},
  impact: {en: 'Without them a leak can be seen, and not found.', zh: '没有剖析只能看到泄漏，无法定位。'},
  runs: {
    en: 'GET /debug/pprof/heap?gc=1 of each app, at its own address.',
    zh: '在应用自身地址 GET /debug/pprof/heap?gc=1。',
  },
  remedy: {
    text: {
      en: 'Go: import net/http/pprof on the port of the app, and let no route lead to /debug/.',
      zh: 'Go：在应用端口导入 net/http/pprof，且不要让路由指向 /debug/。',
    },
    commands: ['go tool pprof -diff_base heap-1.pb.gz heap-2.pb.gz'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info'],
  after: ['docker.daemon'],
  links: ['https://pkg.go.dev/net/http/pprof'],
  needs: {profiles},
  judge({profiles}) {
    const open = profiles.filter(({status, bytes}) => status === 200 && bytes > 0)
    const [first] = open
    if (!first) return note({en: 'no app exposes /debug/pprof/', zh: '没有应用暴露 /debug/pprof/'})
    const {app, port, bytes} = first
    return healthy({
      en: `${app}:${port}/debug/pprof/heap?gc=1 gives ${formatBytes(bytes)}; take two some minutes apart`,
      zh: `${app}:${port}/debug/pprof/heap?gc=1 返回 ${formatBytes(bytes)}；请间隔几分钟采集两次`,
    })
  },
})

const stateEndpoint = defineCheck({
  id: 'app.state-endpoint',
  title: {en: 'The inner state of apps can be read, twice', zh: '应用内部状态可读取'},
  impact: {en: 'Without it one can only guess from logs how busy an app is.', zh: '否则只能从日志猜测应用的繁忙程度。'},
  runs: {
    en: 'GET of the metrics path of each app twice, ten seconds apart.',
    zh: '间隔十秒两次 GET 各应用的指标路径。',
  },
  remedy: {
    text: {
      en: 'Expose metrics, and name their path in apps.NAME.metrics.',
      zh: '暴露指标，并在 apps.NAME.metrics 中声明路径。',
    },
    commands: ['opsctl explain apps.*.metrics'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon'],
  because: ['compose.running', 'app.metrics'],
  needs: {state},
  judge({state}) {
    if (state.length === 0) return unknown('no-data', {en: 'no app was read', zh: '未读取任何应用'})
    const rows = state
      .filter(({readable}) => !readable)
      .map(({app}) => failure({en: `the state of ${app} can’t be read`, zh: `无法读取 ${app} 的状态`}, {instance: app}))
    const words = state.map(({app, served, inFlight, seconds}) => {
      const rate = served === undefined ? '' : ` ${served}/${seconds} s`
      return `${app}${rate}${inFlight === undefined ? '' : `, ${inFlight} in flight`}`
    })
    return rowsOr(rows, healthy({en: `served: ${words.join('; ')}`, zh: `已服务：${words.join('；')}`}))
  },
})

export const stateChecks = [migrated, businessRate, configReload]
export const deepChecks = [gc, pprof, stateEndpoint]
