/** What a filter of the evaluator is. */
import type {Event} from '../event.js'
import type {Options, OptionTypes} from '../options.js'
import type {PluginStatement} from '../parse-config.js'

/** The real grok engine, or recorded answers of it. Compiles and matches; throws when a pattern doesn't compile. */
export interface GrokEngine {
  match(
    pattern: readonly string[],
    line: string,
    extraPatterns: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
}

export interface Surroundings {
  readonly grok: GrokEngine
  /** For times without a year. */
  readonly now: Date
}

/** True when add_field and its like are to be done. */
export type Apply = (event: Event, surroundings: Surroundings) => boolean | Promise<boolean>

export interface Filter {
  readonly options: OptionTypes
  /** Checks the options as `register` does, and returns what is done with an event. */
  register(options: Options, statement: PluginStatement): Apply
}
