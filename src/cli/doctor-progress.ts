/** Says on stderr what doctor still waits for, so that a slow look has a name. */
import {doctorMessages as say} from '../messages/doctor.js'
import type {Text} from '../text.js'

const FIRST_MS = 3000
const EVERY_MS = 5000

export interface LookProgress {
  /** Told of what is running whenever it changes. */
  onProgress(running: readonly string[]): void
  end(): void
}

/** Speaks after three seconds, and then every five. */
export function watchLook(show: (text: Text) => void): LookProgress {
  let running: readonly string[] = []
  let timer: NodeJS.Timeout | undefined
  const speak = () => {
    if (running.length > 0) show(say.stillLooking(running))
    timer = setTimeout(speak, EVERY_MS)
  }
  const end = () => clearTimeout(timer)
  return {
    onProgress(names) {
      const isNew = running.length === 0 && names.length > 0
      running = names
      if (names.length === 0) end()
      else if (isNew) {
        end()
        timer = setTimeout(speak, FIRST_MS)
      }
    },
    end,
  }
}
