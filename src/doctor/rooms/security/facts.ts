/** What is seen of who can reach what, and of who tried. Addresses are kept: without them nobody can be kept out. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'
import {serviceSchema} from '../project/facts.js'

/** The containers that run, as the engine describes them. */
export const containersFact = defineFact('security.containers', z.object({services: z.array(serviceSchema)}))

/** What clients asked the gateway lately, added up by address. */
export const requestsFact = defineFact(
  'security.requests',
  z.object({
    lines: z.number(),
    clients: z.array(
      z.object({
        client: z.string(),
        /** Most requests in one minute to paths of log-ins and administration, or that were refused or led nowhere. */
        suspectPerMinute: z.number(),
        /** Most answers 401 and 403 in five minutes. */
        refusedIn5m: z.number(),
        route: z.string(),
      }),
    ),
  }),
)
export type ClientSeen = z.infer<typeof requestsFact.schema>['clients'][number]

/** What the journal of this host says of log-ins and of sudo. */
export const loginsFact = defineFact(
  'security.logins',
  z.object({
    source: z.string(),
    sshd: z.array(z.object({from: z.string(), in5m: z.number()})),
    sudo: z.array(z.object({user: z.string(), count: z.number()})),
  }),
)

export const firewallFact = defineFact(
  'security.firewall',
  z.object({
    kind: z.enum(['ufw', 'firewalld', 'rules', 'none']),
    /** Ports that it lets in, where it says so. */
    allowed: z.array(z.number()),
    /** Rules of a person in DOCKER-USER; absent where there is no such chain. */
    dockerUser: z.number().optional(),
    /** Addresses of this host that the internet routes. */
    publicAddresses: z.number(),
  }),
)

/** What answers somebody who does not log in. */
export const endpointsFact = defineFact(
  'security.endpoints',
  z.object({
    endpoints: z.array(
      z.object({service: z.string(), path: z.string(), status: z.number(), hsts: z.boolean(), needsLogin: z.boolean()}),
    ),
  }),
)

export const updatesFact = defineFact(
  'security.updates',
  z.object({security: z.array(z.string()), all: z.number(), listsAgeDays: z.number().optional(), reboot: z.boolean()}),
)

export const hostFact = defineFact(
  'security.host',
  z.object({
    modes: z.array(z.object({path: z.string(), mode: z.number(), widest: z.number()})),
    /** Ports of old services that something listens on. */
    legacy: z.array(z.number()),
    /** Settings of sshd; absent where there is none. */
    ssh: z.object({rootLogin: z.string(), password: z.string()}).optional(),
    /** Paths that auditd watches; absent where it does not run. */
    watched: z.array(z.string()).optional(),
  }),
)

export const vulnerabilitiesFact = defineFact(
  'security.vulnerabilities',
  z.object({
    images: z.array(z.object({image: z.string(), critical: z.number(), high: z.number(), fixable: z.number()})),
  }),
)

export const auditLogFact = defineFact(
  'security.audit-log',
  z.object({table: z.string(), newest: z.string().optional()}),
)
