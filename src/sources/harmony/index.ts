/** Harmony (gpt-oss) in: model output as text, as token ids, or as the chunks of a completions stream. */
export { createCompletionsSource } from './completions.ts'
export { createHarmonyTextSource } from './text.ts'
export type { HarmonySource } from './text.ts'
export { createHarmonyTokenSource } from './tokens.ts'
export type { HarmonyTokenOptions, HarmonyTokens } from './tokens.ts'
