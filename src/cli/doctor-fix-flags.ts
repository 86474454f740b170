/** Flags of mending. */
import {Flags} from '@oclif/core'

import {fixLevels} from '../doctor/fix.js'

export const fixFlags = {
  fix: Flags.boolean({
    env: 'OPSCTL_DOCTOR_FIX',
    exclusive: ['from', 'watch'],
    helpGroup: 'MEND',
    summary:
      'Plan what mends the findings, ask, apply, look again. The fixes of named checks only, when any are named.',
  }),
  level: Flags.option({
    dependsOn: ['fix'],
    env: 'OPSCTL_DOCTOR_LEVEL',
    helpGroup: 'MEND',
    options: fixLevels,
    summary: 'safe: only what undo takes back exactly. guarded: with --yes, apply these too.',
  })(),
  'dry-run': Flags.boolean({
    dependsOn: ['fix'],
    env: 'OPSCTL_DOCTOR_DRY_RUN',
    helpGroup: 'MEND',
    summary: 'Show the plan; change nothing.',
  }),
  undo: Flags.string({
    env: 'OPSCTL_DOCTOR_UNDO',
    exclusive: ['fix'],
    helpGroup: 'MEND',
    helpValue: 'RUN',
    summary: 'Take back what a run of --fix did, last step first; nothing is looked at.',
  }),
}
