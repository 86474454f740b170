/** Where a thread of `logs analyze` begins. */
import {serveJobs} from '../../system/threads.js'
import {readPart} from './read-part.js'

serveJobs(readPart)
