import type {DoctorPart} from '../../check.js'

/** What doctor knows of the capacity. */
export const capacityDoctor: DoctorPart = {
  id: 'capacity',
  title: {en: 'Capacity', zh: '容量'},
  isFor: () => true,
  collectors: [],
  checks: [],
}
