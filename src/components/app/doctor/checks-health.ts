/** Whether apps run, listen, and can serve. */
import {defineCheck, failure, gradeHigh, healthy, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {answers, metrics, stores} from './facts.js'
import {causesIn, causesOf, hasMetrics, hasStores, manual, rowsOr} from './grounds.js'

const logsOf = (app: string) => ({
  text: {en: 'Its log says what it waits for or fails on.', zh: '其日志会说明在等待或失败于什么。'},
  commands: [`opsctl logs ${app} --tail 50`, 'opsctl status'],
})

const notListening = (app: string) => ({
  text: {
    en: 'The process is up and its start is blocked, or it listens on another port: it must take the one in PORT.',
    zh: '进程已启动但启动受阻，或监听了其他端口：必须使用 PORT 中的端口。',
  },
  commands: [`opsctl logs ${app} --tail 50`, `opsctl explain apps.${app}.port`],
})

const deps = defineCheck({
  id: 'app.deps',
  title: {en: 'The stores that apps use run', zh: '应用所用的存储正在运行'},
  impact: {en: 'The app does not start, is not ready, or answers 500.', zh: '应用无法启动、未就绪或返回 500。'},
  runs: {
    en: 'uses of each app, against the state and the healthcheck of the containers of the stores.',
    zh: '对比各应用的 uses 与存储容器的状态和健康检查。',
  },
  remedy: {
    text: {en: 'Mend the store first; the app comes back by itself.', zh: '先修复存储，应用会自行恢复。'},
    commands: ['opsctl status', 'opsctl doctor postgres redis'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  isFor: hasStores,
  after: ['docker.daemon'],
  because: ['compose.running', 'compose.health', 'pg.up', 'redis.up'],
  needs: {stores},
  judge({stores}) {
    const bad = stores.filter(({state, health}) => state !== 'running' || health === 'unhealthy')
    const apps = [...new Set(bad.map(({app}) => app))]
    const rows = apps.map((app): Outcome => {
      const own = bad.filter((one) => one.app === app)
      const en = own.map(({store, state, health}) => `${store}, which is ${state === 'running' ? health : state}`)
      const zh = own.map(({store, state, health}) => `${store}（${state === 'running' ? health : state}）`)
      const because = own.flatMap(({store}) => [
        {id: 'compose.running', instance: store},
        {id: 'compose.health', instance: store},
        ...causesIn(store),
      ])
      const names = own.map(({store}) => store)
      return failure(
        {en: `app ${app} depends on ${en.join(', and on ')}`, zh: `应用 ${app} 依赖 ${zh.join('、')}`},
        {
          instance: app,
          observed: {stores: own},
          because,
          remedy: {
            text: {
              en: `Mend ${names.join(' and ')} first; the app comes back by itself.`,
              zh: `先修复 ${names.join('、')}，应用会自行恢复。`,
            },
            commands: ['opsctl status', `opsctl doctor ${names.join(' ')}`],
          },
        },
      )
    })
    const count = stores.length
    return rowsOr(rows, healthy({en: `${count} of ${count} up`, zh: `${count} 个均正常`}))
  },
})

const port = defineCheck({
  id: 'app.port',
  title: {en: 'Every app listens on its port', zh: '应用均在其端口监听'},
  impact: {en: 'The gateway answers 502 for it.', zh: '网关对其返回 502。'},
  runs: {en: 'Connects to the port of each running app.', zh: '连接每个运行中应用的端口。'},
  remedy: {
    text: {
      en: 'The process is up and its start is blocked, or it listens on another port: it must take the one in PORT.',
      zh: '进程已启动但启动受阻，或监听了其他端口：必须使用 PORT 中的端口。',
    },
    commands: ['opsctl logs', 'opsctl explain apps.*.port'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.running', 'app.deps'],
  needs: {answers},
  judge({answers}, {stack}) {
    const running = answers.filter(({running}) => running)
    if (running.length === 0) return skipped('no-data', {en: 'no app runs', zh: '没有运行中的应用'})
    const shut = running.filter(({live}) => live.status === 0 && /ECONNREFUSED/.test(live.error))
    const rows = shut.map(({app, live}) => {
      const number = stack.apps[app]?.port ?? 0
      return failure(
        {en: `${app} runs and nothing listens on ${number}`, zh: `${app} 正在运行，但 ${number} 端口无监听`},
        {
          instance: app,
          observed: {port: number, error: live.error},
          because: [{id: 'app.deps', instance: app}, ...causesOf(app, stack.apps[app]?.uses)],
          remedy: notListening(app),
        },
      )
    })
    return rowsOr(rows, healthy({en: `${running.length} apps listen`, zh: `${running.length} 个应用正在监听`}))
  },
})

const health = defineCheck({
  id: 'app.health',
  title: {en: 'Every app works and is ready', zh: '应用均正常且就绪'},
  impact: {en: 'Requests to it fail, or wait.', zh: '对它的请求会失败或等待。'},
  runs: {
    en: 'GET of health.path and health.ready of each app, at its own address.',
    zh: '在应用自身地址 GET 其 health.path 与 health.ready。',
  },
  remedy: {
    text: {en: 'Its log says what it waits for or fails on.', zh: '其日志会说明在等待或失败于什么。'},
    commands: ['opsctl logs', 'opsctl status'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.running', 'app.deps', 'app.port'],
  needs: {answers},
  thresholds: {time: {warn: 1000, unit: 'ms', origin: manual}},
  judge({answers}, {stack, limits: {time}}) {
    const rows = answers.flatMap(({app, running, live, ready}): readonly Outcome[] => {
      const because = [
        {id: 'app.deps', instance: app},
        {id: 'app.port', instance: app},
        ...causesOf(app, stack.apps[app]?.uses),
      ]
      const more = {instance: app, observed: {live: live.status, ready: ready.status}, because, remedy: logsOf(app)}
      if (!running) {
        return [failure({en: `${app} has no running container`, zh: `${app} 没有运行中的容器`}, more)]
      }
      const bad = [live, ready].find(({status}) => status < 200 || status >= 300)
      if (bad) {
        const what = bad.status === 0 ? bad.error : String(bad.status)
        const text = `${app}: GET ${bad.path} ${what}`
        const then =
          bad === ready && live.status === 200 ? {en: ', though it lives', zh: '，但进程存活'} : {en: '', zh: ''}
        return [failure({en: `${text}${then.en}`, zh: `${text}${then.zh}`}, more)]
      }
      const slow = [live, ready].find(({ms}) => gradeHigh(ms, time) === 'warn')
      if (!slow) return []
      const detail = {
        en: `${app}: GET ${slow.path} took ${slow.ms} ms`,
        zh: `${app}：GET ${slow.path} 耗时 ${slow.ms} 毫秒`,
      }
      return [warning(detail, {...more, limit: 'time'})]
    })
    const count = answers.length
    return rowsOr(rows, healthy({en: `${count} of ${count} ready`, zh: `${count} 个均就绪`}))
  },
  fix: {
    level: 'guarded',
    plan(_, {instance}, {stack}) {
      if (instance === undefined || !Object.hasOwn(stack.apps, instance)) return undefined
      return {
        effect: {
          en: `${instance} is restarted: its open requests end.`,
          zh: `重启 ${instance}：其进行中的请求会中断。`,
        },
        back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
        downtimeS: 30,
        steps: [{kind: 'opsctl', argv: ['restart', instance]}],
      }
    },
  },
})

/** What rules and dashboards ask for. */
const EXPECTED = ['http_requests_total', 'http_request_duration_seconds_bucket'] as const

const exposed = defineCheck({
  id: 'app.metrics',
  title: {en: 'Apps expose the metrics that rules and dashboards read', zh: '应用暴露规则与仪表板所需的指标'},
  impact: {
    en: 'Alerts about the app can never fire, and its dashboards stay empty.',
    zh: '关于该应用的告警无法触发，仪表板无数据。',
  },
  runs: {
    en: 'GET of the metrics path of each app: http_requests_total and http_request_duration_seconds_bucket among its names.',
    zh: 'GET 各应用的指标路径：是否包含 http_requests_total 与 http_request_duration_seconds_bucket。',
  },
  remedy: {
    text: {
      en: 'Name them so in the app, or write rules of your own in overlay/ for the names that it has.',
      zh: '在应用中使用这些名称，或在 overlay/ 中为其现有名称编写规则。',
    },
    commands: ['opsctl explain apps.*.metrics', 'opsctl alerts check'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasMetrics,
  after: ['docker.daemon'],
  because: ['compose.running', 'app.port', 'app.health'],
  needs: {metrics},
  judge({metrics}, {stack}) {
    const rows = metrics.flatMap(({app, path, status, error, families}): readonly Outcome[] => {
      const because = [{id: 'app.port', instance: app}, ...causesOf(app, stack.apps[app]?.uses)]
      if (status !== 200) {
        const what = status === 0 ? error : String(status)
        const text = `${app}: GET ${path} ${what}`
        return [failure({en: text, zh: text}, {instance: app, observed: {status}, because})]
      }
      const missing = EXPECTED.filter((name) => !families.includes(name))
      if (missing.length === 0) return []
      const others = families.filter((name) => /request/.test(name)).slice(0, 5)
      const has =
        others.length === 0
          ? {en: '', zh: ''}
          : {en: `; it has ${others.join(', ')}`, zh: `；现有 ${others.join('、')}`}
      const detail = {
        en: `${app} has no ${missing.join(' and no ')}: rules and dashboards stay empty${has.en}`,
        zh: `${app} 没有 ${missing.join('、')}：规则与仪表板无数据${has.zh}`,
      }
      return [warning(detail, {instance: app, observed: {missing, others}})]
    })
    const count = metrics.length
    return rowsOr(rows, healthy({en: `${count} of ${count} apps expose them`, zh: `${count} 个应用均已暴露`}))
  },
})

export const healthChecks = [deps, port, health, exposed]
