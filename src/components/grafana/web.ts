/** Names that the files of this room share. */
export const ADMIN = 'opsctl'
export const PASSWORD = 'grafana-admin-password'
export const PORT = 3000
/** Where the container sees what opsctl provisions. */
export const CONFIG = '/etc/opsctl'
