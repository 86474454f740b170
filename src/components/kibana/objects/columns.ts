/** The columns of a Lens visualisation: what its rows are, and what is measured in each. */

/** A column as Lens keeps it. */
export interface Column {
  readonly label: string
  readonly customLabel: true
  readonly dataType: 'number' | 'string' | 'date'
  readonly operationType: 'count' | 'date_histogram' | 'filters' | 'formula' | 'math' | 'percentile' | 'terms'
  readonly isBucketed: boolean
  readonly scale: 'ratio' | 'ordinal' | 'interval'
  readonly sourceField?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly filter?: Kql
  readonly references?: readonly string[]
}

export interface Kql {
  readonly query: string
  readonly language: 'kuery'
}

/** What Lens calls the lines themselves, which are counted. */
const RECORDS = '___records___'

/** Words that Lens takes for a query in its own language. */
export function kql(query: string): Kql {
  return {query, language: 'kuery'}
}

/** Lines by time, as many bars as fit. */
export function overTime(label: string): Column {
  return {
    ...bucket(label, 'date', 'interval'),
    operationType: 'date_histogram',
    sourceField: '@timestamp',
    params: {interval: 'auto', includeEmptyRows: true, dropPartials: false},
  }
}

/** The most frequent values of a field, or those where another column is largest. */
export function topValues(
  label: string,
  field: string,
  options: {readonly size: number; readonly by: string; readonly others?: boolean; readonly missing?: boolean},
): Column {
  return {
    ...bucket(label, 'string', 'ordinal'),
    operationType: 'terms',
    sourceField: field,
    params: {
      size: options.size,
      orderBy: {type: 'column', columnId: options.by},
      orderDirection: 'desc',
      otherBucket: options.others ?? false,
      missingBucket: options.missing ?? false,
      parentFormat: {id: 'terms'},
    },
  }
}

/** One bucket per condition. */
export function conditions(label: string, list: readonly {readonly label: string; readonly query: string}[]): Column {
  return {
    ...bucket(label, 'string', 'ordinal'),
    operationType: 'filters',
    params: {filters: list.map((one) => ({label: one.label, input: kql(one.query)}))},
  }
}

/** How many lines. */
export function count(label: string, condition?: string): Column {
  return {
    ...measure(label),
    operationType: 'count',
    sourceField: RECORDS,
    params: {emptyAsNull: false},
    ...(condition === undefined ? {} : {filter: kql(condition)}),
  }
}

/** A percentile of a number. */
export function percentile(label: string, field: string, percent: number): Column {
  return {...measure(label), operationType: 'percentile', sourceField: field, params: {percentile: percent}}
}

/** The share of lines under a condition, with the three hidden columns that Lens makes of such a formula. */
export function share(id: string, label: string, condition: string): Readonly<Record<string, Column>> {
  const formula = `count(kql='${condition}') / count()`
  const [some, all, divided] = [`${id}X0`, `${id}X1`, `${id}X2`]
  const part = `Part of ${label}`
  return {
    [id]: {
      ...measure(label),
      operationType: 'formula',
      params: {formula, isFormulaBroken: false, format: {id: 'percent', params: {decimals: 1}}},
      references: [divided],
    },
    [some]: count(part, condition),
    [all]: count(part),
    [divided]: {
      ...measure(part),
      operationType: 'math',
      params: {
        tinymathAst: {
          type: 'function',
          name: 'divide',
          args: [some, all],
          location: {min: 0, max: formula.length},
          text: formula,
        },
      },
      references: [some, all],
    },
  }
}

function bucket(label: string, dataType: Column['dataType'], scale: Column['scale']) {
  return {label, customLabel: true, dataType, isBucketed: true, scale} as const
}

function measure(label: string) {
  return {label, customLabel: true, dataType: 'number', isBucketed: false, scale: 'ratio'} as const
}
