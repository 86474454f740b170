/** What must be true for an app to work: it can log in, set and get a key; statistics come. */
import {randomUUID} from 'node:crypto'

import {fail, pass} from '../../checks/check.js'
import type {HealthCheck} from '../component.js'
import {passwordOf} from './acl.js'
import {errorOf, sendAs} from './client.js'

type RoundTrip = {readonly isSame: boolean; readonly error: string}
type Exporter = {readonly isUp: boolean; readonly error: string}

/** Sets, gets and removes a key under opsctl's own prefix as the app's user with its real password. */
export const roundTrip: HealthCheck<RoundTrip> = {
  id: 'redis.roundtrip',
  title: {en: 'Redis keeps what the app sets', zh: 'Redis 保存应用设置的数据'},
  service: 'redis',
  probe: async (access) => {
    const password = await access.secret(passwordOf('app'))
    const value = randomUUID()
    const key = `opsctl:probe:${value}`
    const commands = [`SET ${key} ${value} EX 60`, `GET ${key}`, `DEL ${key}`]
    const answer = await sendAs(access, {user: 'app', password}, commands)
    return {isSame: answer.stdout.split('\n').includes(`"${value}"`), error: errorOf(answer)}
  },
  judge: (facts) =>
    facts.isSame
      ? pass({en: 'a key was set and read as user app', zh: '已以用户 app 设置并读取一个键'})
      : fail(
          {en: `user app could not set and get a key: ${facts.error}`, zh: `用户 app 无法设置并读取键：${facts.error}`},
          explain(facts.error),
        ),
}

/** Asks the exporter whether it reaches Redis with its own user. */
export const exporter: HealthCheck<Exporter> = {
  id: 'redis.exporter',
  title: {en: 'Statistics of Redis are exported', zh: 'Redis 统计信息已导出'},
  service: 'redis-exporter',
  probe: async (access) => {
    try {
      const answer = await access.instance('redis-exporter').http({port: 9121, path: '/metrics', timeoutMs: 10_000})
      const isUp = answer.status === 200 && /^redis_up 1$/m.test(answer.body)
      return {isUp, error: isUp ? '' : `HTTP ${answer.status}, redis_up 0`}
    } catch (error) {
      return {isUp: false, error: error instanceof Error ? error.message : String(error)}
    }
  },
  judge: (facts) =>
    facts.isUp
      ? pass({en: 'redis_up is 1', zh: 'redis_up 为 1'})
      : fail(
          {en: `the exporter does not reach Redis: ${facts.error}`, zh: `导出器无法访问 Redis：${facts.error}`},
          {en: 'opsctl logs redis-exporter', zh: 'opsctl logs redis-exporter'},
        ),
}

function explain(error: string) {
  if (/WRONGPASS|NOAUTH|AUTH failed/.test(error)) {
    return {
      en: 'Redis runs with other passwords than those in secrets/: opsctl up starts it with the present ones',
      zh: 'Redis 运行时的密码与 secrets/ 不符：opsctl up 会以现有密码启动它',
    }
  }

  if (error.startsWith('OOM')) {
    return {
      en: 'It is full: raise redis.limits.memory in opsctl.yaml, or use role: cache, then opsctl up',
      zh: '已满：在 opsctl.yaml 中提高 redis.limits.memory 或使用 role: cache，然后 opsctl up',
    }
  }

  return {en: 'opsctl logs redis', zh: 'opsctl logs redis'}
}
