import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of PostgreSQL. */
export const postgresDoctor: DoctorPart = {
  id: 'postgres',
  title: {en: 'PostgreSQL', zh: 'PostgreSQL'},
  isFor: (stack) => stack.postgres.enabled,
  collectors: [],
  checks: [],
}
