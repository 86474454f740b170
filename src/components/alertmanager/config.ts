/** The native configuration of Alertmanager, as objects. */
import {dump} from 'js-yaml'

import type {RenderedFile, Stack} from '../component.js'
import {ownLogin} from './web.js'

/** Beside the configuration, what its hash is: Alertmanager has no field of its own to carry it. */
export const STAMP = 'opsctl-config.txt'

const NO_RECEIVER = '# Alerts are kept and shown here, and sent to nobody: the receiver "none" has no address.\n'

export function configFiles(_stack: Stack): readonly RenderedFile[] {
  return [
    {path: 'alertmanager/config/alertmanager.yml', content: NO_RECEIVER + dump(mainConfig, {lineWidth: -1})},
    // amtool, which is the healthcheck, logs in with this.
    {path: 'alertmanager/config/client.yml', content: dump({basic_auth: ownLogin}, {lineWidth: -1})},
  ]
}

export function configStamp(sha256: string): readonly RenderedFile[] {
  return [{path: `alertmanager/config/${STAMP}`, content: `${sha256}\n`}]
}

const mainConfig = {
  route: {
    receiver: 'none',
    group_by: ['alertname'],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '4h',
  },
  receivers: [{name: 'none'}],
}
