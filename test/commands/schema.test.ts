import {describe, expect, it} from 'vitest'

import Schema from '../../src/commands/schema.js'
import {runCommand} from './run-command.js'

describe('opsctl schema', () => {
  it.each([[[]], [['--json']]])('prints the schema and nothing else %j', async (argv) => {
    const {stdout} = await runCommand(Schema, argv)
    const schema = JSON.parse(stdout)
    expect(schema).toMatchObject({type: 'object', additionalProperties: false})
    expect(schema.required).toEqual(['version', 'project'])
    expect(Object.keys(schema.properties)).toContain('gateway')
  })
})
