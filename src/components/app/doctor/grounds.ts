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

/** Rows of other checks that explain why an app is not well. */
export function causesOf(app: string, uses: readonly string[] = []): readonly RowRef[] {
  return [
    {id: 'compose.running', instance: app},
    {id: 'compose.restart-loop', instance: app},
    {id: 'compose.oom-killed', instance: app},
    ...uses.map((store) => ({id: store === 'postgres' ? 'pg.up' : 'redis.up'})),
  ]
}

/** One row for each that is not well; when there is none, one for all. */
export function rowsOr(rows: readonly Outcome[], well: Outcome): Outcome | readonly [Outcome, ...Outcome[]] {
  const [first, ...others] = rows
  return first ? [first, ...others] : well
}
