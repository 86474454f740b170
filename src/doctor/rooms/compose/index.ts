import type {DoctorPart} from '../../check.js'

/** What doctor knows of containers. */
export const composeDoctor: DoctorPart = {
  id: 'compose',
  title: {en: 'Containers', zh: '容器'},
  isFor: (stack) => stack.target === 'compose',
  collectors: [],
  checks: [],
}
