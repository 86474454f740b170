import {BaseSequencer, type TestSpecification} from 'vitest/node'

/** End-to-end files share one Docker and run one after the other, by name, so that the last can judge the whole run. */
export default class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
  }
}
