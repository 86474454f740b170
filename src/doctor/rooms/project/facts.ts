/** What is seen of the files of a project. Names, sizes and modes only: no value of any secret. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

const text = z.object({en: z.string(), zh: z.string()})

const problem = z.object({
  file: z.string(),
  line: z.number().optional(),
  path: z.string().optional(),
  message: text,
  /** A key that must be there and is not. */
  missing: z.boolean(),
})
export type SpecFinding = z.infer<typeof problem>

/** opsctl.yaml, the files that it names, and overlay/. */
export const specFact = defineFact(
  'project.spec',
  z.object({
    state: z.enum(['read', 'missing', 'empty', 'unreadable']),
    problems: z.array(problem),
    warnings: z.array(problem),
  }),
)

export const toolsFact = defineFact(
  'project.tools',
  z.object({
    node: z.string(),
    /** Oldest Node.js that package.json allows. */
    leastNode: z.string(),
    opsctl: z.string(),
    /** Format of deploy/.opsctl.json; absent before the first render. */
    manifest: z.number().optional(),
    knownManifest: z.number(),
  }),
)

export const foldersFact = defineFact(
  'project.folders',
  z.object({
    me: z.number(),
    /** The topmost ones that this user can’t write; a folder below such a one is not named again. */
    blocked: z.array(z.object({path: z.string(), uid: z.number()})),
    looked: z.number(),
  }),
)

/** deploy/ against its manifest. */
export const generatedFact = defineFact(
  'project.generated',
  z.object({
    rendered: z.boolean(),
    files: z.number(),
    edited: z.array(z.string()),
    missing: z.array(z.string()),
    /** Than opsctl.yaml or a file of overlay/. */
    isOlder: z.boolean(),
    /** Files whose modes keep a server from reading them. */
    unreadable: z.array(z.object({path: z.string(), mode: z.number(), wanted: z.number()})),
  }),
)

const secret = z.object({
  name: z.string(),
  origin: z.enum(['generated', 'derived', 'file', 'given']),
  state: z.enum(['there', 'missing', 'empty', 'no-file']),
  /** Whether it was there once; a new value would not be the one that the store knows. */
  known: z.boolean(),
  mode: z.number(),
  length: z.number(),
  /** Bits that guessing would cost, from length and kinds of characters. */
  bits: z.number(),
  sample: z.boolean(),
  /** The same number on two secrets: the same value. */
  twin: z.number().optional(),
  changedAt: z.string().optional(),
  /** The person’s own file that it is copied from. */
  source: z.object({path: z.string(), mode: z.number(), isKey: z.boolean(), tracked: z.boolean()}).optional(),
})
export type SecretSeen = z.infer<typeof secret>

export const secretsFact = defineFact(
  'project.secrets',
  z.object({
    folder: z.object({state: z.enum(['there', 'missing', 'no-folder']), mode: z.number(), ignored: z.boolean()}),
    /** Files of the folder that git tracks. */
    tracked: z.array(z.string()),
    secrets: z.array(secret),
  }),
)

/** `${NAME}` in the person’s own Compose file, which Compose replaces from the environment and .env. */
export const referencesFact = defineFact(
  'project.references',
  z.object({
    count: z.number(),
    found: z.array(
      z.object({
        name: z.string(),
        file: z.string(),
        line: z.number(),
        state: z.enum(['set', 'default', 'empty', 'unset']),
        isSecret: z.boolean(),
      }),
    ),
  }),
)

const service = z.object({
  service: z.string(),
  component: z.string(),
  /** Rules of hardening from which its room stands back, with a reason. */
  waivers: z.array(z.string()),
  user: z.string(),
  privileged: z.boolean(),
  pid: z.string(),
  ipc: z.string(),
  network: z.string(),
  uts: z.string(),
  userns: z.string(),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  securityOpt: z.array(z.string()),
  readOnly: z.boolean(),
  mounts: z.array(z.object({type: z.string(), source: z.string(), target: z.string(), readOnly: z.boolean()})),
  ports: z.array(z.object({bind: z.string(), host: z.number(), container: z.number()})),
  /** Names of environment variables whose values are secrets. */
  secretEnv: z.array(z.string()),
  /** Whether its room hands secrets over by the environment, because the image takes no files. */
  envByDesign: z.boolean(),
})
export type ServiceSeen = z.infer<typeof service>
/** How one service is to run, or one container does run. */
export const serviceSchema = service

/** The services as Compose would start them, with the person’s own override. */
export const servicesFact = defineFact(
  'project.services',
  z.object({
    services: z.array(
      service.extend({healthcheck: z.object({intervalS: z.number(), timeoutS: z.number()}).optional()}),
    ),
  }),
)

/** How long who waits for whom, from the generated and own configuration of Prometheus. */
export const scrapesFact = defineFact(
  'project.scrapes',
  z.object({jobs: z.array(z.object({job: z.string(), file: z.string(), intervalS: z.number(), timeoutS: z.number()}))}),
)

export const imagesFact = defineFact(
  'project.images',
  z.object({
    services: z.array(z.object({service: z.string(), wanted: z.string(), running: z.string()})),
    /** Major versions of the stores. */
    majors: z.record(z.string(), z.string()),
  }),
)
