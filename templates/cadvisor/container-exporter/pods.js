// Reads which containers of some namespaces run on this node from the names of the logs that the kubelet keeps:
// /var/log/containers/<pod>_<namespace>_<container>-<id>.log → /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restarts>.log
// No access to the API is needed, and no log is opened. A container is named as the service that it is.
'use strict'

const {lstatSync, readdirSync, readlinkSync} = require('node:fs')
const {join} = require('node:path')

const LINK = /^(?<pod>[^_]+)_(?<namespace>[^_]+)_(?<service>.+)-(?<id>[0-9a-f]{64})\.log$/
const TARGET = /\/[^/_]+_[^/_]+_(?<uid>[^/_]+)\/[^/]+\/(?<restarts>\d+)\.log$/
/** Names of containers of jobs and tests begin with it: they are meant to end. */
const ONE_OFF = 'opsctl-'
/** The kubelet waits for five minutes at most before it starts a container again; what is gone for longer is over. */
const LONGEST_PAUSE_S = 360

/** Since when a container has been without a cgroup, by its id. */
const missing = new Map()

/** The containers of the stack on this node, the last one of each place in a pod. `isRunning(id)` says whether the kernel has it. */
function listPods(folder, {project, namespaces, isRunning, now}) {
  const last = new Map()
  for (const name of readdirSync(folder)) {
    const container = readLink(folder, name)
    if (!container || !namespaces.includes(container.namespace) || container.service.startsWith(ONE_OFF)) continue
    const other = last.get(container.path)
    if (!other || other.restarts < container.restarts) last.set(container.path, container)
  }
  const found = [...last.values()]
  forgetOthers(found)
  return found.flatMap((container) => {
    const state = stateOf(container.id, isRunning, now)
    return state === undefined ? [] : [{...container, project, state}]
  })
}

function readLink(folder, name) {
  const file = LINK.exec(name)?.groups
  if (!file) return undefined
  const path = join(folder, name)
  try {
    const target = TARGET.exec(readlinkSync(path))?.groups
    if (!target) return undefined
    return {
      id: file.id,
      // The same for every start of the container, so that its counters go on in the same series.
      path: `/kubepods/pod${target.uid}/${file.service}`,
      name: file.pod,
      image: '',
      namespace: file.namespace,
      service: file.service,
      // Only the API knows what probes say, and what ended a container.
      health: -1,
      oomKilled: false,
      startedAt: lstatSync(path).mtimeMs / 1000,
      restarts: Number(target.restarts),
    }
  } catch {
    // It is taken away at this moment.
    return undefined
  }
}

/** Undefined for one that will not come back: that of a pod which failed and was replaced. */
function stateOf(id, isRunning, now) {
  if (isRunning(id)) {
    missing.delete(id)
    return 'running'
  }
  if (!missing.has(id)) missing.set(id, now)
  return now - missing.get(id) < LONGEST_PAUSE_S ? 'restarting' : undefined
}

function forgetOthers(containers) {
  const ids = new Set(containers.map(({id}) => id))
  for (const id of missing.keys()) if (!ids.has(id)) missing.delete(id)
}

module.exports = {listPods}
