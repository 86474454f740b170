/**
 * Stack → what a person would have written, every default filled in: sizes and durations as text again. So `stack` in
 * values.yaml reads as opsctl.yaml does, and one schema judges both.
 */
import {type KeyNode, keyTree} from '../../spec/key-tree.js'
import {maskPatterns} from '../../spec/mask-patterns.js'
import type {Stack, StackInput} from '../../spec/stack.js'

/** A valid opsctl.yaml that gives the same stack. */
export function toWrittenStack(stack: Stack): StackInput {
  const {logs} = stack
  const mask = logs.mask.map((one) =>
    maskPatterns.some(({name, pattern}) => name === one.name && pattern === one.pattern) ? one.name : one,
  )
  return toWritten({...stack, logs: {...logs, mask}}, keyTree()) as StackInput
}

function toWritten(value: unknown, node: KeyNode | undefined): unknown {
  if (node?.kind === 'size') return writeSize(Number(value))
  if (node?.kind === 'duration') return writeDuration(Number(value))
  if (Array.isArray(value)) return value.map((one) => toWritten(one, node?.item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, toWritten(one, node?.keys.get(key) ?? node?.item)]),
  )
}

const SIZES = [
  ['TiB', 1024 ** 2],
  ['GiB', 1024],
  ['MiB', 1],
] as const
const DURATIONS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const

function writeSize(mib: number): string {
  const [unit, size] = SIZES.find(([, size]) => mib % size === 0) ?? ['KiB', 1 / 1024]
  return `${mib / size}${unit}`
}

function writeDuration(seconds: number): string {
  const [unit, size] = DURATIONS.find(([, size]) => seconds % size === 0) ?? ['ms', 1 / 1000]
  return `${Math.round(seconds / size)}${unit}`
}
