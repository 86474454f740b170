/** Names that the files of this room share. */
import {datasetOf} from '../../spec/log-streams.js'
import type {Stack} from '../component.js'

/** The name by which every container finds it, also in its certificate. */
export const HOST = 'elasticsearch'
export const PORT = 9200
export const EXPORTER_PORT = 9114

/** Where its image keeps it. */
export const HOME = '/usr/share/elasticsearch'
/** Where its containers see what opsctl generates. */
export const CONFIG = '/etc/opsctl'

export const AUTHORITY_KEY = 'elasticsearch-ca-key'
export const AUTHORITY = 'elasticsearch-ca'
export const USERS = 'elasticsearch-users'
export const KIBANA_SECRET = 'elasticsearch-kibana-secret'
export const KIBANA_TOKEN = 'elasticsearch-kibana-token'
export const SERVICE_TOKENS = 'elasticsearch-service-tokens'

/** Programs that answer with a certificate of this room's authority. */
export type TlsServer = 'elasticsearch' | 'logstash'

export const tlsKeyOf = (server: TlsServer) => `${server}-tls-key`
export const certificateOf = (server: TlsServer) => `${server}-tls`

/** Every data stream of the project, as Elasticsearch matches names. */
export function streamsOf({project}: Stack): string {
  return `logs-${datasetOf(project, '*')}`
}
