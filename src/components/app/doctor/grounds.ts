/** What the checks of this room have in common. */
import type {Outcome, RowRef} from '../../../doctor/check.js'
import type {Stack, Text} from '../../component.js'

export const manual: Text = {en: 'operations manual', zh: '运维手册'}
export const ours: Text = {en: 'opsctl default', zh: 'opsctl 默认值'}
export const coroot: Text = {en: 'Coroot', zh: 'Coroot'}

export const hasMetrics = (stack: Stack): true | Text =>
  Object.values(stack.apps).some(({metrics}) => metrics !== undefined) || {
    en: 'no app exposes metrics',
    zh: '没有暴露指标的应用',
  }

export const hasStores = (stack: Stack): true | Text =>
  Object.values(stack.apps).some(({uses}) => uses.length > 0) || {en: 'no app uses a store', zh: '没有应用使用存储'}

/** What a store may suffer from that its users see first. */
const ofStore: Readonly<Record<string, readonly string[]>> = {
  postgres: ['pg.up', 'pg.auth', 'pg.connections', 'pg.locks'],
  redis: ['redis.clients', 'redis.up', 'redis.auth', 'redis.memory', 'redis.rdb', 'redis.aof', 'redis.replication'],
}

/** Rows of the checks of a store. */
export function causesIn(store: string): readonly RowRef[] {
  return (ofStore[store] ?? []).map((id) => ({id}))
}

/** Rows of other checks that explain why an app is not well. */
export function causesOf(app: string, uses: readonly string[] = []): readonly RowRef[] {
  return [
    {id: 'compose.running', instance: app},
    {id: 'compose.restart-loop', instance: app},
    {id: 'compose.oom-killed', instance: app},
    ...uses.flatMap(causesIn),
  ]
}

/** One row for each that is not well; when there is none, one for all. */
export function rowsOr(rows: readonly Outcome[], well: Outcome): Outcome | readonly [Outcome, ...Outcome[]] {
  const [first, ...others] = rows
  return first ? [first, ...others] : well
}
