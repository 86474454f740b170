import {expect, test} from 'vitest'

import {withHeader} from '../../src/render/header.js'

const HEADER = '# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.\n'

test('a generated file says where it comes from in its first line', () => {
  expect(withHeader('x.yaml', 'a: 1\n')).toBe(`${HEADER}a: 1\n`)
})

test('a script says it behind the line that names its interpreter', () => {
  expect(withHeader('x.sh', '#!/bin/sh\ntrue\n')).toBe(`#!/bin/sh\n${HEADER}true\n`)
})

test('a file that says it already is left as it is', () => {
  for (const content of [`${HEADER}a: 1\n`, `#!/bin/sh\n${HEADER}true\n`]) {
    expect(withHeader('x.sh', content)).toBe(content)
  }
})

test('a file that holds another generated file has a line of its own', () => {
  expect(withHeader('values.yaml', `files:\n  a: |\n${HEADER}`)).toBe(`${HEADER}files:\n  a: |\n${HEADER}`)
})
