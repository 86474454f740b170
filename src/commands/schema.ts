import {describeSchema} from '../actions/schema.js'
import {StackCommand} from '../cli/stack-command.js'

export default class Schema extends StackCommand {
  static override summary = 'Print the JSON schema of opsctl.yaml, for editors.'
  static override description = 'Draft-07. "opsctl init" writes it beside opsctl.yaml as opsctl.schema.json.'
  static override examples = [
    {command: '<%= config.bin %> <%= command.id %>', description: 'Print the schema.'},
    {
      command: '<%= config.bin %> <%= command.id %> > opsctl.schema.json',
      description: 'Renew the file that editors read.',
    },
  ]

  async run(): Promise<Record<string, unknown>> {
    await this.parse(Schema)
    const schema = describeSchema()
    this.log(JSON.stringify(schema, null, 2))
    return schema
  }
}
