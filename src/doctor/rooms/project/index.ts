import type {DoctorPart} from '../../check.js'

/** What doctor knows of project files. */
export const projectDoctor: DoctorPart = {
  id: 'project',
  title: {en: 'Project files', zh: '项目文件'},
  isFor: () => true,
  collectors: [],
  checks: [],
}
