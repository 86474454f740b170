/**
 * Stack → what a person would have written, every default filled in: sizes and durations as text again. So `stack` in
 * values.yaml reads as opsctl.yaml does, and one schema judges both.
 */
import {type KeyNode, keyTree} from '../../spec/key-tree.js'
import {maskPatterns} from '../../spec/mask-patterns.js'
import type {Stack, StackInput} from '../../spec/stack.js'
import {formatMiB, formatSeconds} from '../../spec/units.js'

/** A valid opsctl.yaml that gives the same stack. */
export function toWrittenStack(stack: Stack): StackInput {
  const {logs} = stack
  const mask = logs.mask.map((one) =>
    maskPatterns.some(({name, pattern}) => name === one.name && pattern === one.pattern) ? one.name : one,
  )
  return toWritten({...stack, logs: {...logs, mask}}, keyTree()) as StackInput
}

function toWritten(value: unknown, node: KeyNode | undefined): unknown {
  if (node?.kind === 'size') return formatMiB(Number(value))
  if (node?.kind === 'duration') return formatSeconds(Number(value))
  if (Array.isArray(value)) return value.map((one) => toWritten(one, node?.item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, toWritten(one, node?.keys.get(key) ?? node?.item)]),
  )
}
