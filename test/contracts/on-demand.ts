/** Series and label values that an exporter only shows once the thing has happened, and that no recording could make happen. */
export interface OnDemand {
  readonly metric: string
  /** With `value`: a word of this label. Without: the whole metric, which has `labels`. */
  readonly label?: string
  readonly value?: string
  readonly labels?: readonly string[]
  /** What has to happen, and where it is known from. */
  readonly reason: string
}

export const onDemand: readonly OnDemand[] = [
  {
    metric: 'pg_replication_slot_wal_status',
    label: 'wal_status',
    value: 'unreserved|lost',
    reason:
      'a slot that fell back by more than max_slot_wal_keep_size; the words are those of pg_replication_slots.wal_status',
  },
]
