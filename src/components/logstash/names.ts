/** Names that the files of this room share. */

/** Where its image keeps it. */
export const HOME = '/usr/share/logstash'
/** Where its container sees what opsctl generates. */
export const CONFIG = '/etc/opsctl'
/** Where it says how it is. */
export const API_PORT = 9600
export const EXPORTER_PORT = 9198

/** The one pipeline; its name is a label of every metric. */
export const PIPELINE_ID = 'main'

/** Secrets of the room elasticsearch. */
export const AUTHORITY = 'elasticsearch-ca'
export const WRITER_PASSWORD = 'elasticsearch-writer-password'
export const TLS = 'logstash-tls'
export const TLS_KEY = 'logstash-tls-key'

/** Where the password is in the environment of the process; nowhere that `docker inspect` shows. */
export const WRITER_VARIABLE = 'LOG_WRITER_PASSWORD'

/** Begins the id of the filter that carries the hash of the pipeline, so that the running one can be told. */
export const STAMP = 'opsctl_config_'
