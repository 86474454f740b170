/** Flags of doctor. */
import {Flags} from '@oclif/core'

const words = (env: string, summary: string) =>
  Flags.string({
    delimiter: ',',
    env,
    helpGroup: 'SELECTION',
    helpValue: 'WORD',
    multiple: true,
    multipleNonGreedy: true,
    summary,
  })

/** What is looked at. */
export const selectionFlags = {
  preflight: Flags.boolean({
    env: 'OPSCTL_DOCTOR_PREFLIGHT',
    exclusive: ['deep'],
    helpGroup: 'SELECTION',
    summary: 'Only what must hold before "opsctl up".',
  }),
  deep: Flags.boolean({
    env: 'OPSCTL_DOCTOR_DEEP',
    helpGroup: 'SELECTION',
    summary: 'Also what is slow or writes a probe.',
  }),
  only: words('OPSCTL_DOCTOR_ONLY', 'Only these, parted by commas; the same as arguments.'),
  skip: words('OPSCTL_DOCTOR_SKIP', 'Not these, parted by commas.'),
  tag: words('OPSCTL_DOCTOR_TAG', 'Only checks with this tag.'),
  offline: Flags.boolean({
    env: 'OPSCTL_DOCTOR_OFFLINE',
    helpGroup: 'SELECTION',
    summary: 'Ask nothing beyond this machine and the cluster.',
  }),
}
