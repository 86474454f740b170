/** What is seen of the containers of a stack and of the files they come from. No environment, no line of a person’s data. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

const healthcheck = z.object({
  test: z.array(z.string()),
  intervalS: z.number(),
  timeoutS: z.number(),
  startPeriodS: z.number(),
  retries: z.number(),
})

const mount = z.object({
  type: z.string(),
  /** Of a volume; 64 hexadecimal digits when nobody named it. */
  name: z.string().optional(),
  source: z.string(),
  target: z.string(),
  writable: z.boolean(),
})

const container = z.object({
  service: z.string(),
  component: z.string(),
  name: z.string(),
  id: z.string(),
  number: z.number(),
  state: z.string(),
  health: z.enum(['healthy', 'unhealthy', 'starting', 'none']),
  healthcheck: healthcheck.optional(),
  failingStreak: z.number(),
  /** What the last healthcheck printed, redacted. */
  healthOutput: z.string(),
  exitCode: z.number(),
  oomKilled: z.boolean(),
  /** What the engine said when it could not start it. */
  error: z.string(),
  restarts: z.number(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  image: z.string(),
  imageId: z.string(),
  pid: z.number(),
  user: z.string(),
  /** 0: none. */
  limits: z.object({memoryBytes: z.number(), cpus: z.number(), pids: z.number()}),
  log: z.object({
    driver: z.string(),
    options: z.record(z.string(), z.string()),
    /** Absent where its file can’t be seen. */
    bytes: z.number().optional(),
  }),
  ports: z.array(z.object({bind: z.string(), host: z.number(), container: z.number()})),
  /** Name → address; empty while it does not run. */
  networks: z.record(z.string(), z.string()),
  mounts: z.array(mount),
  restartPolicy: z.string(),
  privileged: z.boolean(),
  readOnly: z.boolean(),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  securityOpt: z.array(z.string()),
  timezone: z.string().optional(),
  /** Hash of the configuration that only a new container takes, as it was when this one was made. */
  configSha256: z.string().optional(),
})
export type Container = z.infer<typeof container>

const expected = z.object({
  service: z.string(),
  component: z.string(),
  replicas: z.number(),
  hasHealthcheck: z.boolean(),
  /** Whether it goes without a healthcheck, or a limit, on purpose. */
  mayLackHealthcheck: z.boolean(),
  calls: z.array(z.object({service: z.string(), port: z.number()})),
  /** Real names of volumes by where they are mounted. */
  volumes: z.array(z.object({target: z.string(), name: z.string(), writable: z.boolean()})),
})
export type Expected = z.infer<typeof expected>

/** What must run, and every container of the project. */
export const containersFact = defineFact(
  'compose.containers',
  z.object({expected: z.array(expected), containers: z.array(container)}),
)

const modelService = z.object({
  image: z.string(),
  healthcheck: healthcheck.optional(),
  /** Service → condition. */
  dependsOn: z.record(z.string(), z.string()),
  networks: z.array(z.string()),
  limits: z.object({memoryBytes: z.number(), cpus: z.number(), pids: z.number()}),
})

const change = z.object({
  service: z.string(),
  action: z.enum(['create', 'recreate', 'restart', 'reload', 'update', 'remove', 'unchanged']),
  because: z.array(z.string()),
})

/** The Compose files as Compose reads them, and what bringing them up would do. */
export const filesFact = defineFact(
  'compose.files',
  z.object({
    state: z.enum(['ok', 'absent', 'broken']),
    /** What Compose says of files that it refuses, redacted. */
    error: z.string(),
    warnings: z.array(z.string()),
    services: z.record(z.string(), modelService),
    changes: z.array(change),
  }),
)

/** Configuration that a server read before its file was changed. */
export const configsFact = defineFact(
  'compose.configs',
  z.object({
    stale: z.array(
      z.object({service: z.string(), component: z.string(), reloads: z.boolean(), files: z.array(z.string())}),
    ),
    /** Servers that did not say what they run. */
    silent: z.array(z.string()),
    looked: z.number(),
  }),
)

/** The images that the stack needs. */
export const imagesFact = defineFact(
  'compose.images',
  z.object({
    images: z.array(
      z.object({
        reference: z.string(),
        origin: z.enum(['official', 'recipe', 'own', 'app']),
        present: z.boolean(),
        architecture: z.string(),
        digest: z.string().optional(),
        volumes: z.array(z.string()),
      }),
    ),
  }),
)

/** What the running containers use. */
export const usesFact = defineFact(
  'compose.uses',
  z.object({
    uses: z.array(
      z.object({
        service: z.string(),
        name: z.string(),
        id: z.string(),
        memoryBytes: z.number(),
        limitBytes: z.number(),
        processes: z.number(),
        periods: z.number(),
        throttled: z.number(),
      }),
    ),
  }),
)

const perService = z.record(z.string(), z.number())

/** What Prometheus remembers of containers, by service. */
export const pastFact = defineFact(
  'compose.past',
  z.object({
    /** In the last 15 minutes. */
    restarts: perService,
    /** Share of scheduling periods of the last 5 minutes in which it was held back. */
    throttled: perService,
  }),
)

/** Why containers are not well. */
export const causesFact = defineFact(
  'compose.causes',
  z.object({
    causes: z.array(
      z.object({
        service: z.string(),
        name: z.string(),
        kind: z.string(),
        cause: z.object({en: z.string(), zh: z.string()}),
        fix: z.object({en: z.string(), zh: z.string()}),
        /** The line that tells most, redacted and cut. */
        line: z.string().optional(),
      }),
    ),
  }),
)

/** Connections that services need, tried from inside their containers. */
export const reachFact = defineFact(
  'compose.reach',
  z.object({
    tries: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        port: z.number(),
        result: z.enum(['ok', 'no-name', 'refused', 'timeout']),
        ms: z.number(),
      }),
    ),
    /** Services whose image has nothing to try with. */
    blind: z.array(z.string()),
  }),
)

/** Volumes: which there are, which there were, and who may write. */
export const volumesFact = defineFact(
  'compose.volumes',
  z.object({
    existing: z.array(z.string()),
    /** Those that were in use when the stack was last brought up. */
    applied: z.array(z.string()),
    folders: z.array(
      z.object({
        service: z.string(),
        name: z.string(),
        target: z.string(),
        /** Of the process in the container. */
        user: z.object({uid: z.number(), gids: z.array(z.number())}),
        uid: z.number(),
        gid: z.number(),
        mode: z.number(),
      }),
    ),
    /** Folders of this host that are mounted with data in them and lie on a network. */
    remote: z.array(z.object({service: z.string(), source: z.string(), fsType: z.string()})),
  }),
)
