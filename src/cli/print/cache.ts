/** What the commands of `cache` print. No value and no argument of a command is among it. */
import type {CacheClients} from '../../actions/cache/clients.js'
import type {CacheInfo} from '../../actions/cache/info.js'
import type {CacheSlow} from '../../actions/cache/slow.js'
import type {KeySample} from '../../components/redis/doctor/sample-keys.js'
import {formatUs} from '../../figures.js'
import {cacheMessages as say} from '../../messages/cache.js'
import type {Lang, Text} from '../../text.js'
import {formatBytes, formatColumns, formatCount, formatMoment, formatShare, formatSpan} from './units.js'

const MOST_CLIENTS = 30

/** One line for each side of the server. */
export function formatInfo(info: CacheInfo, lang: Lang, nowMs: number): readonly string[] {
  const {memory, clients, traffic, disk, keyspace, replication} = info
  const max = memory.max === 0 ? say.unlimited[lang] : formatBytes(memory.max)
  const age = formatSpan((nowMs - disk.rdbSavedAt) / 1000)
  const aof = disk.aof ? disk.aofWrite : say.off[lang]
  const line = (title: Text, text: Text) => [title[lang], text[lang]]
  const rows = [
    line(say.server, say.serverLine(info.version, info.role, formatSpan(info.uptimeS))),
    line(say.memory, say.memoryLine(formatBytes(memory.used), max, memory.policy)),
    line({en: '', zh: ''}, say.memoryMore(formatBytes(memory.peak), formatBytes(memory.rss), memory.fragmentation)),
    line(
      say.clients,
      say.clientsLine(
        formatCount(clients.connected),
        formatCount(clients.max),
        clients.blocked,
        formatCount(clients.rejected),
      ),
    ),
    line(say.lookups, lookupsOf(traffic)),
    line(say.disk, say.diskLine(disk.rdbStatus, age, formatCount(disk.rdbChanges), aof)),
    ...keyspace.map(({db, keys, expires}, index) =>
      line(index === 0 ? say.keys : {en: '', zh: ''}, say.keysLine(db, formatCount(keys), formatCount(expires))),
    ),
    ...(keyspace.length === 0 ? [line(say.keys, say.noKeys)] : []),
    line(say.replication, say.replicationLine(replication.role, replication.replicas.length)),
  ]
  return formatColumns(rows)
}

function lookupsOf({hits, misses, evicted}: CacheInfo['traffic']): Text {
  const total = hits + misses
  if (total === 0) return say.noLookups(formatCount(evicted))
  return say.lookupsLine(formatShare(hits / total), formatCount(total), formatCount(evicted))
}

/** The slow commands, then what else delayed the server. */
export function formatSlow({slow, latency, latencyThresholdMs}: CacheSlow, lang: Lang): readonly string[] {
  const commands = slow.map(({command, us, at}) => [formatUs(us), command, momentOf(at)])
  const events = latency.map(({event, at, maxMs}) => [event, momentOf(at), formatUs(maxMs * 1000)])
  return [
    ...(slow.length === 0 ? [say.noneSlow[lang]] : [say.slowHead(slow.length)[lang], ...formatColumns(commands)]),
    ...(latencyThresholdMs === 0 ? [say.monitorOff[lang]] : []),
    ...(events.length === 0 ? [] : ['', say.eventsHead[lang], ...formatColumns(events)]),
  ]
}

/** The largest keys with their names. */
export function formatBigKeys({keys, sampled, largest}: KeySample, lang: Lang): readonly string[] {
  const rows = largest.map(({db, name, type, bytes, ttlS}) => [
    formatBytes(bytes),
    type,
    `db${db}`,
    ttlS < 0 ? say.forever[lang] : say.expiresIn(formatSpan(ttlS))[lang],
    printable(name),
  ])
  return [...formatColumns(rows), say.sampled(formatCount(sampled), formatCount(keys))[lang]]
}

/** Who is connected, those with the most memory first. */
export function formatClients({users, clients}: CacheClients, lang: Lang): readonly string[] {
  if (clients.length === 0) return [say.noClients[lang]]
  const rows = clients
    .slice(0, MOST_CLIENTS)
    .map((client) => [
      client.user,
      client.address,
      client.name || client.library || '-',
      client.command,
      formatSpan(client.ageS),
      formatSpan(client.idleS),
      formatBytes(client.bytes),
    ])
  const counts = Object.entries(users).map(([user, count]) => `${user} ${count}`)
  return [
    say.perUser(counts.join(', '))[lang],
    ...formatColumns([say.clientHead[lang].split('\t'), ...rows]),
    ...(clients.length > MOST_CLIENTS ? [say.moreClients(clients.length - MOST_CLIENTS)[lang]] : []),
  ]
}

function momentOf(ms: number): string {
  return formatMoment(new Date(ms).toISOString())
}

/** A name of a key may hold anything, sequences that move a terminal's cursor among it. */
function printable(name: string): string {
  return name.replaceAll(/\p{C}/gu, '·').slice(0, 120)
}
