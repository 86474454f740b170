/**
 * Recorded from Elasticsearch 8.19 with the log path of a stack, in whose answers one value was changed for each fault.
 * The indicators of a health report that is not green, and errors of a lifecycle, are as Elastic documents them.
 */
import {FIXTURE_NOW, type Fixtures} from '../../../doctor/fixture.js'

const server = {answers: true, status: 200, ms: 41, version: '8.19.5', anonymous: 401, publishedAt: ['127.0.0.1']}
const cluster = {
  status: 'green',
  dataNodes: 1,
  activeShards: 11,
  unassigned: 0,
  pending: 0,
  pendingMs: 0,
  maxShardsPerNode: 1000,
  flood: '95%',
}
const node = {
  name: 'elasticsearch',
  heapPercents: [31, 32, 12],
  rejectedWrites: 0,
  breakersTripped: 0,
  uptimeMs: 171_176,
  diskBytes: 270_553_174_016,
  freeBytes: 66_577_682_432,
}
const index = {name: '.ds-logs-shop.web-development-2026.01.14-000001', replicas: 0, isBlocked: false}
const stream = {name: 'logs-shop.web-development', retention: '14d', oldestAt: FIXTURE_NOW - 3 * 86_400_000, errors: []}
const heap = {minMiB: 1024, maxMiB: 1024, limitMiB: 2048, wantedMiB: 1024}
const shards = {
  name: 'shards_availability',
  symptom: 'This cluster has 2 unavailable replica shards.',
  diagnosis: [
    {
      cause: 'Elasticsearch isn’t allowed to allocate some shards from these indices to any data nodes',
      action: 'Increase the number of nodes in this tier or decrease the number of replica shards.',
      url: 'https://ela.st/tier-capacity',
    },
  ],
}
const snapshots = {repositories: 1, policies: 1, lastSuccessAt: FIXTURE_NOW - 20 * 3_600_000}

export const fixtures: Fixtures = {
  'es.up': [
    {when: 'it answers', facts: {'elasticsearch.server': server}, expect: 'pass', says: /8\.19\.5/},
    {when: 'it is slow', facts: {'elasticsearch.server': {...server, ms: 2600}}, expect: 'warn', says: /2600 ms/},
    {
      when: 'it is stopped',
      facts: {'elasticsearch.server': {answers: false, error: 'elasticsearch does not run'}},
      expect: 'fail',
    },
    {
      when: 'it has other passwords',
      facts: {'elasticsearch.server': {...server, status: 401}},
      expect: 'fail',
      says: /401/,
    },
  ],
  'es.security': [
    {when: 'strangers get 401', facts: {'elasticsearch.server': server}, expect: 'pass'},
    {when: 'it is open on this host', facts: {'elasticsearch.server': {...server, anonymous: 200}}, expect: 'warn'},
    {
      when: 'it is open to the network',
      facts: {'elasticsearch.server': {...server, anonymous: 200, publishedAt: ['0.0.0.0']}},
      expect: 'fail',
      says: /0\.0\.0\.0/,
    },
  ],
  'es.heap': [
    {
      when: 'the least of three is low',
      facts: {'elasticsearch.nodes': [{...node, heapPercents: [91, 40, 45]}]},
      expect: 'pass',
      says: /40 %/,
    },
    {
      when: 'it never falls below 80',
      facts: {'elasticsearch.nodes': [{...node, heapPercents: [84, 86, 81]}]},
      expect: 'warn',
    },
    {
      when: 'it never falls below 90',
      facts: {'elasticsearch.nodes': [{...node, heapPercents: [94, 96, 95]}]},
      expect: 'fail',
    },
  ],
  'es.heap-size': [
    {when: 'it is half', facts: {'elasticsearch.heap': heap}, expect: 'pass', says: /1024 MiB of 2048/},
    {
      when: 'it is more than half',
      facts: {'elasticsearch.heap': {...heap, minMiB: 1536, maxMiB: 1536}},
      expect: 'warn',
      says: /more than half/,
    },
    {when: 'both differ', facts: {'elasticsearch.heap': {...heap, minMiB: 512}}, expect: 'warn', says: /differ/},
    {when: 'it is more than there is', facts: {'elasticsearch.heap': {...heap, maxMiB: 4096}}, expect: 'fail'},
  ],
  'es.health': [
    {when: 'it is green', facts: {'elasticsearch.cluster': cluster}, expect: 'pass', says: /11 shards/},
    {
      when: 'replicas have no place',
      facts: {'elasticsearch.cluster': {...cluster, status: 'yellow', unassigned: 2}},
      expect: 'warn',
      says: /2 shards/,
    },
    {
      when: 'a shard is lost',
      facts: {'elasticsearch.cluster': {...cluster, status: 'red', unassigned: 1}},
      expect: 'fail',
    },
  ],
  'es.report': [
    {when: 'all is green', facts: {'elasticsearch.report': {status: 'green', indicators: []}}, expect: 'pass'},
    {
      when: 'replicas have no place',
      facts: {'elasticsearch.report': {status: 'yellow', indicators: [{...shards, status: 'yellow'}]}},
      expect: 'warn',
      instance: 'shards_availability',
      says: /2 unavailable replica shards.*isn’t allowed/,
    },
    {
      when: 'shards are lost',
      facts: {'elasticsearch.report': {status: 'red', indicators: [{...shards, status: 'red', diagnosis: []}]}},
      expect: 'fail',
    },
  ],
  'es.single-node-replicas': [
    {
      when: 'none is wanted',
      facts: {'elasticsearch.cluster': cluster, 'elasticsearch.indices': [index]},
      expect: 'pass',
    },
    {
      when: 'one index wants a copy',
      facts: {'elasticsearch.cluster': cluster, 'elasticsearch.indices': [{...index, replicas: 1}]},
      expect: 'warn',
      says: /logs-shop\.web/,
    },
  ],
  'es.disk-watermark': [
    {
      when: 'it is 75 % full',
      facts: {'elasticsearch.nodes': [node], 'elasticsearch.cluster': cluster},
      expect: 'pass',
      says: /75 %/,
    },
    {
      when: 'it is above the low mark',
      facts: {'elasticsearch.nodes': [{...node, freeBytes: node.diskBytes * 0.13}], 'elasticsearch.cluster': cluster},
      expect: 'warn',
      says: /87 %.*stops at 95%/,
    },
    {
      when: 'it is above the high mark',
      facts: {'elasticsearch.nodes': [{...node, freeBytes: node.diskBytes * 0.07}], 'elasticsearch.cluster': cluster},
      expect: 'fail',
    },
  ],
  'es.read-only': [
    {when: 'none is blocked', facts: {'elasticsearch.indices': [index]}, expect: 'pass'},
    {
      when: 'the flood stage was reached',
      facts: {'elasticsearch.indices': [{...index, isBlocked: true}]},
      expect: 'fail',
      says: /1 indices/,
    },
  ],
  'es.shards': [
    {when: 'there are few', facts: {'elasticsearch.cluster': cluster}, expect: 'pass', says: /11 of 1000/},
    {when: 'there are 850', facts: {'elasticsearch.cluster': {...cluster, activeShards: 850}}, expect: 'warn'},
    {when: 'there are 990', facts: {'elasticsearch.cluster': {...cluster, activeShards: 990}}, expect: 'fail'},
  ],
  'es.ilm': [
    {when: 'all keep 14 days', facts: {'elasticsearch.streams': [stream]}, expect: 'pass', says: /14d/},
    {when: 'nothing is stored', facts: {'elasticsearch.streams': []}, expect: 'unknown'},
    {
      when: 'one keeps its lines for ever',
      facts: {'elasticsearch.streams': [{...stream, retention: undefined}]},
      expect: 'warn',
      instance: stream.name,
      says: /for ever/,
    },
    {
      when: 'nothing was deleted for a month',
      facts: {'elasticsearch.streams': [{...stream, oldestAt: FIXTURE_NOW - 31 * 86_400_000}]},
      expect: 'warn',
      says: /31 days/,
    },
    {
      when: 'the lifecycle fails',
      facts: {'elasticsearch.streams': [{...stream, errors: ['cluster_block_exception: index blocked']}]},
      expect: 'fail',
      says: /cluster_block_exception/,
    },
  ],
  'es.rejections': [
    {when: 'none was refused', facts: {'elasticsearch.nodes': [node]}, expect: 'pass'},
    {
      when: 'some were, at some time',
      facts: {'elasticsearch.nodes': [{...node, rejectedWrites: 12}]},
      expect: 'info',
      says: /12 writes/,
    },
    {
      when: 'more were since the last look',
      facts: {'elasticsearch.nodes': [{...node, rejectedWrites: 40}]},
      before: {agoS: 300, facts: {'elasticsearch.nodes': [{...node, uptimeMs: 100_000, rejectedWrites: 12}]}},
      expect: 'warn',
      says: /28 writes/,
    },
  ],
  'es.pending-tasks': [
    {when: 'none waits', facts: {'elasticsearch.cluster': cluster}, expect: 'pass'},
    {
      when: 'one waits for 20 minutes',
      facts: {'elasticsearch.cluster': {...cluster, pending: 1, pendingMs: 1_200_000}},
      expect: 'warn',
      says: /1200 s/,
    },
    {
      when: 'hundreds wait',
      facts: {'elasticsearch.cluster': {...cluster, pending: 240, pendingMs: 9000}},
      expect: 'fail',
    },
  ],
  'es.snapshot': [
    {when: 'one was made last night', facts: {'elasticsearch.snapshots': snapshots}, expect: 'pass', says: /20 h/},
    {
      when: 'there is no repository',
      facts: {'elasticsearch.snapshots': {repositories: 0, policies: 0}},
      expect: 'info',
    },
    {
      when: 'the last one is three days old',
      facts: {'elasticsearch.snapshots': {...snapshots, lastSuccessAt: FIXTURE_NOW - 72 * 3_600_000}},
      expect: 'warn',
    },
    {
      when: 'none has succeeded',
      facts: {'elasticsearch.snapshots': {repositories: 1, policies: 1}},
      expect: 'warn',
      says: /No snapshot/,
    },
  ],
}
