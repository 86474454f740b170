/** Flags that several commands share. */
import {Flags} from '@oclif/core'

import {OpsError} from '../errors.js'
import {verbatim} from '../text.js'

const DURATION = /^(\d+)(s|m|h)$/
const SECONDS = {s: 1, m: 60, h: 3600} as const

/** A duration as `30s`, `5m` or `1h`, in seconds. */
export function parseDurationS(written: string, flag: string): number {
  const match = DURATION.exec(written)
  if (!match || Number(match[1]) === 0) throw badDuration(written, flag)
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS]
}

function badDuration(written: string, flag: string): OpsError {
  return new OpsError({
    code: 'OPS_FLAG_DURATION',
    kind: 'usage',
    message: {
      en: `--${flag} ${written} is not a duration as in 30s, 5m or 1h`,
      zh: `--${flag} ${written} 不是 30s、5m、1h 这样的时长`,
    },
    suggestions: [verbatim(`--${flag} 5m`)],
  })
}

/** `--timeout`: how long to wait until services are healthy. */
export const timeout = Flags.string({
  default: '5m',
  env: 'OPSCTL_TIMEOUT',
  helpValue: 'DURATION',
  summary: 'How long services may take to become healthy.',
})

/** `--target`: for one run, in place of the key of opsctl.yaml. */
export const target = Flags.option({
  env: 'OPSCTL_TARGET',
  helpGroup: 'CLUSTER',
  options: ['compose', 'helm'] as const,
  summary: 'Where the stack runs; else target in opsctl.yaml.',
})()

/** Which cluster, for commands that reach the running stack. */
export const clusterFlags = {
  target,
  context: Flags.string({
    env: 'OPSCTL_CONTEXT',
    helpGroup: 'CLUSTER',
    helpValue: 'NAME',
    summary: 'Context of the kubeconfig; else kubernetes.context in opsctl.yaml.',
  }),
  kubeconfig: Flags.string({
    env: 'OPSCTL_KUBECONFIG',
    helpGroup: 'CLUSTER',
    helpValue: 'FILE',
    summary: 'Path of the kubeconfig; else kubernetes.kubeconfig, KUBECONFIG, or the usual place.',
  }),
}

/** Which cluster, for commands that change it: one that looks like production is named once more. */
export const clusterChangeFlags = {
  ...clusterFlags,
  'confirm-context': Flags.string({
    env: 'OPSCTL_CONFIRM_CONTEXT',
    helpGroup: 'CLUSTER',
    helpValue: 'NAME',
    summary: 'Name of a context that looks like production, as confirmation together with --yes.',
  }),
}
