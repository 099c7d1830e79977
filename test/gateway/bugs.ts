import { countingBugs } from './counting-bugs.ts'
import { endingBugs } from './ending-bugs.ts'
import type { Planted } from './planted.ts'
import { readingBugs } from './reading-bugs.ts'
import { sayingBugs } from './saying-bugs.ts'

/** Every bug that is planted. */
export const bugs: readonly Planted[] = [...readingBugs, ...countingBugs, ...sayingBugs, ...endingBugs]
