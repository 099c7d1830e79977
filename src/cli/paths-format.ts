/** How `counterpoint paths` writes, the default first. */
export const pathsFormats = ['json', 'vitest', 'text'] as const

export type PathsFormat = (typeof pathsFormats)[number]
