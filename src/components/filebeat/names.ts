/** Names that the files of this room share. */
export const PORT = 5066
/** Where its image keeps it. */
export const HOME = '/usr/share/filebeat'
/** Where its container sees what opsctl generates, and the logs of all containers. */
export const CONFIG = '/etc/opsctl'
export const CONTAINERS = '/var/lib/docker/containers'

/** The logs of all pods of a node, as its kubelet keeps them. */
export const PODS = '/var/log/pods'

/** Of the room elasticsearch. */
export const AUTHORITY = 'elasticsearch-ca'
export const WRITER_PASSWORD = 'elasticsearch-writer-password'
export const WRITER = 'log_writer'
/** Where the password is in the environment of the process; nowhere that `docker inspect` shows. */
export const WRITER_VARIABLE = 'OPSCTL_LOG_WRITER_PASSWORD'
