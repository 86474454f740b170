/** What doctor sees of the gateway, whatever its driver. */
import {z} from 'zod'

import {defineFact} from '../../../doctor/facts.js'

/** What the server says of itself on its internal port. */
export const self = defineFact(
  'gateway.self',
  z.object({
    /** 0: no answer. */
    status: z.number(),
    ms: z.number(),
    error: z.string(),
    /** Hash of the configuration that it runs, and of the one on disk. */
    running: z.string(),
    onDisk: z.string(),
    /** Connections, or open files where nothing else limits them. */
    connections: z.object({used: z.number(), max: z.number(), of: z.enum(['connections', 'files'])}).optional(),
    /** Requests that wait for an upstream now; only HAProxy lets them. */
    queued: z.number().optional(),
    /** Attempts to connect to an upstream that failed since the start. */
    connectErrors: z.number().optional(),
    /** Lines of its log that say that it had no connection left. */
    outOfConnections: z.number(),
  }),
)

/** The verdict of the driver's own binary on the files on disk. */
export const configTest = defineFact('gateway.config-test', z.object({exitCode: z.number(), output: z.string()}))

const answer = z.object({url: z.string(), status: z.number(), ms: z.number(), location: z.string(), error: z.string()})

/** What a client gets at the published ports. */
export const doors = defineFact(
  'gateway.doors',
  z.object({
    http: answer,
    https: answer.optional(),
    /** Pages that tell of the inside and answer at the public port. */
    open: z.array(z.object({path: z.string(), whose: z.enum(['gateway', 'app'])})),
  }),
)

/** The handshake at the published port. */
export const handshake = defineFact(
  'gateway.handshake',
  z.object({
    /** Empty: it succeeded. */
    error: z.string(),
    protocol: z.string(),
    /** Why a client that trusts the right authority would refuse it; empty when it would not. */
    untrusted: z.string(),
    names: z.array(z.string()),
    /** Hosts of routes that the certificate is not for. */
    uncovered: z.array(z.string()),
    fingerprint: z.string(),
    /** ms since 1970. */
    notAfter: z.number(),
    /** Whether TLS 1.1 is still taken. */
    takesOld: z.boolean(),
  }),
)

/** Certificates as files. */
export const certificates = defineFact(
  'gateway.certificates',
  z.array(
    z.object({
      file: z.string(),
      subject: z.string(),
      notBefore: z.number(),
      notAfter: z.number(),
      fingerprint: z.string(),
      /** Absent for one whose key is not at hand. */
      keyFits: z.boolean().optional(),
    }),
  ),
)

/** Whether each address behind each upstream takes a connection from within the gateway. */
export const upstreams = defineFact(
  'gateway.upstreams',
  z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      /** Empty when the name leads nowhere. */
      address: z.string(),
      result: z.enum(['ok', 'refused', 'timeout', 'unresolved', 'unreachable']),
    }),
  ),
)

/** What Prometheus recorded of the last minutes. Absent: it has no samples yet. */
export const traffic = defineFact(
  'gateway.traffic',
  z.object({
    requests5m: z.number().optional(),
    errorRatio: z.number().optional(),
    hitRatio: z.number().optional(),
    lookups: z.number().optional(),
    perS: z.number().optional(),
    perSYesterday: z.number().optional(),
    routes: z.array(
      z.object({
        name: z.string(),
        p95S: z.number().optional(),
        errorsPerS: z.number().optional(),
        perS: z.number().optional(),
      }),
    ),
  }),
)

/** The quickest answer of an upstream, asked directly and through the gateway. */
export const detour = defineFact(
  'gateway.detour',
  z.object({route: z.string(), path: z.string(), directMs: z.number(), throughMs: z.number(), samples: z.number()}),
)
