/** The parity report as data: what a stack can do on each target, and why not where it can't. Pure. */
import {commandRows} from './commands.js'
import {guaranteeRows} from './guarantees.js'
import {keyRows} from './keys.js'
import type {ParityGroup} from './row.js'

export type {ParityGroup, ParityRow, Side, Standing} from './row.js'

/** Id of a row. Every row has a probe of the same name in the tests. */
export type ParityId = (typeof commandRows | typeof keyRows | typeof guaranteeRows)[number]['id']

export const parityGroups: readonly ParityGroup[] = [
  {id: 'commands', title: {en: 'Commands', zh: '命令'}, rows: commandRows},
  {id: 'keys', title: {en: 'Keys of opsctl.yaml', zh: 'opsctl.yaml 的键'}, rows: keyRows},
  {
    id: 'guarantees',
    title: {en: 'What a running stack is promised', zh: '运行中的栈所得到的保证'},
    rows: guaranteeRows,
  },
]
