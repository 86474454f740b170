/** The base of the commands of `db`: one answer, one table. */
import type {DbAnswer, Question} from '../actions/db/ask.js'
import {formatDb} from './print/db.js'
import {StackCommand} from './stack-command.js'

export abstract class DbCommand extends StackCommand {
  /** Prints what the database answered, and answers it. */
  protected show<Name extends Question>(name: Name, answer: DbAnswer<Name>): DbAnswer<Name> {
    this.log(formatDb(name, answer, this.lang))
    return answer
  }
}
