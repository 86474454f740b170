import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of apps. */
export const appDoctor: DoctorPart = {
  id: 'app',
  title: {en: 'Apps', zh: '应用'},
  isFor: (stack) => Object.keys(stack.apps).length > 0,
  collectors: [],
  checks: [],
}
