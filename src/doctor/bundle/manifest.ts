/** What a bundle says about itself. */
import {z} from 'zod'

/** The newest layout that this version reads. */
export const BUNDLE_VERSION = 1

export const manifestSchema = z.object({
  schema: z.string().regex(/^opsctl\.bundle\/v\d+$/),
  /** UTC, ISO 8601. */
  createdAt: z.string(),
  opsctl: z.string(),
  project: z.string(),
  /** False for one that was written with --no-redact. */
  redacted: z.boolean(),
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      /** Whether its beginning was left out to keep it small. */
      cut: z.boolean(),
      /** Replacements by rule. */
      redactions: z.record(z.string(), z.int().min(0)),
    }),
  ),
  /** What could not be had, and why. */
  missing: z.array(z.object({path: z.string(), why: z.string()})),
})
export type BundleManifest = z.infer<typeof manifestSchema>

/** The version of a manifest's layout. */
export function layoutOf({schema}: Pick<BundleManifest, 'schema'>): number {
  return Number(schema.split('/v')[1])
}
