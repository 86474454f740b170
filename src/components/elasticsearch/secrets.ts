/** The secrets of this room: its own authority with the certificates of the log path, users, and Kibana's token. */
import {isAuthority, isLeaf, makeAuthority, makeKey, makeLeaf} from '../certificates.js'
import type {SecretSpec, Stack, Text} from '../component.js'
import {
  AUTHORITY,
  AUTHORITY_KEY,
  certificateOf,
  KIBANA_SECRET,
  KIBANA_TOKEN,
  SERVICE_TOKENS,
  type TlsServer,
  tlsKeyOf,
} from './names.js'
import {rotateNothing, settleKibana} from './rotate.js'
import {formatServiceTokens, formatToken} from './service-token.js'
import {listUserSecrets} from './users.js'

const titles: Readonly<Record<TlsServer, string>> = {elasticsearch: 'Elasticsearch', logstash: 'Logstash'}

/** The secrets of an enabled room. */
export function listElasticsearchSecrets(stack: Stack): readonly SecretSpec[] {
  return [
    ...authoritySecrets(stack),
    ...tlsSecrets('elasticsearch'),
    ...(stack.logstash.enabled ? tlsSecrets('logstash') : []),
    ...listUserSecrets(stack),
    ...(stack.kibana.enabled ? kibanaSecrets() : []),
  ]
}

/** One authority for the whole log path: each client trusts it and nothing else. */
function authoritySecrets(stack: Stack): readonly SecretSpec[] {
  return [
    {
      name: AUTHORITY_KEY,
      purpose: {en: 'Key of the log path’s own certificate authority.', zh: '日志链路自有证书颁发机构的私钥。'},
      readers: [],
      derive: (_, previous) => previous || makeKey(),
    },
    {
      name: AUTHORITY,
      purpose: {en: 'Certificate of the log path’s own authority.', zh: '日志链路自有颁发机构的证书。'},
      readers: ['elasticsearch', 'elasticsearch-exporter', 'filebeat', 'kibana', 'log-keeper', 'logstash'],
      derive: (value, previous) =>
        previous && isAuthority(previous, value(AUTHORITY_KEY))
          ? previous
          : makeAuthority(value(AUTHORITY_KEY), `${stack.project} opsctl logs CA`),
    },
  ]
}

function tlsSecrets(server: TlsServer): readonly SecretSpec[] {
  const names = [server, 'localhost', '127.0.0.1']
  const purpose = (en: string, zh: string): Text => ({
    en: `${en} of ${titles[server]}.`,
    zh: `${titles[server]} 的${zh}。`,
  })
  return [
    {
      name: tlsKeyOf(server),
      purpose: purpose('Private key', '私钥'),
      readers: [server],
      derive: (_, previous) => previous || makeKey(),
    },
    {
      name: certificateOf(server),
      purpose: purpose('Certificate', '证书'),
      readers: [server],
      derive(value, previous) {
        const key = value(tlsKeyOf(server))
        const authority = {certificate: value(AUTHORITY), key: value(AUTHORITY_KEY)}
        return previous && isLeaf(previous, {authority, key, names})
          ? previous
          : makeLeaf(key, names, {authority, isClient: true})
      },
    },
  ]
}

function kibanaSecrets(): readonly SecretSpec[] {
  return [
    {
      name: KIBANA_SECRET,
      purpose: {en: 'What the token of Kibana is made of.', zh: '用于生成 Kibana 令牌的机密。'},
      readers: [],
      rotate: rotateNothing,
      settle: settleKibana,
    },
    {
      name: KIBANA_TOKEN,
      purpose: {en: 'Token that Kibana logs in to Elasticsearch with.', zh: 'Kibana 登录 Elasticsearch 的令牌。'},
      readers: ['kibana'],
      derive: (value) => formatToken(value(KIBANA_SECRET)),
    },
    {
      name: SERVICE_TOKENS,
      purpose: {
        en: 'Hashed token of Kibana, as Elasticsearch reads it.',
        zh: 'Kibana 令牌的哈希（Elasticsearch 格式）。',
      },
      readers: ['elasticsearch'],
      derive: (value, previous) => formatServiceTokens(value(KIBANA_SECRET), previous),
    },
  ]
}
