/** The gateway's secrets: certificates, passwords and their hashes. */
import {isAuthority, isLeaf, makeAuthority, makeKey, makeLeaf} from '../certificates.js'
import type {SecretSpec, Stack} from '../component.js'
import {findHashes, hashPassword} from '../password-hash.js'
import {authoritySecret, certificateSecret, type HashedUser, keySecret, passwordSecret, usersSecret} from './driver.js'
import {drivers} from './drivers.js'

const AUTHORITY_KEY = 'gateway-ca-key'

/**
 * Cost of bcrypt. Passwords are drawn with more than 190 bits, so a slow hash protects nothing more; each request pays
 * for it, and nginx serves nobody else meanwhile.
 */
const BCRYPT_COST = 5

/** The secrets of an enabled gateway. */
export function gatewaySecrets(stack: Stack): readonly SecretSpec[] {
  return [...tlsSecrets(stack), ...userSecrets(stack)]
}

/** Names of those that the server reads. */
export function mountedSecrets(stack: Stack): readonly string[] {
  const users = protectedRoutes(stack).map(([name]) => usersSecret(name))
  return stack.gateway.tls.mode === 'off' ? users : [certificateSecret, keySecret, ...users]
}

/** What the certificate is for: every host of a route, and this machine itself. */
export function namesOf({gateway}: Stack): readonly string[] {
  const hosts = Object.values(gateway.routes).flatMap((route) => route.hosts)
  return [...new Set([...hosts.toSorted(), 'localhost', '127.0.0.1'])]
}

function tlsSecrets(stack: Stack): readonly SecretSpec[] {
  const {mode, certificate, key} = stack.gateway.tls
  const readers = ['gateway']
  const forCertificate = {
    name: certificateSecret,
    purpose: {en: 'Certificate of the gateway, with its chain', zh: '网关证书及证书链'},
    readers,
  }
  const forKey = {name: keySecret, purpose: {en: 'Private key of the gateway', zh: '网关私钥'}, readers}
  if (mode === 'files') {
    return [
      {...forCertificate, from: certificate ?? ''},
      {...forKey, from: key ?? ''},
    ]
  }

  return mode === 'internal' ? internalSecrets(stack, forCertificate, forKey) : []
}

function internalSecrets(stack: Stack, certificate: SecretSpec, key: SecretSpec): readonly SecretSpec[] {
  return [
    {
      name: AUTHORITY_KEY,
      purpose: {en: 'Key of the project’s own certificate authority', zh: '项目自有证书颁发机构的私钥'},
      readers: [],
      derive: (_, previous) => previous || makeKey(),
    },
    {
      name: authoritySecret,
      purpose: {
        en: 'Certificate of the project’s own authority: trust it in your browser',
        zh: '项目自有颁发机构的证书：请在浏览器中信任它',
      },
      readers: [],
      derive: (value, previous) =>
        previous && isAuthority(previous, value(AUTHORITY_KEY))
          ? previous
          : makeAuthority(value(AUTHORITY_KEY), `${stack.project} opsctl CA`),
    },
    {...key, derive: (_, previous) => previous || makeKey()},
    {
      ...certificate,
      derive(value, previous) {
        const authority = {certificate: value(authoritySecret), key: value(AUTHORITY_KEY)}
        const names = namesOf(stack)
        return previous && isLeaf(previous, {authority, key: value(keySecret), names})
          ? previous
          : makeLeaf(value(keySecret), names, {authority})
      },
    },
  ]
}

function userSecrets(stack: Stack): readonly SecretSpec[] {
  const users = new Set(protectedRoutes(stack).flatMap(([, {basicAuth}]) => basicAuth))
  const passwords = [...users].toSorted().map(
    (user): SecretSpec => ({
      name: passwordSecret(user),
      purpose: {en: `Password of ${user} at the gateway`, zh: `${user} 在网关的密码`},
      readers: [],
    }),
  )
  return [...passwords, ...protectedRoutes(stack).map(([name, {basicAuth}]) => userList(stack, name, basicAuth))]
}

function userList({gateway}: Stack, route: string, users: readonly string[]): SecretSpec {
  const {formatUsers} = drivers[gateway.driver]
  return {
    name: usersSecret(route),
    purpose: {en: `Hashed passwords for the route ${route}`, zh: `路由 ${route} 的密码哈希`},
    readers: ['gateway'],
    async derive(value, previous) {
      const kept = findHashes(previous)
      const hashed = users.toSorted().map(
        async (user, index): Promise<HashedUser> => ({
          user,
          hash: await hashPassword(value(passwordSecret(user)), kept[index], BCRYPT_COST),
        }),
      )
      return formatUsers(route, await Promise.all(hashed))
    },
  }
}

function protectedRoutes({gateway}: Stack) {
  return Object.entries(gateway.routes)
    .filter(([, route]) => route.basicAuth.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
