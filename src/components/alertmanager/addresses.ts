/** Judges addresses that Alertmanager is to call: none may lead to the host's metadata service or back into the container. */
import {BlockList, isIP} from 'node:net'

import {alertingMessages as say} from '../../messages/alerting.js'
import type {Text} from '../component.js'

/** Where clouds keep the credentials of a machine, and what no packet can be sent to. */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addAddress('100.100.100.200', 'ipv4')
forbidden.addAddress('192.0.0.192', 'ipv4')
forbidden.addAddress('168.63.129.16', 'ipv4')
forbidden.addSubnet('224.0.0.0', 3, 'ipv4')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addSubnet('ff00::', 8, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')

const own = new BlockList()
own.addSubnet('127.0.0.0', 8, 'ipv4')
own.addSubnet('0.0.0.0', 8, 'ipv4')
own.addAddress('::1', 'ipv6')
own.addAddress('::', 'ipv6')

const METADATA_NAME = /^(metadata|instance-data)(\..*)?$|^metadata\.google\.internal$/
const OWN_NAME = /^(localhost|.*\.localhost|alertmanager)$/

/** Why a host must not be called; undefined when it may. */
export function hostProblem(written: string): Text | undefined {
  const host = written
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const family = isIP(host)
  if (family === 0) {
    if (METADATA_NAME.test(host)) return say.metadata(written)
    return OWN_NAME.test(host) ? say.ownContainer(written) : undefined
  }

  const kind = family === 4 ? 'ipv4' : 'ipv6'
  if (forbidden.check(host, kind)) return say.metadata(written)
  return own.check(host, kind) ? say.ownContainer(written) : undefined
}

/** Why a URL must not be called; undefined when it may. The URL parser knows every way to write an address. */
export function urlProblem(written: string): Text | undefined {
  let url: URL
  try {
    url = new URL(written)
  } catch {
    return say.notUrl
  }

  if (url.protocol !== 'https:' && url.protocol !== 'http:') return say.notUrl
  // A `{{` would be run as a template by Alertmanager.
  if (/[\s{}]/.test(written)) return say.notUrl
  return hostProblem(url.hostname)
}
