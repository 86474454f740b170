import type {DoctorPart} from '../../check.js'

/** What doctor knows of Kubernetes. */
export const kubernetesDoctor: DoctorPart = {
  id: 'kubernetes',
  title: {en: 'Kubernetes', zh: 'Kubernetes'},
  isFor: (stack) => stack.target === 'helm',
  collectors: [],
  checks: [],
}
