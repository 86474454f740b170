/** Rows that fill the templates of requests: CSV by its columns, any other file by its lines. Pure. */
import type {Problem} from '../errors.js'
import {benchHttpMessages as say} from '../messages/bench-http.js'

export type DataRows = readonly Readonly<Record<string, string>>[]

/** The column of a file that is no CSV. */
export const LINE_COLUMN = 'line'

const MAX_ROWS = 100_000
const MAX_PROBLEMS = 20
const COLUMN = /^[A-Za-z_][\w.-]{0,62}$/

interface Parsed {
  readonly rows: DataRows
  readonly problems: readonly Problem[]
}

/** The columns that a text asks for, as `{name}`. */
export function templateNames(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
}

/** Reads rows; the name decides how. */
export function parseRows(text: string, file: string): Parsed {
  const {rows, problems} = /\.csv$/i.test(file) ? parseCsv(text, file) : parseLines(text)
  if (problems.length > 0) return {rows: [], problems: problems.slice(0, MAX_PROBLEMS)}
  if (rows.length === 0) return {rows, problems: [{file, message: say.noRows}]}
  if (rows.length > MAX_ROWS) return {rows: [], problems: [{file, message: say.tooManyRows(rows.length, MAX_ROWS)}]}
  return {rows, problems: []}
}

function parseLines(text: string): Parsed {
  const lines = text.split(/\r?\n/).filter((line) => line !== '')
  return {rows: lines.map((line) => ({[LINE_COLUMN]: line})), problems: []}
}

function parseCsv(text: string, file: string): Parsed {
  const {records, problem} = readRecords(text)
  if (problem !== undefined) return {rows: [], problems: [{file, line: problem, message: say.openQuote}]}
  const [head, ...rest] = records
  if (!head) return {rows: [], problems: []}
  const columns = head.cells
  const problems: Problem[] = columns.flatMap((name, index) => {
    if (!COLUMN.test(name)) return [{file, line: head.line, message: say.badColumn(name)}]
    return columns.indexOf(name) < index ? [{file, line: head.line, message: say.doubleColumn(name)}] : []
  })
  for (const {cells, line} of rest) {
    if (cells.length !== columns.length)
      problems.push({file, line, message: say.wrongCells(cells.length, columns.length)})
  }

  return {rows: rest.map(({cells}) => Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']))), problems}
}

interface CsvRecord {
  readonly cells: readonly string[]
  /** Where it begins. */
  readonly line: number
}

const CELL = /"((?:[^"]|"")*)"|([^",\r\n]*)/y

/** RFC 4180: quotes around a cell, doubled within. `problem` is the line of a quote that nothing closes. */
function readRecords(text: string): {readonly records: readonly CsvRecord[]; readonly problem?: number} {
  const records: CsvRecord[] = []
  let cells: string[] = []
  let line = 1
  let begun = 1
  CELL.lastIndex = 0
  while (CELL.lastIndex < text.length) {
    const [whole, quoted, plain] = CELL.exec(text) as RegExpExecArray
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    line += whole.split('\n').length - 1
    const end = /^(?:,|\r?\n|$)/.exec(text.slice(CELL.lastIndex, CELL.lastIndex + 2))
    if (!end) return {records, problem: line}
    CELL.lastIndex += end[0].length
    if (end[0] === ',' && CELL.lastIndex < text.length) continue
    if (end[0] === ',') cells.push('')
    if (cells.length > 1 || cells[0] !== '') records.push({cells, line: begun})
    cells = []
    line += end[0].includes('\n') ? 1 : 0
    begun = line
  }

  return {records}
}
