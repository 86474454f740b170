/** What src/images/images.json knows of each image: the one place with repositories, tags and digests. */
import data from './images.json' with {type: 'json'}

/** One version of an image. */
export interface ImageVersion {
  readonly tag: string | null
  readonly digest: string | null
  /** The suite of Debian that has this version; null when none has. Absent: {@link DEFAULT_SUITE}. */
  readonly suite?: string | null
}

export interface ImageEntry extends ImageVersion {
  /** Name of the official image; null when there is none and the Debian recipe is used for every source. */
  readonly repository: string | null
  /** Versions by major, for images whose major is chosen in opsctl.yaml. */
  readonly majors?: Readonly<Record<string, ImageVersion>>
  /** The distribution's packages that matter, for the list and the lock. */
  readonly packages: readonly string[]
}

/** The suite that Debian images are built from unless a major version needs another. */
export const DEFAULT_SUITE = 'sid'

/** Every image by id. */
export const images: Readonly<Record<string, ImageEntry>> = data
