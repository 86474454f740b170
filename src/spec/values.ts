/** The value types of opsctl.yaml: what a person may write, and what the rest of opsctl gets from it. */
import {z} from 'zod'

import type {Text} from '../text.js'

// One run judges one file: what a compiled parser would save is less than compiling it takes.
z.config({jitless: true})

/** What `opsctl explain` says about a key, beside its type, default and range. */
export interface KeyMeta extends Text {
  /** Where the value ends up: a file, a container setting, a flag. */
  readonly lands?: Text
}

/** Attaches the explanation of a key. Every key of the schema has one; a test holds that. */
export function explained<S extends z.ZodType>(schema: S, meta: KeyMeta): S {
  return schema.meta({description: meta.en, explain: meta}) as S
}

const SIZE_UNITS = {KiB: 1 / 1024, MiB: 1, GiB: 1024, TiB: 1024 ** 2} as const
const SIZE = /^(\d+(?:\.\d+)?)(KiB|MiB|GiB|TiB)$/

/** A size with a binary unit, as in `512MiB`; becomes a number of MiB. A bare number is refused: Compose reads it as bytes. */
export function sizeMiB(minMiB: number, maxMiB = 1024 ** 2) {
  return z
    .string()
    .regex(SIZE, {error: 'size'})
    .transform((written) => {
      const [, count, unit] = SIZE.exec(written) ?? []
      return Number(count) * SIZE_UNITS[unit as keyof typeof SIZE_UNITS]
    })
    .refine((mib) => mib >= minMiB && mib <= maxMiB, {error: 'size-range', params: {minMiB, maxMiB}})
    .meta({format: 'size', minMiB, maxMiB})
}

const DURATION_UNITS = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400} as const
const DURATION = /^(\d+)(ms|s|m|h|d)$/

/** A duration with one unit, as in `30s` or `15d`; becomes a number of seconds. */
export function durationS(minS: number, maxS: number) {
  return z
    .string()
    .regex(DURATION, {error: 'duration'})
    .transform((written) => {
      const [, count, unit] = DURATION.exec(written) ?? []
      return Number(count) * DURATION_UNITS[unit as keyof typeof DURATION_UNITS]
    })
    .refine((seconds) => seconds >= minS && seconds <= maxS, {error: 'duration-range', params: {minS, maxS}})
    .meta({format: 'duration', minS, maxS})
}

/** A TCP port of the host or of a container. */
export const port = () => z.int().min(1).max(65_535)

/** A port of the host. One that is given to two components is refused. */
export const hostPort = () => port().meta({hostPort: true})

/** CPUs a container may use; 0.05 is the least that lets anything start. */
export const cpus = () => z.number().min(0.05).max(256)

/** A name that Compose, DNS, metric labels and file names all take as it is. */
export const name = () => z.string().regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, {error: 'name'})

/** An absolute URL path, as in `/api/`. No character that any gateway's config language gives a meaning to. */
export const urlPath = () => z.string().regex(/^\/[A-Za-z0-9._~!&'()*+,=:@/-]*$/, {error: 'url-path'})

/** A host name by RFC 1123, or one with a leading wildcard label. */
export const hostname = () =>
  z
    .string()
    .max(253)
    .regex(/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/, {error: 'hostname'})

/** Limits of one container. */
export function limits(defaults: {memory: string; cpus: number; minMiB: number}) {
  return explained(
    z
      .strictObject({
        memory: explained(sizeMiB(defaults.minMiB).prefault(defaults.memory), {
          en: 'Most memory the container may use.',
          zh: '容器可使用的最大内存。',
          lands: {en: 'mem_limit of the service', zh: '服务的 mem_limit'},
        }),
        cpus: explained(cpus().default(defaults.cpus), {
          en: 'Most CPUs the container may use.',
          zh: '容器可使用的最大 CPU 数。',
          lands: {en: 'cpus of the service', zh: '服务的 cpus'},
        }),
      })
      .prefault({}),
    {
      en: 'Limits of the container.',
      zh: '容器的资源限制。',
      lands: {en: 'limits of the service', zh: '服务的资源限制'},
    },
  )
}

/** Whether a component is in the stack. A key that is absent from opsctl.yaml means it isn't. */
export const enabled = () =>
  explained(z.boolean().default(true), {
    en: 'Whether the component is in the stack. Settings are kept while it is false.',
    zh: '组件是否属于该栈。为 false 时保留其设置。',
  })
