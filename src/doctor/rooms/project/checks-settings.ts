/** Settings that are valid one by one, and wrong together or for where the stack runs. */
import type {Stack} from '../../../spec/stack.js'
import {type Check, defineCheck, failure, healthy, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {onThisMachine, rowsOr} from '../docker/rows.js'
import {servicesFact} from './facts.js'

const ports = defineCheck({
  id: 'config.ports',
  title: {en: 'Each port of the host is given to one service', zh: '主机端口各属一个服务'},
  impact: {en: 'The second service that wants the port does not start.', zh: '第二个使用该端口的服务无法启动。'},
  runs: {
    en: 'compares the published ports of all services, those of overlay/compose.override.yaml among them',
    zh: '比较所有服务发布的端口，包括 overlay/compose.override.yaml 中的',
  },
  remedy: {
    text: {en: 'Give one of them another port.', zh: '为其中之一换一个端口。'},
    commands: ['opsctl validate'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  after: ['compose.valid'],
  isFor: onThisMachine,
  needs: {model: servicesFact},
  judge({model: {services}}) {
    const all = services.flatMap(({service, ports: own}) => own.map((port) => ({service, ...port})))
    const wrong = all
      .filter(({host}) => host < 1 || host > 65_535)
      .map(({service, host}) =>
        failure(
          {en: `${service} wants port ${host}, which is none`, zh: `${service} 的端口 ${host} 无效`},
          {instance: service},
        ),
      )
    const doubled = all.flatMap((one, index) => {
      const other = all.slice(0, index).find((two) => two.host === one.host && overlap(two.bind, one.bind))
      if (!other) return []
      const detail = {
        en: `port ${one.host} is declared by ${other.service} and ${one.service}`,
        zh: `端口 ${one.host} 同时由 ${other.service} 与 ${one.service} 声明`,
      }
      return [
        failure(detail, {instance: one.service, observed: {port: one.host, services: [other.service, one.service]}}),
      ]
    })
    return rowsOr(
      [...wrong, ...doubled],
      healthy({en: `${all.length} ports, none twice`, zh: `${all.length} 个端口，无重复`}),
    )
  },
})

function overlap(a: string, b: string): boolean {
  return a === b || a === '0.0.0.0' || b === '0.0.0.0' || a === '::' || b === '::'
}

const cors = defineCheck({
  id: 'config.cors',
  title: {en: 'No app of a production stack answers every origin', zh: '生产环境的应用不接受任意来源'},
  impact: {
    en: 'Any web page can read answers of the API with the log-in of whoever visits it.',
    zh: '任何网页都能以访问者的身份读取 API 应答。',
  },
  runs: {en: 'reads settings of apps whose name says CORS or ORIGIN', zh: '读取应用中名称含 CORS 或 ORIGIN 的设置'},
  remedy: {text: {en: 'List the origins that are meant.', zh: '列出实际来源。'}, commands: ['opsctl explain apps']},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  needs: {},
  judge(_, {stack}) {
    const open = settings(stack).filter(
      ({name, value}) => /CORS|ALLOWED_ORIGIN/.test(name) && value.split(/[\s,]+/).includes('*'),
    )
    if (stack.environment !== 'production' || open.length === 0) {
      return healthy({
        en: `${settings(stack).length} settings of apps looked at`,
        zh: `已检查 ${settings(stack).length} 项应用设置`,
      })
    }
    return rowsOr(
      open.map(({app, name}) => warning({en: `${name} of ${app} is *`, zh: `${app} 的 ${name} 为 *`}, {instance: app})),
      healthy({en: '', zh: ''}),
    )
  },
})

interface Setting {
  readonly app: string
  readonly name: string
  readonly value: string
}

function settings({apps}: Stack): readonly Setting[] {
  return Object.entries(apps).flatMap(([app, {env}]) =>
    Object.entries(env).map(([name, value]) => ({app, name, value})),
  )
}

const logLevel = defineCheck({
  id: 'config.log-level',
  title: {en: 'Nothing logs at debug level in production', zh: '生产环境无调试级日志'},
  impact: {
    en: 'Debug lines cost disk and processors, and often hold what no log should hold.',
    zh: '调试日志消耗磁盘与 CPU，且常含不应记录的内容。',
  },
  runs: {
    en: 'reads LOG_LEVEL and its like of every app, and log settings of postgres',
    zh: '读取各应用的 LOG_LEVEL 类设置及 postgres 的日志设置',
  },
  remedy: {text: {en: 'Set info or warn.', zh: '设为 info 或 warn。'}, commands: ['opsctl explain apps']},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  needs: {},
  judge(_, {stack}) {
    const ofApps = settings(stack)
      .filter(({name, value}) => isDebug(name, value))
      .map(({app, name, value}) => ({instance: app, path: ['apps', app, 'env', name], what: `${name}=${value}`}))
    const written = stack.postgres.enabled ? Object.entries(stack.postgres.settings) : []
    const ofPostgres = written
      .filter(
        ([name, value]) =>
          (/^log_min_/.test(name) && /^debug/.test(String(value))) || (name === 'log_statement' && value === 'all'),
      )
      .map(([name, value]) => ({instance: 'postgres', path: ['postgres', 'settings', name], what: `${name}=${value}`}))
    const found = stack.environment === 'production' ? [...ofApps, ...ofPostgres] : []
    return rowsOr(
      found.map(({instance, path, what}) =>
        warning(
          {en: `${instance} logs at ${what} in production`, zh: `生产环境中 ${instance} 的日志设置为 ${what}`},
          {instance, observed: {path}},
        ),
      ),
      healthy({en: 'no debug level', zh: '无调试级别'}),
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed, instance}, {stack}): FixPlan | undefined {
      const path = observed?.path as readonly string[] | undefined
      const name = path?.at(-1)
      if (!path || name === undefined || path[0] !== 'apps' || !/LEVEL$/.test(name)) return undefined
      return {
        effect: {
          en: `sets ${name} of ${instance} to info, and starts it anew`,
          zh: `将 ${instance} 的 ${name} 设为 info 并重启`,
        },
        back: {en: 'undo sets the former value', zh: '撤销可恢复原值'},
        downtimeS: 30,
        steps: [
          {kind: 'spec', path, value: 'info', was: stack.apps[instance ?? '']?.env[name]},
          {kind: 'opsctl', argv: ['up', '--yes'], undo: ['up', '--yes']},
        ],
      }
    },
  },
})

function isDebug(name: string, value: string): boolean {
  const word = value.toLowerCase()
  if (/LOG(GING)?_?LEVEL$|^LEVEL$/.test(name)) return ['debug', 'trace', 'silly', 'all', 'verbose'].includes(word)
  return /^DEBUG$/.test(name) && !['', '0', 'false', 'off', 'no'].includes(word)
}

const sslmode = defineCheck({
  id: 'config.db-sslmode',
  title: {en: 'Databases elsewhere are spoken to over TLS', zh: '与外部数据库的连接使用 TLS'},
  impact: {en: 'Passwords and rows cross the network in clear.', zh: '密码与数据在网络上以明文传输。'},
  runs: {
    en: 'reads sslmode in settings of apps whose database is no service of this stack',
    zh: '读取应用设置中指向栈外数据库的 sslmode',
  },
  remedy: {
    text: {en: 'Set sslmode to require, or better verify-full.', zh: '将 sslmode 设为 require，最好 verify-full。'},
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['security'],
  needs: {},
  judge(_, {stack}) {
    const open = Object.entries(stack.apps).flatMap(([app, {env}]) => {
      const host = env.PGHOST ?? env.DB_HOST ?? env.DATABASE_HOST ?? env.POSTGRES_HOST ?? ''
      const mode = env.PGSSLMODE ?? env.DB_SSL_MODE ?? env.DB_SSLMODE ?? ''
      const isHere = host === '' || host === 'postgres' || /^(localhost|127\.|::1)/.test(host)
      return isHere || !['disable', 'allow', 'prefer'].includes(mode) ? [] : [{app, host, mode}]
    })
    return rowsOr(
      open.map(({app, host, mode}) =>
        warning(
          {en: `${app} speaks to ${host} with sslmode=${mode}`, zh: `${app} 以 sslmode=${mode} 连接 ${host}`},
          {instance: app},
        ),
      ),
      healthy({en: 'no database elsewhere without TLS', zh: '无未加密的外部数据库连接'}),
    )
  },
})

/** In the order of causes. */
export const settingChecks: readonly Check[] = [ports, cors, logLevel, sslmode]
