/** What a check of the linter is: one small object in a table. */
import type {Text} from '../text.js'
import type {ConfigNode} from './node.js'
import type {Project} from './project.js'

/** What a file is, known from its content. */
export type FileKind =
  | 'rules'
  | 'prometheus'
  | 'alertmanager'
  | 'dashboard'
  | 'grafana-provider'
  | 'kibana'
  | 'filebeat'
  | 'logstash'
  | 'compose'
  | 'diagram'

export type LintSeverity = 'error' | 'warning' | 'info'

/** One readable file, parsed. */
export interface LintFile {
  readonly path: string
  readonly text: string
  readonly kind: FileKind
  /** An empty mapping for what is not YAML or JSON. */
  readonly root: ConfigNode
  readonly errors: readonly {readonly at: number; readonly message: string}[]
  readonly lineOf: (offset: number) => {readonly line: number; readonly column: number}
}

/** A replacement of a range of the text. Comments around it stay. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One place where a check found something. */
export interface Hit {
  readonly at: number
  /** What exactly is wrong here; the title of the check when absent. */
  readonly what?: Text
  /** Repairs it mechanically, keeping the rest of the file. */
  readonly edits?: readonly Edit[]
}

export interface Check {
  /** `topic/name`; stable, as people write it into suppressions. */
  readonly id: string
  readonly kinds: readonly FileKind[]
  readonly severity: LintSeverity
  readonly title: Text
  readonly why: Text
  readonly fix: Text
  run(file: LintFile, project: Project): Iterable<Hit>
}

/** A hit with everything a report needs. */
export interface Finding {
  readonly id: string
  readonly severity: LintSeverity
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: Text
  readonly why: Text
  readonly fix: Text
  readonly edits: readonly Edit[]
}
