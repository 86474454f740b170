/** What is seen of the Docker Engine. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

/** The engine, Compose and what they can do. */
export const engineFact = defineFact(
  'docker.engine',
  z.object({
    state: z.object({
      cli: z.boolean(),
      reach: z.enum(['ok', 'no-cli', 'no-socket', 'denied', 'refused', 'silent']),
      endpoint: z.string(),
      engineVersion: z.string().optional(),
      composeVersion: z.string().optional(),
      buildxVersion: z.string().optional(),
      cgroupVersion: z.string().optional(),
      limits: z.object({memory: z.boolean(), cpu: z.boolean(), pids: z.boolean()}).optional(),
      memoryMiB: z.number().optional(),
      cpus: z.number().optional(),
      rootFolder: z.string().optional(),
    }),
    /** Absent when it does not answer. */
    details: z
      .object({
        driver: z.string(),
        loggingDriver: z.string(),
        architecture: z.string(),
        operatingSystem: z.string(),
        liveRestore: z.boolean(),
        securityOptions: z.array(z.string()),
        warnings: z.array(z.string()),
        hasProxy: z.boolean(),
        noProxy: z.string(),
      })
      .optional(),
    /** Whether the kernel shows control groups here. */
    hasCgroups: z.boolean(),
    /** Whether the old `docker-compose` is installed. */
    hasComposeV1: z.boolean(),
  }),
)

const bytes = z.number()

/** What the engine’s data takes. */
export const diskFact = defineFact(
  'docker.disk',
  z.object({
    images: z.object({count: z.number(), bytes, unusedBytes: bytes}),
    buildCache: z.object({bytes, unusedBytes: bytes}),
    containerBytes: bytes,
    volumes: z.object({count: z.number(), bytes}),
  }),
)

/** The daemon’s own configuration file. Only names of options, and the values that matter here. */
export const daemonFileFact = defineFact(
  'docker.daemon-file',
  z.object({
    path: z.string(),
    state: z.enum(['absent', 'ok', 'broken', 'unreadable']),
    /** Where a broken one is broken. */
    error: z.string().optional(),
    options: z.array(z.string()),
    storageOptions: z.array(z.string()),
    hosts: z.array(z.string()),
    tlsVerify: z.boolean(),
    liveRestore: z.boolean().optional(),
    /** Whether a container for which nobody said anything gets a log that ends. */
    logsEnd: z.boolean(),
  }),
)

/** Where the daemon takes commands from besides its socket. */
export const doorsFact = defineFact(
  'docker.doors',
  z.object({
    /** TCP ports of dockerd, from its arguments and from what listens. */
    ports: z.array(z.object({port: z.number(), everywhere: z.boolean()})),
    tlsVerify: z.boolean(),
  }),
)

/** Who may use the engine: whoever may is as good as root. */
export const groupFact = defineFact('docker.group', z.object({exists: z.boolean(), members: z.array(z.string())}))
