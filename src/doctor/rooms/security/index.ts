import type {DoctorPart} from '../../check.js'

/** What doctor knows of the security. */
export const securityDoctor: DoctorPart = {
  id: 'security',
  title: {en: 'Security', zh: '安全'},
  isFor: () => true,
  collectors: [],
  checks: [],
}
