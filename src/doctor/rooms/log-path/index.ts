import type {DoctorPart} from '../../check.js'

/** What doctor knows of the log path. */
export const logPathDoctor: DoctorPart = {
  id: 'log-path',
  title: {en: 'Log path', zh: '日志链路'},
  isFor: (stack) => stack.elasticsearch.enabled,
  collectors: [],
  checks: [],
}
