/** Names of the data streams that log lines are stored in: `logs-<dataset>-<environment>`. */

/** The dataset of a service. A dash would end the dataset's part of the name, so it becomes an underscore. */
export function datasetOf(project: string, service: string): string {
  return `${project}.${service}`.replaceAll('-', '_')
}
