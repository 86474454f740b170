/** Looks that take long or need a person's own queries. */
import type {Collector} from '../../../doctor/collect.js'

export const deepCollectors: readonly Collector[] = []
