/** Prints a digest per stack of a JSON file, for a process of its own. argv: file. */
import {readFileSync} from 'node:fs'

import {hashFiles} from '../../src/render/config-hash.js'
import {emptyOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {stackSchema} from '../../src/spec/stack.js'

const inputs = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as unknown[]
const digests = inputs.map((input) => hashFiles(renderStack(stackSchema.parse(input), emptyOverlay)))
console.log(JSON.stringify(digests))
