/** What is looked at in Elasticsearch. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** Whether it answers, to whom, and where it can be reached. */
export const serverFact = defineFact(
  'elasticsearch.server',
  z.discriminatedUnion('answers', [
    z.object({answers: z.literal(false), error: z.string()}),
    z.object({
      answers: z.literal(true),
      /** Of GET / as user opsctl. */
      status: z.number(),
      ms: z.number(),
      version: z.string(),
      /** Of GET / without a log-in. */
      anonymous: z.number().optional(),
      /** Addresses of the host where it is published. */
      publishedAt: z.array(z.string()),
    }),
  ]),
)

/** The cluster as a whole, with the settings that limit it. */
export const clusterFact = defineFact(
  'elasticsearch.cluster',
  z.object({
    status: z.enum(['green', 'yellow', 'red']),
    dataNodes: z.number(),
    activeShards: z.number(),
    unassigned: z.number(),
    pending: z.number(),
    /** How long the oldest of them waits. */
    pendingMs: z.number(),
    maxShardsPerNode: z.number(),
    /** Where the disk is so full that writing stops, as Elasticsearch has it: `95%`. */
    flood: z.string(),
  }),
)

/** Its own diagnosis. */
export const reportFact = defineFact(
  'elasticsearch.report',
  z.object({
    status: z.string(),
    indicators: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        symptom: z.string(),
        diagnosis: z.array(z.object({cause: z.string(), action: z.string(), url: z.string()})),
      }),
    ),
  }),
)

/** Memory, disk and refusals of each node. Heap is sampled three times: right after a collection it says nothing. */
export const nodesFact = defineFact(
  'elasticsearch.nodes',
  z.array(
    z.object({
      name: z.string(),
      heapPercents: z.array(z.number()),
      /** Since its start. */
      rejectedWrites: z.number(),
      breakersTripped: z.number(),
      uptimeMs: z.number(),
      diskBytes: z.number(),
      freeBytes: z.number(),
    }),
  ),
)

/** Indices of this project. */
export const indicesFact = defineFact(
  'elasticsearch.indices',
  z.array(z.object({name: z.string(), replicas: z.number(), isBlocked: z.boolean()})),
)

/** Data streams of this project, with how long they keep what they hold. */
export const streamsFact = defineFact(
  'elasticsearch.streams',
  z.array(
    z.object({
      name: z.string(),
      /** Absent: for ever. */
      retention: z.string().optional(),
      /** Of the oldest index, ms since 1970. */
      oldestAt: z.number().optional(),
      errors: z.array(z.string()),
    }),
  ),
)

/** The heap that the JVM is given, from the file it reads. */
export const heapFact = defineFact(
  'elasticsearch.heap',
  z.object({minMiB: z.number().optional(), maxMiB: z.number().optional(), limitMiB: z.number(), wantedMiB: z.number()}),
)

/** Snapshots of what is stored. */
export const snapshotsFact = defineFact(
  'elasticsearch.snapshots',
  z.object({repositories: z.number(), policies: z.number(), lastSuccessAt: z.number().optional()}),
)
