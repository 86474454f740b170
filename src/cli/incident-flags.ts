/** Flags of the incident commands. */
import {Flags} from '@oclif/core'

/** Which incident, where it is not clear. */
export const incidentIdFlag = {
  id: Flags.string({
    env: 'OPSCTL_INCIDENT_ID',
    helpValue: 'ID',
    summary: 'Which incident; the open one when absent.',
  }),
}
