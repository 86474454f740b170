/** The base of the commands of `db`: one question, one table. */
import {askDatabase, type DbAnswer, type Question} from '../actions/db/ask.js'
import {nowMs} from '../system/clock.js'
import {formatDb} from './print/db.js'
import {StackCommand} from './stack-command.js'

export abstract class DbCommand extends StackCommand {
  /** Asks, prints, and answers. */
  protected async ask<Name extends Question>(
    name: Name,
    flags: Parameters<StackCommand['project']>[0],
  ): Promise<DbAnswer<Name>> {
    const answer = await askDatabase(this.project(flags), name)
    this.log(formatDb(name, answer, this.lang, nowMs()))
    return answer
  }
}
