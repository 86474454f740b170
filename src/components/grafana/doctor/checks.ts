/** Whether Grafana shows what there is, to those it should. */
import {type Check, defineCheck, failure, healthy, listFew, note, unknown, warning} from '../../../doctor/check.js'
import {verbatim} from '../../../text.js'
import {dashboardsFact, loginsFact, panelsFact, serverFact, sourcesFact} from './facts.js'

const service = 'grafana'
const below = ['docker.daemon', 'compose.running']
const after = [...below, 'graf.up']
const START_ANEW = {commands: ['opsctl render', 'opsctl up']}

const up = defineCheck({
  id: 'graf.up',
  title: {en: 'Grafana answers and has its database', zh: 'Grafana 可应答且数据库正常'},
  impact: {en: 'No dashboard can be seen.', zh: '无法查看任何仪表盘。'},
  runs: {en: 'GET /api/health', zh: '请求 GET /api/health'},
  remedy: {
    text: {en: 'See what it says in its log, then start it.', zh: '先看其日志，再启动。'},
    commands: ['opsctl logs grafana', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service,
  after: below,
  because: ['host.disk-used', 'compose.volume-perms'],
  needs: {server: serverFact},
  judge({server}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/health'}]
    if (!server.answers) {
      const {error} = server
      return failure({en: `Grafana does not answer: ${error}`, zh: `Grafana 没有应答：${error}`}, {evidence})
    }

    const {status, database, version} = server
    if (status === 200 && database === 'ok') {
      return healthy({en: `Grafana ${version} answers`, zh: `Grafana ${version} 正常应答`}, {evidence})
    }

    return failure(verbatim(`/api/health: ${status}, database: ${database || '-'}`), {
      observed: {status, database},
      evidence,
    })
  },
})

const sources = defineCheck({
  id: 'graf.datasources',
  title: {en: 'Grafana reaches its data sources', zh: 'Grafana 能访问其数据源'},
  impact: {en: 'Panels show an error in place of data.', zh: '面板显示错误而非数据。'},
  runs: {
    en: 'Lets Grafana ask each data source: /api/datasources/uid/UID/health.',
    zh: '让 Grafana 检查每个数据源：/api/datasources/uid/UID/health。',
  },
  remedy: {
    text: {
      en: 'See that what it asks runs; then let Grafana read its provisioning anew.',
      zh: '先确认数据源正在运行，再让 Grafana 重新读取预置。',
    },
    commands: ['opsctl doctor prometheus alertmanager', 'opsctl up', 'opsctl restart grafana'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service,
  after,
  because: ['prom.ready', 'am.up', 'es.up'],
  needs: {sources: sourcesFact},
  judge({sources: all}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/datasources'}]
    if (all.length === 0) return failure({en: 'It has no data source', zh: '没有数据源'}, {evidence})
    const [first, ...rest] = all
      .filter(({ok}) => !ok)
      .map(({uid, name, message}) =>
        failure(verbatim(`${name}: ${message}`), {
          instance: uid,
          evidence: [{kind: 'http', ref: `GET /api/datasources/uid/${uid}/health`, excerpt: message}],
          because: [{id: 'compose.running', instance: uid}],
        }),
      )
    if (first) return [first, ...rest]
    const few = listFew(all.map(({name}) => name))
    return healthy({en: `Reached: ${few.en}`, zh: `可访问：${few.zh}`}, {evidence})
  },
})

const provisioning = defineCheck({
  id: 'graf.provisioning',
  title: {en: 'Grafana has loaded every dashboard', zh: 'Grafana 已加载所有仪表盘'},
  impact: {en: 'A dashboard that is missing is missed when it is needed.', zh: '缺失的仪表盘往往在需要时才被发现。'},
  runs: {
    en: 'Compares the dashboards in deploy/ with those of /api/search, and reads errors of provisioning in the log.',
    zh: '将 deploy/ 中的仪表盘与 /api/search 比较，并读取日志中的预置错误。',
  },
  remedy: {
    text: {
      en: 'A file holds the dashboard itself, not {"dashboard": …} around it; those of your own are in overlay/dashboards/.',
      zh: '文件应为仪表盘本身，而非外层的 {"dashboard": …}；自定义的位于 overlay/dashboards/。',
    },
    ...START_ANEW,
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  after,
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the dashboards', zh: '仪表盘位于 chart 中'},
  needs: {dashboards: dashboardsFact},
  judge({dashboards: {onDisk, loaded, errors}}) {
    const missing = onDisk.filter(({uid}) => !loaded.includes(uid)).map(({title, uid}) => title || uid)
    const [error] = errors
    const why = error === undefined ? '' : `: ${error}`
    const observed = {onDisk: onDisk.length, loaded: loaded.length, errors: errors.length}
    const evidence = [
      {kind: 'http' as const, ref: 'GET /api/search?type=dash-db'},
      ...(error === undefined ? [] : [{kind: 'log' as const, ref: 'grafana', excerpt: error}]),
    ]
    if (missing.length === 0) {
      const words = {en: `${onDisk.length} dashboards`, zh: `${onDisk.length} 个仪表盘`}
      return healthy(words, {observed, evidence})
    }

    const few = listFew(missing)
    if (missing.length === onDisk.length) {
      return failure(
        {en: `It has none of ${onDisk.length} dashboards${why}`, zh: `${onDisk.length} 个仪表盘均未加载${why}`},
        {observed, evidence},
      )
    }

    return warning({en: `Missing are ${few.en}${why}`, zh: `缺少：${few.zh}${why}`}, {observed, evidence})
  },
  fix: {
    level: 'guarded',
    plan: () => ({
      effect: {
        en: 'The dashboards are written anew, and Grafana starts anew to read them.',
        zh: '重新生成仪表盘，并重启 Grafana 以读取。',
      },
      back: {
        en: 'Files in deploy/ are always written anew; nothing of yours is in them.',
        zh: 'deploy/ 中的文件总是重新生成，不含您的内容。',
      },
      downtimeS: 10,
      steps: [
        {kind: 'opsctl', argv: ['up', '--yes']},
        {kind: 'opsctl', argv: ['restart', 'grafana']},
      ],
    }),
  },
})

const password = defineCheck({
  id: 'graf.password',
  title: {en: 'Grafana refuses the log-ins that everybody knows', zh: 'Grafana 拒绝众所周知的登录'},
  impact: {
    en: 'Whoever reaches the port is its administrator, and reads every data source.',
    zh: '能访问该端口的人即为管理员，可读取所有数据源。',
  },
  runs: {
    en: 'GET /api/org with admin/admin, and with the password in secrets/.',
    zh: '分别以 admin/admin 与 secrets/ 中的密码请求 GET /api/org。',
  },
  remedy: {
    text: {
      en: 'Give that user another password; that of opsctl is in secrets/.',
      zh: '更改该用户的密码；opsctl 的密码位于 secrets/。',
    },
    commands: ['opsctl secrets rotate grafana-admin-password', 'opsctl open grafana'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['security'],
  after,
  needs: {logins: loginsFact},
  judge({logins: {own, samples}}) {
    const evidence = [{kind: 'http' as const, ref: 'GET /api/org'}]
    const open = samples.filter(({status}) => status === 200).map(({login}) => login)
    if (open.length > 0) {
      const few = listFew(open)
      return failure({en: `${few.en} gets in`, zh: `${few.zh} 可以登录`}, {observed: {logins: open}, evidence})
    }

    if (own === 200)
      return healthy({en: 'Only the password in secrets/ gets in', zh: '仅 secrets/ 中的密码可登录'}, {evidence})
    const words = {
      en: `It answers ${own} to user opsctl: its password is not that in secrets/`,
      zh: `用户 opsctl 得到 ${own}：其密码与 secrets/ 不符`,
    }
    return warning(words, {observed: {own}, evidence})
  },
})

const signUp = defineCheck({
  id: 'graf.signup',
  title: {en: 'Nobody can sign up or look in without a log-in', zh: '不可自行注册，也不可匿名查看'},
  impact: {en: 'Strangers see the metrics, or may change dashboards.', zh: '陌生人可查看指标，甚至修改仪表盘。'},
  runs: {
    en: 'Reads sign-up and anonymous access from its environment, and asks /api/org without a log-in.',
    zh: '从其环境变量读取注册与匿名访问设置，并匿名请求 /api/org。',
  },
  remedy: {
    text: {en: 'Start it as it is rendered: both are off.', zh: '按生成的配置启动：两者均为关闭。'},
    ...START_ANEW,
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service,
  tags: ['security'],
  after,
  needs: {logins: loginsFact},
  judge({logins: {anonymous, anonymousRole, signUp: mayJoin}}) {
    const observed = {anonymous, anonymousRole, signUp: mayJoin}
    const role = anonymousRole ?? (anonymous === 200 ? 'Viewer' : undefined)
    if (role !== undefined && role !== 'Viewer') {
      return failure({en: `Strangers are ${role}`, zh: `匿名用户角色为 ${role}`}, {observed})
    }

    if (mayJoin) return failure({en: 'Anyone can sign up', zh: '任何人都可注册'}, {observed})
    if (role !== undefined)
      return warning({en: 'Strangers can look at everything', zh: '匿名用户可查看全部内容'}, {observed})
    return healthy({en: 'Both are off', zh: '两者均关闭'}, {observed})
  },
})

const data = defineCheck({
  id: 'graf.dashboards-data',
  title: {en: 'Panels of the dashboards find data', zh: '仪表盘面板均有数据'},
  impact: {en: 'An empty panel looks like all is well.', zh: '空面板看似一切正常。'},
  runs: {
    en: 'Asks Prometheus the query of every panel, with its variables filled in.',
    zh: '填入变量后，向 Prometheus 查询每个面板。',
  },
  remedy: {
    text: {en: 'Compare names of metrics and labels with what is exported.', zh: '将指标与标签名与实际导出的比较。'},
    commands: ['opsctl doctor prom.targets prom.rules-series', 'opsctl open prometheus'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  service,
  after: ['docker.daemon', 'prom.ready'],
  because: ['prom.targets', 'exp.up'],
  isFor: ({target}) => target === 'compose' || {en: 'the chart holds the dashboards', zh: '仪表盘位于 chart 中'},
  needs: {panels: panelsFact},
  thresholds: {
    empty: {
      warn: 50,
      fail: 90,
      unit: '%',
      origin: {
        en: 'opsctl default: counters by error are empty while all is well',
        zh: 'opsctl 默认值：正常时按错误分类的计数为空',
      },
    },
  },
  judge({panels: {queries, empty, failed}}, {limits: {empty: limit}}) {
    if (queries === 0) return unknown('no-data', {en: 'there is no dashboard', zh: '没有仪表盘'})
    const [wrong] = failed
    if (wrong) {
      const words = verbatim(`${wrong.dashboard} / ${wrong.panel}: ${wrong.error}`)
      return warning(words, {observed: {failed: failed.length}})
    }

    const few = listFew(empty.map(({dashboard, panel}) => `${dashboard} / ${panel}`))
    const share = (empty.length / queries) * 100
    const observed = {queries, empty: empty.length}
    const words = {
      en: `${empty.length} of ${queries} queries find nothing: ${few.en}`,
      zh: `${queries} 个查询中 ${empty.length} 个无数据：${few.zh}`,
    }
    if (share >= (limit.fail ?? 101)) return failure(words, {observed, limit: 'empty'})
    if (share >= (limit.warn ?? 101)) return warning(words, {observed, limit: 'empty'})
    if (empty.length > 0) return note(words, {observed, limit: 'empty'})
    return healthy({en: `All of ${queries} queries find data`, zh: `${queries} 个查询均有数据`}, {observed})
  },
})

export const checks: readonly Check[] = [up, sources, provisioning, password, signUp, data]
