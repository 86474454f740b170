/** Asks the published ports as a client would: by HTTP, and by a handshake of its own. */
import {request as httpRequest} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {checkServerIdentity, connect, type PeerCertificate} from 'node:tls'

import type {Access, Stack} from '../../component.js'
import {ports} from '../route-plan.js'

const TIMEOUT_MS = 3000

export interface At {
  readonly host: string
  readonly port: number
}

export interface Visit {
  readonly url: string
  /** 0: no answer. */
  readonly status: number
  readonly ms: number
  readonly location: string
  readonly error: string
  /** The first few KiB. */
  readonly body: string
}

/** Where a client of this host finds a port: published there, or forwarded from a cluster. */
export async function publicDoor(access: Access, stack: Stack, scheme: 'http' | 'https'): Promise<At> {
  const {bind, httpPort, httpsPort} = stack.gateway
  if (stack.target === 'helm') return access.instance('gateway').reach(ports[scheme])
  const host = bind === '0.0.0.0' ? '127.0.0.1' : bind === '::' ? '::1' : bind
  return {host, port: scheme === 'http' ? httpPort : httpsPort}
}

/** One GET. Never throws. */
export function visit(
  scheme: 'http' | 'https',
  at: At,
  {path, name}: {readonly path: string; readonly name: string},
): Promise<Visit> {
  const started = performance.now()
  const url = `${scheme}://${at.host}:${at.port}${path}`
  const ms = () => Math.round(performance.now() - started)
  return new Promise((resolve) => {
    const fail = (error: Error) => {
      const why = (error as NodeJS.ErrnoException).code ?? error.message
      resolve({url, status: 0, ms: ms(), location: '', error: why, body: ''})
    }
    const options = {
      ...at,
      path,
      headers: {host: name},
      signal: AbortSignal.timeout(TIMEOUT_MS),
      agent: false as const,
    }
    const sent =
      scheme === 'http'
        ? httpRequest(options)
        : httpsRequest({...options, servername: isName(name) ? name : '', rejectUnauthorized: false})
    sent.once('error', fail)
    sent.once('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        if (body.length < 4096) body += chunk
      })
      response.once('error', fail)
      response.once('end', () => {
        const {statusCode: status = 0, headers} = response
        resolve({url, status, ms: ms(), location: headers.location ?? '', error: '', body})
      })
    })
    sent.end()
  })
}

export interface Hands {
  readonly error: string
  readonly protocol: string
  readonly untrusted: string
  readonly certificate: PeerCertificate | undefined
}

/** A handshake for a name. `authority` is who may have signed; the system's own where it is absent. Never throws. */
export function shakeHands(at: At, name: string, authority: string | undefined, old = false): Promise<Hands> {
  return new Promise((resolve) => {
    const socket = connect({
      ...at,
      servername: isName(name) ? name : '',
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
      ...(authority === undefined ? {} : {ca: authority}),
      ...(old ? {minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0'} : {}),
      // Names are judged apart, for each host of a route.
      checkServerIdentity: () => undefined,
    })
    const end = (error: string) => {
      resolve({error, protocol: '', untrusted: '', certificate: undefined})
      socket.destroy()
    }
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    socket.once('timeout', () => end('ETIMEDOUT'))
    socket.once('secureConnect', () => {
      const untrusted = socket.authorized ? '' : String(socket.authorizationError)
      const certificate = socket.getPeerCertificate()
      resolve({error: '', protocol: socket.getProtocol() ?? '', untrusted, certificate})
      socket.destroy()
    })
  })
}

/** Whether a certificate is for a host; one label stands for a star. */
export function covers(certificate: PeerCertificate, host: string): boolean {
  return checkServerIdentity(host.replace(/^\*\./, 'www.'), certificate) === undefined
}

function isName(name: string): boolean {
  return !/^[\d.:[\]]+$/.test(name)
}
