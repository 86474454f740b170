import type {DoctorPart} from '../../check.js'

/** What doctor knows of the host. */
export const hostDoctor: DoctorPart = {
  id: 'host',
  title: {en: 'Host', zh: '主机'},
  isFor: () => true,
  collectors: [],
  checks: [],
}
