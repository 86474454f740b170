/** Whom Redis follows, where it logs, and what probes leave behind. */
import {defineCheck, failure, healthy, note, skipped, warning} from '../../../doctor/check.js'
import {server, written} from './facts.js'
import {info, onServer, ours} from './grounds.js'

const replication = defineCheck({
  id: 'redis.replication',
  title: {en: 'Redis is its own master, and its replicas keep up', zh: 'Redis 为主节点，副本保持同步'},
  impact: {
    en: 'A replica refuses the writes of apps; one that lags has old data when it is needed.',
    zh: '作为副本会拒绝应用写入；滞后的副本在需要时只有旧数据。',
  },
  runs: {en: 'INFO replication.', zh: '读取 INFO replication。'},
  remedy: {
    text: {en: 'Look at the network and the password between the two.', zh: '检查两者之间的网络与密码。'},
    commands: ['opsctl logs redis --tail 50'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onServer,
  needs: {server},
  thresholds: {lag: {warn: 10, unit: 's', origin: ours}},
  judge({server: {replication}}, {limits: {lag}}) {
    const {role, master, replicas} = replication
    if (role === 'slave') {
      const isUp = master?.link === 'up'
      const downS = master?.downS ?? -1
      const link = isUp
        ? ''
        : downS < 0
          ? ', and was never linked to it'
          : `, and the link has been down for ${downS} s`
      const linkZh = isUp ? '' : downS < 0 ? '，且从未连上' : `，且连接已断开 ${downS} 秒`
      const detail = {
        en: `Redis follows ${master?.address}: it refuses writes of apps${link}`,
        zh: `Redis 正在跟随 ${master?.address}：拒绝应用写入${linkZh}`,
      }
      return failure(detail, {instance: 'redis', observed: {master}, evidence: info('replication'), remedy: promote})
    }

    if (replicas.length === 0) {
      return skipped('not-applicable', {en: 'Redis has no replica', zh: 'Redis 没有副本'})
    }
    const late = replicas.filter(
      ({state, lagS}) => state !== 'online' || lagS >= (lag.warn ?? Number.POSITIVE_INFINITY),
    )
    const [worst] = late.toSorted((a, b) => b.lagS - a.lagS)
    if (!worst) return healthy({en: `${replicas.length} replicas keep up`, zh: `${replicas.length} 个副本保持同步`})
    return warning(
      {
        en: `replica ${worst.address} is ${worst.state} and lags by ${worst.lagS} s`,
        zh: `副本 ${worst.address} 状态为 ${worst.state}，滞后 ${worst.lagS} 秒`,
      },
      {instance: 'redis', limit: 'lag', observed: {late}, evidence: info('replication')},
    )
  },
  fix: {
    level: 'guarded',
    plan({server: {replication}}) {
      if (replication.role !== 'slave' || !replication.master) return undefined
      const [host = '', port = ''] = replication.master.address.split(/:(?=\d+$)/)
      return {
        effect: {
          en: `Redis stops following ${host}:${port}, keeps the data that it has now, and takes writes.`,
          zh: `Redis 停止跟随 ${host}:${port}，保留现有数据并接受写入。`,
        },
        back: {
          en: 'Undo makes it follow again; what was written meanwhile is replaced by the data of the master.',
          zh: '撤销会使其重新跟随；期间写入的数据将被主节点数据替换。',
        },
        steps: [{kind: 'redis', words: ['REPLICAOF', 'NO', 'ONE'], undo: ['REPLICAOF', host, port]}],
      }
    },
  },
})

const promote = {
  text: {
    en: 'Nothing in this stack makes Redis a replica. If nobody of you did it, somebody else may have: change the passwords. A restart brings the master back.',
    zh: '本栈不会使 Redis 成为副本。若非你们所为，可能是他人所为：请更换密码。重启可恢复为主节点。',
  },
  commands: ['opsctl restart redis', 'opsctl secrets rotate redis-admin-password'],
}

const probeKey = defineCheck({
  id: 'redis.probe-key',
  title: {en: 'No probe writes into the data', zh: '探测不会写入数据'},
  impact: {
    en: 'A probe that counts up a key wakes the disk for nothing, and says “well” with a wrong password too.',
    zh: '累加键的探测会白白写盘，且密码错误时也显示正常。',
  },
  runs: {
    en: 'EXISTS ping and OBJECT ENCODING ping; the value is not read.',
    zh: 'EXISTS ping 与 OBJECT ENCODING ping，不读取值。',
  },
  remedy: {
    text: {
      en: 'Find what runs INCR ping, use PING in its place, then delete the key.',
      zh: '找出执行 INCR ping 的程序，改用 PING，然后删除该键。',
    },
    commands: ['opsctl cache clients'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  ...onServer,
  needs: {server},
  judge({server: {probeKey}}) {
    if (probeKey === 'absent') return healthy({en: 'there is no key "ping"', zh: '没有键 “ping”'})
    if (probeKey === 'other') {
      return note({en: 'there is a key "ping", which is no counter', zh: '存在键 “ping”，但不是计数器'})
    }
    const detail = {
      en: 'the key "ping" is a counter, as a healthcheck with INCR leaves it',
      zh: '键 “ping” 是计数器，应由使用 INCR 的健康检查写入',
    }
    return warning(detail, {instance: 'redis'})
  },
})

const logfile = defineCheck({
  id: 'redis.logfile',
  title: {en: 'Redis logs to stdout', zh: 'Redis 日志输出到 stdout'},
  impact: {
    en: '“opsctl logs redis” shows nothing, and the file grows on the data volume for ever.',
    zh: '“opsctl logs redis” 无内容，且文件会在数据卷上无限增长。',
  },
  runs: {
    en: 'logfile of deploy/redis/config/redis.conf, and CONFIG GET logfile.',
    zh: 'deploy/redis/config/redis.conf 的 logfile，以及 CONFIG GET logfile。',
  },
  remedy: {
    text: {
      en: 'opsctl up writes redis.conf anew and restarts Redis.',
      zh: 'opsctl up 会重写 redis.conf 并重启 Redis。',
    },
    commands: ['opsctl diff', 'opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  needs: {written},
  wants: {server},
  judge({written, server}) {
    const [file, where] = server?.logfile ? [server.logfile, 'CONFIG GET logfile'] : [written.logfile, written.path]
    if (file === '') return healthy({en: 'logfile is empty: lines go to stdout', zh: 'logfile 为空：日志写入 stdout'})
    const detail = {en: `logfile is ${file}: the log of the container is empty`, zh: `logfile 为 ${file}：容器日志为空`}
    return warning(detail, {instance: 'redis', observed: {logfile: file}, evidence: [{kind: 'file', ref: where}]})
  },
})

export const serverChecks = [replication, probeKey, logfile]
