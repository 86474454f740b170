/** Flags of doctor. */
import {Flags} from '@oclif/core'

import {type ReportFormat, reportFormats} from '../doctor/formats/index.js'
import {type FailOn, failOnChoices} from '../doctor/report.js'
import {tiersOf} from '../doctor/select.js'
import {parseDurationS} from './flags.js'

const words = (env: string, summary: string) =>
  Flags.string({
    delimiter: ',',
    env,
    helpGroup: 'SELECTION',
    helpValue: 'WORD',
    multiple: true,
    multipleNonGreedy: true,
    summary,
  })

/** What is looked at. */
export const selectionFlags = {
  preflight: Flags.boolean({
    env: 'OPSCTL_DOCTOR_PREFLIGHT',
    exclusive: ['deep'],
    helpGroup: 'SELECTION',
    summary: 'Only what must hold before "opsctl up".',
  }),
  deep: Flags.boolean({
    env: 'OPSCTL_DOCTOR_DEEP',
    helpGroup: 'SELECTION',
    summary: 'Also what is slow or writes a probe; says what it writes, and asks.',
  }),
  only: words('OPSCTL_DOCTOR_ONLY', 'Only these, parted by commas; the same as arguments.'),
  skip: words('OPSCTL_DOCTOR_SKIP', 'Not these, parted by commas.'),
  tag: words('OPSCTL_DOCTOR_TAG', 'Only checks with this tag.'),
  alert: Flags.string({
    env: 'OPSCTL_DOCTOR_ALERT',
    helpGroup: 'SELECTION',
    helpValue: 'NAME',
    summary: 'The checks that find the cause of this alert, in its order.',
  }),
  from: Flags.string({
    env: 'OPSCTL_DOCTOR_FROM',
    helpGroup: 'SELECTION',
    helpValue: 'FILE',
    summary: 'Judge kept facts in place of the running stack.',
  }),
  offline: Flags.boolean({
    env: 'OPSCTL_DOCTOR_OFFLINE',
    helpGroup: 'SELECTION',
    summary: 'Ask nothing beyond this machine and the cluster.',
  }),
  timeout: Flags.string({
    default: '60s',
    env: 'OPSCTL_DOCTOR_TIMEOUT',
    helpGroup: 'SELECTION',
    helpValue: 'DURATION',
    summary: 'For all looks together.',
  }),
  'check-timeout': Flags.string({
    default: '5s',
    env: 'OPSCTL_DOCTOR_CHECK_TIMEOUT',
    helpGroup: 'SELECTION',
    helpValue: 'DURATION',
    summary: 'For each look that has no limit of its own.',
  }),
}

/** How it is told. */
export const viewFlags = {
  details: Flags.boolean({
    char: 'v',
    env: 'OPSCTL_DOCTOR_DETAILS',
    helpGroup: 'REPORT',
    summary: 'Also what is well, with values and times; -vv: also how it was looked at.',
  }),
  quiet: Flags.boolean({
    char: 'q',
    env: 'OPSCTL_DOCTOR_QUIET',
    helpGroup: 'REPORT',
    summary: 'Problems and counts only.',
  }),
  'errors-only': Flags.boolean({
    env: 'OPSCTL_DOCTOR_ERRORS_ONLY',
    helpGroup: 'REPORT',
    summary: 'Of the problems, those that failed.',
  }),
  format: Flags.option({
    default: 'human',
    env: 'OPSCTL_DOCTOR_FORMAT',
    helpGroup: 'REPORT',
    options: reportFormats,
    summary: 'Form of the report; one document on stdout.',
  })(),
  watch: Flags.string({
    env: 'OPSCTL_DOCTOR_WATCH',
    exclusive: ['from'],
    helpGroup: 'REPORT',
    helpValue: 'DURATION',
    summary: 'Look again this often, until nothing counts any more.',
  }),
  'save-facts': Flags.string({
    env: 'OPSCTL_DOCTOR_SAVE_FACTS',
    helpGroup: 'REPORT',
    helpValue: 'FILE',
    summary: 'Write what was seen, for --from.',
  }),
}

/** What counts. */
export const verdictFlags = {
  'fail-on': Flags.option({
    default: 'fail',
    env: 'OPSCTL_DOCTOR_FAIL_ON',
    helpGroup: 'VERDICT',
    options: failOnChoices,
    summary: 'From where exit code 1 begins; each includes those before it.',
  })(),
  baseline: Flags.string({
    env: 'OPSCTL_DOCTOR_BASELINE',
    helpGroup: 'VERDICT',
    helpValue: 'FILE',
    summary: 'Only findings that this report or run has not count.',
  }),
  'save-baseline': Flags.boolean({
    env: 'OPSCTL_DOCTOR_SAVE_BASELINE',
    helpGroup: 'VERDICT',
    summary: 'Keep this report as .opsctl/doctor/baseline.json.',
  }),
  accept: Flags.string({
    env: 'OPSCTL_DOCTOR_ACCEPT',
    helpGroup: 'VERDICT',
    helpValue: 'ID[/INSTANCE]',
    summary: 'Write into opsctl.yaml that this finding is known; nothing is looked at.',
  }),
  reason: Flags.string({
    dependsOn: ['accept'],
    env: 'OPSCTL_DOCTOR_REASON',
    helpGroup: 'VERDICT',
    helpValue: 'TEXT',
    summary: 'Why --accept.',
  }),
  until: Flags.string({
    dependsOn: ['accept'],
    env: 'OPSCTL_DOCTOR_UNTIL',
    helpGroup: 'VERDICT',
    helpValue: 'DATE',
    summary: 'Last day of --accept, as in 2027-01-31.',
  }),
}

interface DoctorFlags {
  readonly preflight: boolean
  readonly deep: boolean
  readonly only?: readonly string[] | undefined
  readonly skip?: readonly string[] | undefined
  readonly tag?: readonly string[] | undefined
  readonly alert?: string | undefined
  readonly from?: string | undefined
  readonly offline: boolean
  readonly timeout: string
  readonly 'check-timeout': string
  readonly 'fail-on': FailOn
  readonly baseline?: string | undefined
  readonly 'save-baseline': boolean
  readonly 'save-facts'?: string | undefined
}

/** What flags and words ask for. Throws OPS_FLAG_DURATION. */
export function doctorOptions(flags: DoctorFlags, words: readonly string[]) {
  return {
    selection: {
      words: [...words, ...(flags.only ?? [])],
      skip: flags.skip ?? [],
      tags: flags.tag ?? [],
      tiers: tiersOf(flags),
    },
    alert: flags.alert,
    from: flags.from,
    // oclif leaves a switch that was not given undefined, and a kept run without this key can’t be read again.
    offline: flags.offline === true,
    failOn: flags['fail-on'],
    baseline: flags.baseline,
    saveBaseline: flags['save-baseline'],
    saveFacts: flags['save-facts'],
    allMs: parseDurationS(flags.timeout, 'timeout') * 1000,
    collectorMs: parseDurationS(flags['check-timeout'], 'check-timeout') * 1000,
  }
}

export interface DoctorViewFlags {
  readonly format: ReportFormat
  /** How often -v was given. */
  readonly details: number
  readonly quiet: boolean
  readonly errorsOnly: boolean
}

/** How the report is to be told. oclif knows whether a switch is on; how often it was given, only its tokens tell. */
export function viewOf(
  flags: Pick<DoctorViewFlags, 'format' | 'quiet'> & {readonly details: boolean; readonly 'errors-only': boolean},
  raw: readonly {readonly type: string; readonly flag?: string}[],
): DoctorViewFlags {
  const given = raw.filter(({type, flag}) => type === 'flag' && flag === 'details').length
  return {
    format: flags.format,
    details: Math.max(given, flags.details ? 1 : 0),
    quiet: flags.quiet,
    errorsOnly: flags['errors-only'],
  }
}
