/** Sessions that hold up others, or themselves. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  note,
  type Outcome,
  warning,
} from '../../../doctor/check.js'
import {formatSpan} from '../../../figures.js'
import {endSessions} from './fixes.js'
import {idleTransactions, lockRoots, lockWaits, longStatements} from './sql-activity.js'
import {asked, becauseOfLocks, eachOf, nameSession, ops, pghero} from './words.js'

const locks = defineCheck({
  id: 'pg.locks',
  title: {en: 'No session waits for another', zh: '没有会话在等待其他会话'},
  impact: {
    en: 'Whatever needs the same rows or table queues behind it and fills the pools of the apps.',
    zh: '需要相同行或表的操作都会排队，并占满应用的连接池。',
  },
  runs: {
    en: 'pg_stat_activity and pg_locks: who waits since when, and pg_blocking_pids of those alone.',
    zh: '查询 pg_stat_activity 与 pg_locks：谁在等待、等了多久，并仅对等待者调用 pg_blocking_pids。',
  },
  remedy: {
    text: {
      en: 'End the session at the root, not those that wait. Then give migrations a lock_timeout, and keep transactions short.',
      zh: '结束根源会话，而不是等待者。之后为迁移设置 lock_timeout，并缩短事务。',
    },
    commands: ['opsctl db locks', 'opsctl doctor --fix pg.locks'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SESSION'],
  thresholds: {wait: {warn: 5, fail: 60, unit: 's', origin: ops}},
  needs: {waits: lockWaits},
  wants: {roots: lockRoots},
  judge({waits, roots}, {limits}) {
    const [longest] = waits
    if (!longest) return healthy({en: 'nobody waits for a lock', zh: '无人等待锁'})
    const [root] = roots ?? []
    const by = root
      ? describeRoot(root)
      : {en: `pid ${longest.blockedBy.join(', ')}`, zh: `pid ${longest.blockedBy.join(', ')}`}
    const on = longest.relation === null ? '' : ` (${longest.relation})`
    const span = formatSpan(longest.waitS)
    const detail = {
      en: `${waits.length === 1 ? '1 session waits' : `${waits.length} sessions wait`} up to ${span}${on}; root blocker ${by.en}`,
      zh: `${waits.length} 个会话在等待，最长 ${span}${on}；根源为 ${by.zh}`,
    }
    const more = {
      observed: {waiting: waits.length, maxWaitS: longest.waitS, rootPid: root?.pid},
      limit: 'wait',
      evidence: [{kind: 'sql', ref: 'pg_stat_activity, pg_locks', excerpt: longest.query}],
    } as const
    const grade = gradeHigh(longest.waitS, limits.wait)
    if (grade === 'pass')
      return healthy({en: `${waits.length} wait, none for long`, zh: `${waits.length} 个等待，均不长`}, more)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
  fix: {
    level: 'guarded',
    plan: ({roots}) => endSessions((roots ?? []).slice(0, 1), 'pg_terminate_backend'),
  },
})

type Root = ReturnType<typeof lockRoots.schema.parse>[number]

function describeRoot(root: Root) {
  if (root.pid === 0) return {en: 'a prepared transaction (pg.prepared-xacts)', zh: '一个预备事务（pg.prepared-xacts）'}
  const since = root.xactS === null ? '' : ` ${formatSpan(root.xactS)}`
  const words = `pid ${root.pid} (app=${root.app}, ${root.state}${since})`
  return {en: words, zh: words}
}

const roots = defineCheck({
  id: 'pg.lock-roots',
  title: {en: 'Nobody stands at the root of waits for locks', zh: '没有会话是锁等待的根源'},
  impact: {en: 'Ending this one session frees all that wait for it.', zh: '结束该会话即可释放所有等待者。'},
  runs: {
    en: 'Sessions that block others by pg_blocking_pids and wait for nobody themselves.',
    zh: '通过 pg_blocking_pids 找出阻塞他人、自身不等待的会话。',
  },
  remedy: {
    text: {
      en: 'Read its last statement, then end it or let it finish.',
      zh: '查看其最后一条语句，再结束它或等待其完成。',
    },
    commands: ['opsctl db locks', 'opsctl doctor --fix pg.locks'],
  },
  ...asked,
  outcomes: ['pass', 'info'],
  needs: {roots: lockRoots},
  judge({roots: found}) {
    const toOutcome = (root: Root): Outcome => {
      const who = describeRoot(root)
      const count = root.victims === 1 ? '1 session' : `${root.victims} sessions`
      return note(
        {
          en: `${who.en} blocks ${count} directly; last statement: ${root.query || '-'}`,
          zh: `${who.zh} 直接阻塞 ${root.victims} 个会话；最后一条语句：${root.query || '-'}`,
        },
        {instance: `pid ${root.pid}`, observed: {pid: root.pid, victims: root.victims}},
      )
    }
    return eachOf(found, toOutcome, healthy({en: 'nobody blocks anybody', zh: '没有阻塞'}))
  },
})

type Idle = ReturnType<typeof idleTransactions.schema.parse>[number]

const idle = defineCheck({
  id: 'pg.idle-in-tx',
  title: {en: 'No transaction is left open', zh: '没有被遗忘的事务'},
  impact: {
    en: 'An open transaction keeps its locks and a connection, and vacuum can’t remove what it might still see.',
    zh: '未结束的事务会持有锁并占用连接，且 vacuum 无法清理其可见的行。',
  },
  runs: {
    en: 'Sessions of pg_stat_activity that are idle in transaction, and whether others wait for them.',
    zh: 'pg_stat_activity 中处于事务空闲状态的会话，以及是否有人等待它们。',
  },
  remedy: {
    text: {
      en: 'End it; then find the code that waits for something else while its transaction is open. idle_in_transaction_session_timeout ends such sessions by itself (15 min as opsctl sets it).',
      zh: '结束该会话；再找出在事务中等待其他操作的代码。idle_in_transaction_session_timeout 会自动结束此类会话（opsctl 设为 15 分钟）。',
    },
    commands: ['opsctl db connections', 'opsctl doctor --fix pg.idle-in-tx'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT'],
  thresholds: {idle: {warn: 60, fail: 600, unit: 's', origin: pghero}},
  needs: {sessions: idleTransactions},
  judge({sessions}, {limits}) {
    const blocks = ({victims, idleS}: Idle) => victims > 0 && idleS >= BLOCKS_S
    const found = sessions.filter((one) => blocks(one) || gradeHigh(one.idleS, limits.idle) !== 'pass')
    const toOutcome = (one: Idle): Outcome => {
      const span = formatSpan(one.idleS)
      const others = blocks(one)
        ? {en: `, with ${one.victims} waiting for it`, zh: `，且有 ${one.victims} 个会话在等待它`}
        : {en: '', zh: ''}
      const detail = {
        en: `${nameSession(one)} is idle in transaction for ${span}${others.en}`,
        zh: `${nameSession(one)} 事务空闲 ${span}${others.zh}`,
      }
      const more = {
        instance: `pid ${one.pid}`,
        observed: {pid: one.pid, startedAt: one.startedAt, idleS: one.idleS, victims: one.victims},
        limit: 'idle',
        ...(blocks(one) ? {because: becauseOfLocks} : {}),
      }
      return blocks(one) || gradeHigh(one.idleS, limits.idle) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const count = sessions.length
    return eachOf(
      found,
      toOutcome,
      healthy({en: `${count} open for long: none`, zh: `无长时间未结束的事务（${count} 个进行中）`}),
    )
  },
  fix: {
    level: 'guarded',
    plan: ({sessions}, {instance}) =>
      endSessions(
        sessions.filter(({pid}) => `pid ${pid}` === instance),
        'pg_terminate_backend',
      ),
  },
})

/** A transaction between two statements may well hold a lock that another waits for, for a moment. */
const BLOCKS_S = 5

type Long = ReturnType<typeof longStatements.schema.parse>[number]

const long = defineCheck({
  id: 'pg.long-queries',
  title: {en: 'No statement runs for long', zh: '没有长时间运行的语句'},
  impact: {
    en: 'It takes CPU, memory and disk from all others, and holds back vacuum.',
    zh: '它占用其他语句的 CPU、内存与磁盘，并阻碍 vacuum。',
  },
  runs: {
    en: 'Active client sessions of pg_stat_activity by their start; the backup role is not counted.',
    zh: 'pg_stat_activity 中活动客户端会话的开始时间；不计备份角色。',
  },
  remedy: {
    text: {
      en: 'Look at its plan with EXPLAIN; cancel it if nobody waits for its result. statement_timeout per role keeps it from coming back.',
      zh: '用 EXPLAIN 查看其计划；若无人等待结果可取消。为角色设置 statement_timeout 可避免再次发生。',
    },
    commands: ['opsctl db slow', 'opsctl doctor --fix pg.long-queries'],
  },
  ...asked,
  outcomes: ['pass', 'warn', 'fail'],
  thresholds: {run: {warn: 60, fail: 600, unit: 's', origin: pghero}},
  needs: {statements: longStatements},
  judge({statements}, {limits}) {
    const toOutcome = (one: Long): Outcome => {
      const waits = one.waitsFor === 'Lock'
      const detail = {
        en: `${nameSession(one)} ${waits ? 'waits' : 'runs'} for ${formatSpan(one.runS)}: ${one.query}`,
        zh: `${nameSession(one)} 已${waits ? '等待' : '运行'} ${formatSpan(one.runS)}：${one.query}`,
      }
      const more = {
        instance: `pid ${one.pid}`,
        observed: {pid: one.pid, startedAt: one.startedAt, runS: one.runS, waitsFor: one.waitsFor},
        limit: 'run',
        ...(waits ? {because: becauseOfLocks} : {}),
      }
      return gradeHigh(one.runS, limits.run) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    const found = statements.filter(({runS}) => gradeHigh(runS, limits.run) !== 'pass')
    return eachOf(found, toOutcome, healthy({en: 'every statement is young', zh: '所有语句都刚开始'}))
  },
  fix: {
    level: 'guarded',
    plan: ({statements}, {instance}) =>
      endSessions(
        statements.filter(({pid}) => `pid ${pid}` === instance),
        'pg_cancel_backend',
      ),
  },
})

export const sessionChecks: readonly Check[] = [locks, roots, idle, long]
