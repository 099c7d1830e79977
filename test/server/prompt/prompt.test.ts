import { describe, expect, it } from 'vitest'
import { renderPrompt } from '../../../src/server/prompt/render.ts'
import { promptText } from '../../../src/server/prompt/to-text.ts'
import { casesOf, documents, rewrite } from './fixture.ts'

const currentDate = '2025-06-28'

for (const document of documents()) {
  describe(document, () => {
    const cases = casesOf(document)
    const render = (index: number, warnings: string[] = []) => {
      const found = cases[index]
      if (found === undefined) return ''
      const onWarning = ({ code }: { code: string }) => warnings.push(code)
      const segments = renderPrompt(found.conversation, { currentDate, onWarning })
      return promptText(segments, () => warnings.push('prompt/broken-marker'))
    }
    if (process.env.UPDATE_FIXTURES === '1')
      rewrite(
        document,
        cases.map((_, index) => render(index)),
      )
    for (const [index, { title, prompt, warnings }] of casesOf(document).entries()) {
      it(title, () => {
        const said: string[] = []
        expect(render(index, said)).toBe(prompt)
        expect(said).toEqual(warnings)
      })
    }
  })
}
