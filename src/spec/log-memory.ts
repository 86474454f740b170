/** Memory of the log rooms by the memory of the machine. All sizes are MiB. */

/** How the log rooms share a machine. */
export interface LogMemory {
  readonly path: 'full' | 'light'
  readonly elasticsearch: number
  /** Absent on the light path. */
  readonly logstash?: number
  readonly kibana: number
  readonly filebeat: number
}

/** Memory of the machine below which a path is refused: its rooms at their least, beside the two to three GiB of the core. */
export const LEAST_HOST_MIB = {full: 7_168, light: 4_608} as const

/**
 * The path and the limits that fit a machine; undefined when none does. Elasticsearch gets a quarter, half of it heap: its
 * manual asks for at least as much file cache as heap, and for no more heap than 31 GiB. What it does not say, the shares
 * of the others, comes from their own least and from what more of it was seen to bring: nothing.
 */
export function planLogMemory(hostMiB: number): LogMemory | undefined {
  if (hostMiB < LEAST_HOST_MIB.light) return undefined
  const share = (part: number, least: number, most: number) =>
    Math.min(most, Math.max(least, Math.floor((hostMiB * part) / 256) * 256))
  if (hostMiB < LEAST_HOST_MIB.full)
    return {path: 'light', elasticsearch: share(0.25, 1024, 1536), kibana: 768, filebeat: 128}
  return {
    path: 'full',
    elasticsearch: share(0.25, 1536, 62 * 1024),
    logstash: share(0.1, 768, 4096),
    kibana: share(0.1, 768, 2048),
    filebeat: 256,
  }
}
