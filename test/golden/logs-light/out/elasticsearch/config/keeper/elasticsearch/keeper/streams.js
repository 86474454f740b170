// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// The data streams of the project and the indices behind them.
'use strict'

/** Each with the index that is written to now, which nobody may delete. */
async function listStreams(store, pattern) {
  const answer = await store.send('GET', `/_resolve/index/${pattern}?expand_wildcards=all`)
  return (answer.data_streams ?? []).map(({name, backing_indices}) => ({
    name,
    indices: backing_indices,
    writeIndex: [...backing_indices].sort((a, b) => generationOf(a) - generationOf(b)).at(-1),
  }))
}

/** `.ds-logs-shop.web-production-2026.11.21-000012` is the twelfth. */
function generationOf(index) {
  return Number(/-(\d+)$/.exec(index)?.[1] ?? 0)
}

/** Every index with its size and its age, those included that a stream has lost. */
async function listIndices(store, pattern) {
  const both = `${pattern},.ds-${pattern}`
  const options = 'expand_wildcards=all&ignore_unavailable=true'
  const [{indices}, settings] = await Promise.all([
    store.send('GET', `/${both}/_stats/store?${options}&filter_path=indices.*.total.store.size_in_bytes`).then(whole),
    store.send('GET', `/${both}/_settings/index.creation_date?${options}&flat_settings=true`),
  ])
  return Object.entries(settings).map(([name, one]) => ({
    name,
    createdMs: Number(one.settings['index.creation_date']),
    bytes: indices[name]?.total?.store?.size_in_bytes ?? 0,
  }))
}

/** With nothing stored the answer has nothing left after the filter. */
function whole(answer) {
  return {indices: {}, ...answer}
}

module.exports = {listIndices, listStreams}
