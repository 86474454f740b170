import type {DoctorPart} from '../../check.js'

/** What doctor knows of Docker Engine. */
export const dockerDoctor: DoctorPart = {
  id: 'docker',
  title: {en: 'Docker Engine', zh: 'Docker 引擎'},
  isFor: (stack) => stack.target === 'compose',
  collectors: [],
  checks: [],
}
