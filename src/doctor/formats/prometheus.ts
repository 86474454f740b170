/** Metrics for the textfile collector of node-exporter, so that the stack can alert on doctor. */
import type {ReportDocument} from '../report-schema.js'

/** Higher is worse; below nothing, it was not judged. */
const VALUES = {pass: 0, info: 1, warn: 2, fail: 3, skip: -1, unknown: -2} as const

/** Rows that share id and subject would be one series: the worst stands for them. */
export function toPrometheus({run, summary, checks}: ReportDocument): string {
  const project = label('project', run.project)
  const series = new Map<string, number>()
  for (const {id, component, instance, status, accepted} of checks) {
    const labels = [
      project,
      label('id', id),
      label('component', component),
      label('subject', instance ?? ''),
      label('accepted', String(accepted)),
    ]
    const key = labels.join(',')
    series.set(key, Math.max(series.get(key) ?? Number.NEGATIVE_INFINITY, VALUES[status]))
  }

  const counts = (['pass', 'info', 'warn', 'fail', 'skip', 'unknown'] as const).map(
    (status) => `opsctl_doctor_checks{${project},${label('status', status)}} ${summary[status]}`,
  )
  return [
    '# HELP opsctl_doctor_check_status Verdict of a check: 0 pass, 1 info, 2 warn, 3 fail, -1 skip, -2 unknown.',
    '# TYPE opsctl_doctor_check_status gauge',
    ...[...series].map(([labels, value]) => `opsctl_doctor_check_status{${labels}} ${value}`),
    '# HELP opsctl_doctor_checks Rows of the last run of doctor by verdict.',
    '# TYPE opsctl_doctor_checks gauge',
    ...counts,
    '# HELP opsctl_doctor_run_duration_seconds How long the last run of doctor took.',
    '# TYPE opsctl_doctor_run_duration_seconds gauge',
    `opsctl_doctor_run_duration_seconds{${project}} ${run.durationMs / 1000}`,
    '# HELP opsctl_doctor_run_timestamp_seconds When the last run of doctor began.',
    '# TYPE opsctl_doctor_run_timestamp_seconds gauge',
    `opsctl_doctor_run_timestamp_seconds{${project}} ${Math.round(Date.parse(run.startedAt) / 1000)}`,
  ].join('\n')
}

function label(name: string, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `${name}="${escaped}"`
}
