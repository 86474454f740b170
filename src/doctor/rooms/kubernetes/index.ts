import type {DoctorPart} from '../../check.js'
import {clusterChecks} from './checks-cluster.js'
import {releaseChecks} from './checks-release.js'
import {collectors} from './collect.js'

/** What doctor knows of a stack in a Kubernetes cluster. */
export const kubernetesDoctor: DoctorPart = {
  id: 'kubernetes',
  title: {en: 'Kubernetes', zh: 'Kubernetes'},
  isFor: ({target}) => target === 'helm',
  collectors,
  checks: [...releaseChecks, ...clusterChecks],
}
