/** Label values that an exporter only shows once the thing has happened, so that no recording of a healthy stack has them. */
export interface OnDemand {
  readonly metric: string
  readonly label: string
  readonly value: string
  /** Where it is known from. */
  readonly reason: string
}

export const onDemand: readonly OnDemand[] = []
