/** What is seen of a stack in a cluster, as the API server answers. Of Secrets only names. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

const text = z.object({en: z.string(), zh: z.string()})
const verdict = z.object({status: z.enum(['pass', 'warn', 'fail', 'skip']), detail: text, fix: text.optional()})
export type KeptVerdict = z.infer<typeof verdict>

export const apiFact = defineFact(
  'kubernetes.api',
  z.object({context: z.string(), tools: z.array(verdict), rights: verdict.optional()}),
)

export const releaseFact = defineFact(
  'kubernetes.release',
  z.object({
    release: z.string(),
    namespace: z.string(),
    state: z.enum(['none', 'known', 'unknown']),
    status: z.string().optional(),
    revision: z.number().optional(),
    good: z.number().optional(),
    /** Seconds since 1970. */
    sinceS: z.number().optional(),
  }),
)

export const podsFact = defineFact(
  'kubernetes.pods',
  z.object({
    pods: z.array(
      z.object({
        pod: z.string(),
        service: z.string(),
        phase: z.string(),
        ready: z.boolean(),
        createdAt: z.string(),
        terminating: z.boolean(),
        restarts: z.number(),
        oomKilled: z.boolean(),
        /** Why it waits, in the word of the cluster. */
        waiting: z.string(),
        cause: text.optional(),
        fix: text.optional(),
      }),
    ),
  }),
)
export type PodSeen = z.infer<typeof podsFact.schema>['pods'][number]

export const workloadsFact = defineFact(
  'kubernetes.workloads',
  z.object({
    containers: z.array(
      z.object({
        workload: z.string(),
        container: z.string(),
        image: z.string(),
        pullPolicy: z.string(),
        /** What of requests, limits and probes is not there. */
        lacks: z.array(z.string()),
      }),
    ),
  }),
)

export const storageFact = defineFact(
  'kubernetes.storage',
  z.object({
    claims: z.array(
      z.object({name: z.string(), phase: z.string(), storageClass: z.string(), why: z.string().optional()}),
    ),
    /** Absent where this person may not list them. */
    classes: z.array(z.object({name: z.string(), isDefault: z.boolean()})).optional(),
  }),
)

export const servicesFact = defineFact(
  'kubernetes.services',
  z.object({
    services: z.array(z.object({name: z.string(), ready: z.number(), notReady: z.number(), replicas: z.number()})),
  }),
)

/** Kinds and objects that opsctl.yaml names, and what the ingress leads to. */
export const ingressFact = defineFact(
  'kubernetes.ingress',
  z.object({
    wanted: z.boolean(),
    names: z.array(verdict),
    ingresses: z.array(
      z.object({
        name: z.string(),
        hosts: z.array(z.string()),
        missingBackends: z.array(z.string()),
        address: z.boolean(),
      }),
    ),
  }),
)

export const nodesFact = defineFact(
  'kubernetes.nodes',
  z.object({
    nodes: z.array(
      z.object({
        name: z.string(),
        ready: z.boolean(),
        cordoned: z.boolean(),
        pressures: z.array(z.string()),
        memoryMiB: z.number(),
        requestedMiB: z.number(),
      }),
    ),
  }),
)

export const scalersFact = defineFact(
  'kubernetes.scalers',
  z.object({
    scalers: z.array(
      z.object({
        name: z.string(),
        replicas: z.number(),
        max: z.number(),
        seesMetrics: z.boolean(),
        message: z.string(),
      }),
    ),
  }),
)

export const secretsFact = defineFact(
  'kubernetes.secrets',
  z.object({
    referenced: z.number(),
    missing: z.array(z.object({secret: z.string(), by: z.string()})),
    /** Keys of overlay/values.yaml that hold what looks like a secret. */
    plain: z.array(z.string()),
  }),
)
