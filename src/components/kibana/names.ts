/** Names that the files of this room share. */
import type {Stack} from '../component.js'

export const PORT = 5601

/** The person's own log-in, a user of the store; opsctl imports and asks as the same. */
export const USER = 'opsctl'
export const USER_PASSWORD = 'elasticsearch-opsctl-password'

/** Where the image keeps its configuration, and what it writes. */
export const HOME = '/usr/share/kibana'
export const CONFIG = `${HOME}/config`

/** Secrets of the store that this room reads. */
export const CA = 'elasticsearch-ca'
export const TOKEN = 'elasticsearch-kibana-token'

/** Its own keys: lost or changed, what they hide is lost too. */
export const KEYS = {
  sessions: 'kibana-session-key',
  savedObjects: 'kibana-saved-objects-key',
  reporting: 'kibana-reporting-key',
} as const

/**
 * Secret → the variable that the entrypoint exports it as and kibana.yml reads. None may be the name of a setting of
 * Kibana in capitals: the image would turn it into an argument, which the whole host can read.
 */
export const VARIABLES: Readonly<Record<string, string>> = {
  [TOKEN]: 'OPSCTL_STORE_TOKEN',
  [KEYS.sessions]: 'OPSCTL_SESSION_KEY',
  [KEYS.savedObjects]: 'OPSCTL_OBJECTS_KEY',
  [KEYS.reporting]: 'OPSCTL_REPORTS_KEY',
}

/** Where a person opens it. */
export function url(stack: Stack): string {
  return `http://127.0.0.1:${stack.kibana.port}`
}
