import type {DoctorPart} from '../../check.js'
import {checks} from './checks.js'
import {collectors} from './collect.js'

/** What doctor knows of exporters. */
export const exportersDoctor: DoctorPart = {
  id: 'exporters',
  title: {en: 'Exporters', zh: '导出器'},
  isFor: (stack) => stack.prometheus.enabled,
  collectors,
  checks,
}
