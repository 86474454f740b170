// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Holds the stored lines within the disk they may use: what is oldest goes first.
'use strict'

/** A store that is far over its budget is brought back in steps, so that a wrong budget can still be corrected. */
const MOST_AT_ONCE = 10

/**
 * What is to be deleted, oldest first, and when that cannot help because only indices in use are left, the stream whose
 * index is the largest: it goes on in a new one, and the old can be deleted by the next look.
 */
function planDeletions({indices, streams, budgetBytes}) {
  const inUse = new Set(streams.map(({writeIndex}) => writeIndex))
  let stored = indices.reduce((sum, {bytes}) => sum + bytes, 0)
  const deletions = []
  const free = indices
    .filter(({name}) => !inUse.has(name))
    .sort((a, b) => a.createdMs - b.createdMs || (a.name < b.name ? -1 : 1))
  for (const index of free) {
    if (stored <= budgetBytes || deletions.length === MOST_AT_ONCE) break
    deletions.push({...index, storedBytes: stored})
    stored -= index.bytes
  }
  const isStuck = stored > budgetBytes && deletions.length < MOST_AT_ONCE
  return {deletions, ...(isStuck ? {rollOver: largestOf(indices, streams)} : {})}
}

function largestOf(indices, streams) {
  const sizes = new Map(indices.map(({name, bytes}) => [name, bytes]))
  const [largest] = streams
    .map(({name, writeIndex}) => ({name, bytes: sizes.get(writeIndex) ?? 0}))
    .sort((a, b) => b.bytes - a.bytes)
  return largest && largest.bytes > 0 ? largest.name : undefined
}

/** Does what is planned. `deleted(index)` is told of each that went. */
async function keepBudget({store, log, deleted, ...state}) {
  const {deletions, rollOver} = planDeletions(state)
  for (const {name, bytes, createdMs, storedBytes} of deletions) {
    await store.send('DELETE', `/${name}?master_timeout=5s`).catch(ignoreMissing)
    log('warn', `deleted ${name}: stored lines need more than logs.disk`, {
      reason: 'budget',
      index: name,
      bytes,
      created: new Date(createdMs).toISOString(),
      storedBytes,
      budgetBytes: state.budgetBytes,
    })
    deleted(name)
  }
  if (rollOver === undefined) return
  await store.send('POST', `/${rollOver}/_rollover?master_timeout=5s`)
  log('warn', `${rollOver} goes on in a new index: stored lines need more than logs.disk, and all are in use`)
}

/** Somebody else was faster, or an earlier run that ended before the answer came. */
function ignoreMissing(error) {
  if (error.status !== 404) throw error
}

module.exports = {keepBudget, planDeletions}
