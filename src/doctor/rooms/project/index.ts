import type {DoctorPart} from '../../check.js'
import {budgetChecks} from './checks-budget.js'
import {perms} from './checks-exposure.js'
import {fileChecks} from './checks-files.js'
import {secretChecks} from './checks-secrets.js'
import {settingChecks} from './checks-settings.js'
import {foldersCollector, generatedCollector, specCollector, toolsCollector} from './collect.js'
import {scrapesCollector} from './collect-scrapes.js'
import {secretsCollector} from './collect-secrets.js'
import {imagesCollector, referencesCollector, servicesCollector} from './collect-services.js'

/** What doctor knows of project files. */
export const projectDoctor: DoctorPart = {
  id: 'project',
  title: {en: 'Project files', zh: '项目文件'},
  isFor: () => true,
  collectors: [
    specCollector,
    toolsCollector,
    foldersCollector,
    generatedCollector,
    secretsCollector,
    referencesCollector,
    servicesCollector,
    scrapesCollector,
    imagesCollector,
  ],
  checks: [perms, ...fileChecks, ...secretChecks, ...settingChecks, ...budgetChecks],
}
