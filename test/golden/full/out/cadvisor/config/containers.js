// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Reads which containers there are from Docker's own files, so that no access to its socket, which is access to
// everything, is needed.
'use strict'

const {readFileSync, readdirSync} = require('node:fs')
const {join} = require('node:path')

const PROJECT = 'com.docker.compose.project'
const SERVICE = 'com.docker.compose.service'
/** Set on what `docker compose run` starts: it is meant to end. */
const ONE_OFF = 'com.docker.compose.oneoff'
const HEALTH = {healthy: 1, unhealthy: 0}

/** The containers of one Compose project, as Docker last wrote them down. */
function listContainers(folder, project) {
  return readdirSync(folder)
    .map((id) => readContainer(join(folder, id, 'config.v2.json')))
    .filter((container) => container !== undefined && container.project === project && !container.oneOff)
}

function readContainer(file) {
  const config = readJson(file)
  if (config?.ID === undefined) return undefined
  const {Config = {}, State = {}} = config
  const labels = Config.Labels ?? {}
  return {
    id: config.ID,
    name: String(config.Name ?? '').replace(/^\//, ''),
    image: Config.Image ?? '',
    project: labels[PROJECT],
    service: labels[SERVICE] ?? '',
    oneOff: labels[ONE_OFF] === 'True',
    state: stateOf(State),
    health: HEALTH[State.Health?.Status] ?? -1,
    oomKilled: State.OOMKilled === true,
    startedAt: Date.parse(State.StartedAt) / 1000,
    restarts: config.RestartCount ?? 0,
  }
}

function stateOf(state) {
  if (state.Paused) return 'paused'
  if (state.Restarting) return 'restarting'
  if (state.Running) return 'running'
  if (state.Dead) return 'dead'
  return state.StartedAt?.startsWith('0001-') ? 'created' : 'exited'
}

/** Undefined for a container that is being created or removed at this moment. */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

module.exports = {listContainers}
