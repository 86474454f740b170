import type {DoctorPart} from '../../../doctor/check.js'

/** What doctor knows of the gateway. */
export const gatewayDoctor: DoctorPart = {
  id: 'gateway',
  title: {en: 'Gateway', zh: '网关'},
  isFor: (stack) => stack.gateway.enabled,
  collectors: [],
  checks: [],
}
