// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Brings templates, settings and data streams to what is wanted: reads, compares, writes only what differs. It may end at
// any point: each step leaves the store whole, and the next run goes on from what it finds.
'use strict'

const {isSameTemplate, stable} = require('./compare.js')
const {listStreams} = require('./streams.js')

const QUICK = '?master_timeout=5s'

/** Both may be called again and again; `log(level, msg)` is told of each change. */
function makeInstaller({store, wanted, log}) {
  /** What the store made of what was put, where it differs from that: to put it again would change nothing. */
  const settled = new Map()
  const rolledOver = new Set()
  let hasLifecycle = true

  /** What a new data stream is made by. */
  async function prepareStore() {
    for (const {path, body} of wanted.templates) await putTemplate(path, body)
    await putClusterSettings()
  }

  /** What the data streams that are there still lack. */
  async function updateStreams() {
    const streams = await listStreams(store, wanted.pattern)
    if (streams.length === 0) return
    await putRetention()
    await rollOver(streams)
  }

  async function putTemplate(path, body) {
    const before = await readTemplate(path)
    if (isSameTemplate(body, before) || (before !== undefined && settled.get(path) === stable(before))) return
    await store.send('PUT', `${path}${QUICK}`, body)
    log('info', `${before === undefined ? 'made' : 'changed'} ${path}`)
    const after = await readTemplate(path)
    if (isSameTemplate(body, after)) return
    if (after !== undefined) settled.set(path, stable(after))
    log('warn', `${path} does not come back as it was put`)
  }

  async function readTemplate(path) {
    const answer = await store.find(path)
    const [found] = answer?.component_templates ?? answer?.index_templates ?? []
    return found?.component_template ?? found?.index_template
  }

  async function putClusterSettings() {
    const {persistent = {}} = await store.send('GET', '/_cluster/settings?flat_settings=true')
    const differing = Object.entries(wanted.clusterSettings).filter(([key, value]) => persistent[key] !== value)
    if (differing.length === 0) return
    await store.send('PUT', `/_cluster/settings${QUICK}`, {persistent: Object.fromEntries(differing)})
    log('info', `changed ${differing.map(([key, value]) => `${key} to ${value}`).join('; ')}`)
  }

  /** A template says how long the lines of new streams are kept; those that are there are told one by one. */
  async function putRetention() {
    for (const {name, lifecycle} of await readLifecycles()) {
      if (lifecycle?.data_retention === wanted.retention && lifecycle.enabled !== false) continue
      await store.send('PUT', `/_data_stream/${name}/_lifecycle${QUICK}`, {data_retention: wanted.retention})
      log('info', `lines of ${name} are kept for ${wanted.retention}`)
    }
  }

  async function readLifecycles() {
    if (!hasLifecycle) return []
    try {
      return (await store.send('GET', `/_data_stream/${wanted.pattern}/_lifecycle`)).data_streams
    } catch (error) {
      // A store that was built without it still keeps to the budget.
      if (!/no handler found/.test(error.message)) throw error
      hasLifecycle = false
      log('warn', 'this store has no life cycle for data streams: lines stay until the budget is used up')
      return []
    }
  }

  /** An index keeps the mapping it was made with; a new one takes the new mapping, and the old goes in its time. */
  async function rollOver(streams) {
    const marks = (await store.find(`/${wanted.pattern}/_mapping?filter_path=*.mappings._meta`)) ?? {}
    for (const {name, writeIndex} of streams) {
      if (marks[writeIndex]?.mappings?._meta?.opsctl === wanted.mark || rolledOver.has(name)) continue
      if (!(await wouldHaveMark(name))) {
        log('error', `another template than ours holds for ${name}`)
      } else {
        await store.send('POST', `/${name}/_rollover${QUICK}`)
        log('info', `${name} goes on in a new index with the new mapping`)
      }
      // Once in a life of this process, whatever the store makes of it.
      rolledOver.add(name)
    }
  }

  async function wouldHaveMark(name) {
    const {template} = await store.send('POST', `/_index_template/_simulate_index/${name}`)
    return template?.mappings?._meta?.opsctl === wanted.mark
  }

  return {prepareStore, updateStreams}
}

module.exports = {makeInstaller}
