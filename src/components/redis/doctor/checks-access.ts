/** Whether Redis lets in who should come in, and nobody else. */
import {defineCheck, failure, healthy, type Outcome, warning} from '../../../doctor/check.js'
import {formatUs} from '../../../figures.js'
import {SERVER_S} from './ask.js'
import {door, exporter, published, server} from './facts.js'
import {onContainer, onServer, ours} from './grounds.js'

const LOADING_S = 60

const up = defineCheck({
  id: 'redis.up',
  title: {
    en: 'Redis answers PING and takes the passwords of secrets/',
    zh: 'Redis 应答 PING，并接受 secrets/ 中的密码',
  },
  impact: {en: 'Apps get no data from Redis, or wait for it.', zh: '应用无法从 Redis 获取数据，或持续等待。'},
  runs: {
    en: 'Sends PING in the container as user admin, and logs in as app and exporter, with the passwords of secrets/.',
    zh: '在容器中以用户 admin 发送 PING，并以 app 和 exporter 登录，密码取自 secrets/。',
  },
  remedy: {
    text: {en: 'Look at what Redis logged.', zh: '查看 Redis 日志。'},
    commands: ['opsctl logs redis --tail 50'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  ...onContainer,
  needs: {door},
  thresholds: {roundTrip: {warn: 5, unit: 'ms', origin: ours}},
  judge({door: {reply, words, roundTripUs, uptimeS = 0, logins}}, {limits: {roundTrip}}) {
    if (reply === 'loading') return judgeLoading(uptimeS)
    if (reply !== 'pong' && reply !== 'misconf') return shut[reply](words)
    const refused = logins.filter((login) => login.refused !== undefined)
    if (refused.length > 0) return refusedLogins(refused)
    const trip = roundTripUs === undefined ? '' : formatUs(roundTripUs)
    if (roundTripUs !== undefined && roundTrip.warn !== undefined && roundTripUs >= roundTrip.warn * 1000) {
      const text = {en: `the quickest PING took ${trip}`, zh: `最快的 PING 耗时 ${trip}`}
      return warning(text, {instance: 'redis', limit: 'roundTrip', observed: {roundTripUs}, remedy: slowRemedy})
    }

    if (reply === 'misconf') {
      return healthy({en: 'it answers, and refuses writes: see redis.rdb', zh: '有应答，但拒绝写入：见 redis.rdb'})
    }
    return healthy({en: `PONG in ${trip}, all passwords fit`, zh: `PONG，${trip}，密码均有效`})
  },
})

const slowRemedy = {
  text: {
    en: 'See which commands hold it up, and whether it has the CPU it needs.',
    zh: '查看哪些命令拖慢它，以及 CPU 是否足够。',
  },
  commands: ['opsctl cache slow', 'opsctl doctor compose.cpu-throttle'],
}

const passwordRemedy = {
  text: {
    en: 'It runs with other passwords than those of secrets/: opsctl up starts it with the present ones.',
    zh: '其运行密码与 secrets/ 不符：opsctl up 会以现有密码启动它。',
  },
  commands: ['opsctl plan', 'opsctl up'],
}

/** What Redis says to who may not come in, or is not answered. */
const shut = {
  full: (): Outcome =>
    failure(
      {en: 'Redis takes no further connection', zh: 'Redis 不再接受新连接'},
      {instance: 'redis', because: [{id: 'redis.clients'}]},
    ),
  login: (words: string): Outcome =>
    failure(
      {en: `Redis refuses the log-in of user admin: ${words}`, zh: `Redis 拒绝用户 admin 登录：${words}`},
      {instance: 'redis', observed: {refused: words}, remedy: passwordRemedy},
    ),
  busy: (words: string): Outcome =>
    failure(
      {en: `a script has blocked Redis for more than 5 s: ${words}`, zh: `脚本已阻塞 Redis 超过 5 秒：${words}`},
      {
        instance: 'redis',
        observed: {refused: words},
        remedy: {
          text: {
            en: 'SCRIPT KILL ends a script that has written nothing; one that wrote ends by itself, or with the server. Find who sends it.',
            zh: '未写入数据的脚本可用 SCRIPT KILL 终止；已写入的只能等其结束或停止服务器。请查明发送者。',
          },
          commands: ['opsctl logs redis --tail 20'],
        },
      },
    ),
  silent: (): Outcome =>
    failure(
      {en: `Redis does not answer within ${SERVER_S} s`, zh: `Redis 在 ${SERVER_S} 秒内没有应答`},
      {
        instance: 'redis',
        remedy: {
          text: {
            en: 'One long command keeps all others waiting, or the container has no CPU or is frozen.',
            zh: '某个长命令使其他命令等待，或容器缺少 CPU、被冻结。',
          },
          commands: ['opsctl status', 'opsctl logs redis --tail 20', 'opsctl restart redis'],
        },
      },
    ),
  error: (words: string): Outcome =>
    failure(
      {en: `Redis does not answer PONG: ${words}`, zh: `Redis 未应答 PONG：${words}`},
      {instance: 'redis', observed: {refused: words}},
    ),
}

function judgeLoading(uptimeS: number): Outcome {
  const detail = {
    en: `it has been reading its data for ${uptimeS} s and serves nobody meanwhile`,
    zh: `正在载入数据，已 ${uptimeS} 秒，期间不提供服务`,
  }
  const remedy = {
    text: {
      en: 'Wait: the log says how far it is. Large data takes long from a slow disk.',
      zh: '请等待：日志会显示进度。磁盘慢时大数据量耗时较长。',
    },
    commands: ['opsctl logs redis --follow'],
  }
  const more = {instance: 'redis', observed: {uptimeS}, remedy}
  return uptimeS >= LOADING_S ? failure(detail, more) : warning(detail, more)
}

function refusedLogins(refused: readonly {readonly user: string; readonly refused?: string | undefined}[]): Outcome {
  const users = refused.map(({user}) => user).join(', ')
  const words = refused[0]?.refused ?? ''
  return failure(
    {en: `Redis refuses the log-in of user ${users}: ${words}`, zh: `Redis 拒绝用户 ${users} 登录：${words}`},
    {instance: 'redis', observed: {users: refused.map(({user}) => user)}, remedy: passwordRemedy},
  )
}

/** All that the user of the healthcheck may do. */
const HARMLESS = /^(?=.*-@all)(?!.*\+(?!ping\b))/

const auth = defineCheck({
  id: 'redis.auth',
  title: {en: 'Nobody uses Redis without a password', zh: '无密码者不能使用 Redis'},
  impact: {
    en: 'Whoever reaches the port reads, changes and deletes everything, and can run code through it.',
    zh: '任何能访问该端口的人都可读取、修改和删除全部数据，并可借此执行代码。',
  },
  runs: {
    en: 'ACL LIST, CONFIG GET protected-mode, and the addresses at which its port is published.',
    zh: 'ACL LIST、CONFIG GET protected-mode，以及端口的发布地址。',
  },
  remedy: {
    text: {
      en: 'opsctl up starts Redis with the users of secrets/redis-users-acl, where "default" is off.',
      zh: 'opsctl up 会以 secrets/redis-users-acl 中的用户启动 Redis，其中 “default” 已关闭。',
    },
    commands: ['opsctl restart redis'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
  ...onServer,
  needs: {server},
  wants: {published},
  judge({server: {users, protectedMode}, published}) {
    const open = users.filter(({on, nopass, rules = ''}) => on && nopass && !HARMLESS.test(rules))
    if (open.length === 0) {
      return healthy({en: 'every user with rights has a password', zh: '有权限的用户均设有密码'})
    }

    const names = open.map(({name}) => name).join(', ')
    const doors = (published?.ports ?? []).filter(({bind}) => !bind.startsWith('127.') && bind !== '::1')
    const observed = {users: open.map(({name}) => name), protectedMode, published: doors}
    const evidence = [{kind: 'redis', ref: 'ACL LIST', excerpt: `user ${names} on nopass`} as const]
    const [first] = doors
    if (first) {
      const at = `${first.bind}:${first.host}`
      const text = {
        en: `user ${names} needs no password, and Redis is open at ${at}`,
        zh: `用户 ${names} 无需密码，且 Redis 在 ${at} 对外开放`,
      }
      return failure(text, {instance: 'redis', observed, evidence})
    }

    if (protectedMode && open.some(({name}) => name === 'default')) {
      const detail = {
        en: 'user default needs no password, so protected mode refuses everyone who comes from another container',
        zh: '用户 default 无需密码，因此保护模式拒绝来自其他容器的所有连接',
      }
      return failure(detail, {instance: 'redis', observed, evidence})
    }

    const detail = {
      en: `user ${names} needs no password within the networks of the stack`,
      zh: `在栈的网络内，用户 ${names} 无需密码`,
    }
    return warning(detail, {instance: 'redis', observed, evidence})
  },
  fix: {
    level: 'guarded',
    plan({server: {users}}, outcome) {
      const open = users.filter(({name}) => (outcome.observed?.users as readonly string[] | undefined)?.includes(name))
      const [first, ...others] = open.map(({name, rules = ''}) => ({
        kind: 'redis' as const,
        words: ['ACL', 'SETUSER', name, 'off', 'resetpass'],
        undo: ['ACL', 'SETUSER', name, ...rules.split(' ').filter((rule) => rule !== '')],
      }))
      if (!first) return undefined
      const names = open.map(({name}) => name).join(', ')
      return {
        effect: {
          en: `User ${names} is switched off. What still comes without a password is refused.`,
          zh: `用户 ${names} 被关闭，仍以无密码方式连接的客户端将被拒绝。`,
        },
        back: {en: 'Undo gives the user its rules back.', zh: '撤销会恢复该用户的规则。'},
        steps: [first, ...others],
      }
    },
  },
})

/** Why the exporter would be kept out, too. */
const causes = [{id: 'redis.clients'}, {id: 'redis.up'}, {id: 'redis.auth'}] as const

const exported = defineCheck({
  id: 'redis.exporter',
  title: {en: 'Statistics of Redis are exported', zh: 'Redis 统计信息已导出'},
  impact: {en: 'Alerts and dashboards of Redis stay empty.', zh: 'Redis 的告警和仪表板没有数据。'},
  runs: {
    en: 'GET :9121/metrics of redis-exporter, the series redis_up.',
    zh: 'redis-exporter 的 GET :9121/metrics 中的 redis_up。',
  },
  remedy: {
    text: {
      en: 'Its log says why. A wrong password is mended by opsctl up.',
      zh: '原因见其日志。密码错误可由 opsctl up 修复。',
    },
    commands: ['opsctl logs redis-exporter --tail 20', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  service: 'redis-exporter',
  after: ['docker.daemon', 'compose.running'],
  because: causes.map(({id}) => id),
  needs: {exporter},
  judge({exporter: {status, up, error}}) {
    if (up === 1) return healthy({en: 'redis_up is 1', zh: 'redis_up 为 1'})
    const why = error === '' ? '' : `: ${error}`
    const more = {instance: 'redis-exporter', observed: {status, up}, because: causes}
    if (status === 0) return failure({en: `the exporter does not answer${why}`, zh: `导出器没有应答${why}`}, more)
    if (up === undefined) {
      return failure(
        {en: `the exporter answers ${status} without redis_up`, zh: `导出器应答 ${status}，但没有 redis_up`},
        more,
      )
    }
    return failure(
      {en: `redis_up is 0: the exporter does not reach Redis${why}`, zh: `redis_up 为 0：导出器无法访问 Redis${why}`},
      more,
    )
  },
})

export const accessChecks = [up, auth, exported]
