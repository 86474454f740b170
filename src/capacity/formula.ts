/** A figure that shows how it came about: its formula, and where each of its inputs comes from. */
import type {Text} from '../text.js'

/** `given`: by flag or file. `spec`: opsctl.yaml. `measured`: the running stack. `rule`: a rule of the field, with its origin. */
export type Source = 'given' | 'spec' | 'measured' | 'rule'

export type FigureUnit =
  | 'bytes'
  | 'cores'
  | 'requests/s'
  | 'requests'
  | 'connections'
  | 'bits/s'
  | 'seconds'
  | 'samples/s'

/** A value and how it is known. */
export interface Known {
  readonly value: number
  readonly source: Source
}

export interface Input extends Known {
  readonly name: Text
  readonly unit:
    | FigureUnit
    | 'share'
    | 'factor'
    | 'days'
    | 'bytes/day'
    | 'bytes/sample'
    | 'bytes/request'
    | 'users'
    | 'copies'
  /** Whose rule it is, or why this value. */
  readonly origin?: Text
}

export interface Figure {
  /** Stable for ever. */
  readonly id: string
  readonly title: Text
  /** Undefined when an input is not known: `needs` says which, and the flag that gives it. */
  readonly value: number | undefined
  readonly unit: FigureUnit
  /** In the names of the inputs. */
  readonly formula: Text
  readonly inputs: readonly Input[]
  readonly needs?: Text
  /** Where a setting of the stack holds it down: the value is then this. */
  readonly cap?: {readonly value: number; readonly by: string}
}

/** The value that holds: the capped one where a cap is lower. */
export function effective({value, cap}: Figure): number | undefined {
  if (value === undefined) return cap?.value
  return cap === undefined ? value : Math.min(value, cap.value)
}
