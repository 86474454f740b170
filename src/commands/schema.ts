import {Args} from '@oclif/core'

import {describeSchema, schemaNames} from '../actions/schema.js'
import {StackCommand} from '../cli/stack-command.js'

export default class Schema extends StackCommand {
  static override summary = 'Print the JSON schema of opsctl.yaml or of a report.'
  static override description = 'Draft-07. "opsctl init" writes that of opsctl.yaml beside it as opsctl.schema.json.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Print the schema of opsctl.yaml.'},
    {
      command: '<%= config.bin %> <%= command.id %> > opsctl.schema.json',
      description: 'Renew the file that editors read.',
    },
    {
      command: '<%= config.bin %> <%= command.id %> logs-analysis',
      description: 'What "logs analyze --format json" prints.',
    },
    {command: '<%= config.bin %> <%= command.id %> bench-result', description: 'What a load test keeps.'},
    {command: '<%= config.bin %> <%= command.id %> doctor-report', description: 'What "doctor --json" prints.'},
  ]

  static override args = {
    document: Args.string({default: 'stack', description: 'What it describes.', options: [...schemaNames]}),
  }

  async run(): Promise<Record<string, unknown>> {
    const {args} = await this.parse(Schema)
    const schema = await describeSchema(args.document)
    this.log(JSON.stringify(schema, null, 2))
    return schema
  }
}
