import type {DoctorPart} from '../../../doctor/check.js'
import {scrapingChecks} from './checks-scraping.js'
import {serverChecks} from './checks-server.js'
import {storageChecks} from './checks-storage.js'
import {collectors} from './collect.js'

/** What doctor knows of Prometheus. */
export const prometheusDoctor: DoctorPart = {
  id: 'prometheus',
  title: {en: 'Prometheus', zh: 'Prometheus'},
  isFor: (stack) => stack.prometheus.enabled,
  collectors,
  checks: [...serverChecks, ...scrapingChecks, ...storageChecks],
}
