/** Whether Docker and its plugins can run a stack. */
import {existsSync} from 'node:fs'

import {preflightMessages as say} from '../../messages/preflight.js'
import {type DockerState, readDockerState} from '../../system/docker-engine.js'
import {type CheckResult, fail, pass, skip, type Verdict, warn} from '../check.js'

/** Oldest versions the generated files work with. */
export const MIN_ENGINE = '20.10'
export const MIN_COMPOSE = '2.24'

/** Compares dotted versions by their numbers; the epoch of a package and what follows the numbers, as in `+dfsg1`, are left out. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [have, want] = [version, minimum].map((text) =>
    (/^(?:\d+:)?\D*(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? '0').split('.').map(Number),
  )
  for (const [index, number] of (want ?? []).entries()) {
    const other = have?.[index] ?? 0
    if (other !== number) return other > number
  }
  return true
}

/** Judges whether the engine answers and is new enough. */
export function judgeEngine(state: DockerState): Verdict {
  if (state.reach === 'no-cli') return fail(say.noCli, say.prepare)
  if (state.reach === 'no-socket') return fail(say.noSocket(state.endpoint), say.prepare)
  if (state.reach === 'denied') return fail(say.denied(state.endpoint), say.joinGroup)
  if (state.reach === 'refused') return fail(say.refused(state.endpoint), say.prepare)
  if (state.reach === 'silent') return fail(say.silent, say.restartDocker)
  const version = state.engineVersion ?? ''
  return isAtLeast(version, MIN_ENGINE)
    ? pass(say.engineOk(version))
    : fail(say.engineOld(version, MIN_ENGINE), say.upgradeDocker)
}

/** Judges the version of Compose. */
export function judgeCompose(state: DockerState): Verdict {
  if (!state.cli) return skip(say.noDocker)
  if (state.composeVersion === undefined) return fail(say.noCompose, say.prepare)
  return isAtLeast(state.composeVersion, MIN_COMPOSE)
    ? pass(say.composeOk(state.composeVersion))
    : fail(say.composeOld(state.composeVersion, MIN_COMPOSE), say.prepare)
}

/** Judges whether memory, CPU and process limits have an effect. */
export function judgeLimits(state: DockerState, hasCgroups: boolean): Verdict {
  if (!state.limits) return skip(say.noDocker)
  const lacking = Object.entries(state.limits)
    .filter(([, works]) => !works)
    .map(([name]) => name)
  if (lacking.length === 0) return pass(say.limitsOk(state.cgroupVersion ?? '?'))
  return warn(say.limitsLacking(lacking.join(', ')), hasCgroups ? say.enableCgroups : say.mountCgroups)
}

/** Asks Docker once and judges engine, Compose and limits. */
export async function checkDocker(): Promise<{readonly state: DockerState; readonly results: readonly CheckResult[]}> {
  const state = await readDockerState()
  const hasCgroups = process.platform !== 'linux' || existsSync('/sys/fs/cgroup')
  const facts = {...state}
  return {
    state,
    results: [
      {id: 'docker.engine', title: say.engineTitle, verdict: judgeEngine(state), facts},
      {
        id: 'docker.compose',
        title: say.composeTitle,
        verdict: judgeCompose(state),
        facts: {version: state.composeVersion},
      },
      {
        id: 'docker.limits',
        title: say.limitsTitle,
        verdict: judgeLimits(state, hasCgroups),
        facts: {...state.limits, cgroup: state.cgroupVersion, mounted: hasCgroups},
      },
    ],
  }
}
