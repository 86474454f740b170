/** What is looked at in exporters. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

/** What each exporter answered. */
export const answersFact = defineFact(
  'exporters.answers',
  z.array(
    z.object({
      service: z.string(),
      job: z.string(),
      answers: z.boolean(),
      status: z.number().optional(),
      error: z.string().optional(),
      /** It took the question, and did not answer in time. */
      isLate: z.boolean().optional(),
      ms: z.number(),
      /** Whether it says that it reaches what it measures; absent where it says nothing of that. */
      reaches: z.boolean().optional(),
    }),
  ),
)

/** Scrape jobs that this stack should have, with the room of each. */
export const jobsFact = defineFact('exporters.jobs', z.array(z.object({job: z.string(), component: z.string()})))
