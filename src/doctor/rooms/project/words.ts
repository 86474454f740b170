/** Words that the sentences of several checks share. */
import type {Stack} from '../../../spec/stack.js'
import type {Text} from '../../../text.js'

/** Permission bits as people write them. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

/** Where a number comes from when nobody but opsctl chose it. */
export const ours: Text = {en: 'opsctl default', zh: 'opsctl 默认值'}
/** Where a number comes from that the manuals of the field state. */
export const manual: Text = {en: 'operations manual', zh: '运维手册'}

/** Whether the secrets of the stack lie in secrets/. */
export function keepsSecrets({target, kubernetes}: Stack): true | Text {
  if (target === 'compose' || kubernetes.secrets.from === 'opsctl') return true
  return {en: 'others keep the secrets of this stack', zh: '此栈的密钥由他人保管'}
}
