/** Reads the file with a stack's load and resources. */
import {basename, resolve} from 'node:path'

import {type Given, givenSchema} from '../../capacity/given.js'
import {OpsError} from '../../errors.js'
import {capacityMessages as say} from '../../messages/capacity.js'
import {parseDocument} from '../../spec/parse-document.js'
import {placeFinder} from '../../spec/place.js'
import {decodeText} from '../../spec/read-text.js'
import {MAX_BYTES} from '../../spec/read-yaml.js'
import {readSmallFile} from '../../system/read-small-file.js'

/** The plan in a file. Throws OPS_CAPACITY_FILE, with every problem at its line. */
export async function readGiven(path: string): Promise<Given> {
  const file = await readSmallFile(resolve(path), MAX_BYTES)
  if ('failure' in file) throw refused(path, [], file.cause)
  const decoded = decodeText(file.bytes)
  if (!('text' in decoded)) {
    const {offset, message} = decoded.problem
    throw refused(path, [{file: basename(path), ...placeFinder(file.bytes.toString('utf8'))(offset), message}])
  }

  const {value, problems} = parseDocument(givenSchema, decoded.text, basename(path))
  if (!value) throw refused(path, problems)
  return value.capacity_planning
}

function refused(path: string, problems: OpsError['problems'], cause?: unknown): OpsError {
  return new OpsError({
    code: 'OPS_CAPACITY_FILE',
    kind: 'usage',
    message: problems.length === 0 ? say.noFile(path) : say.badFile(path, problems.length),
    suggestions: [say.fileLooks],
    problems,
    ...(cause === undefined ? {} : {cause}),
  })
}
