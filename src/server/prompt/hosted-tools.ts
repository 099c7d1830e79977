/**
 * What the system message says of the tools that gpt-oss was trained with. The names and the arguments are the ones of
 * its training; the words are this project's own. `RenderOptions.hostedTools` puts others in their place.
 */
export interface HostedToolTexts {
  /** Without its heading. */
  browser: string
  python: string
}

/** The default texts. */
export const hostedToolTexts: HostedToolTexts = {
  browser: `// Looks things up on the web.
// Every page is shown with its number in brackets in front: \`[{cursor}]\`.
// Cite what you take from a page as \`【{cursor}†L{line_start}(-L{line_end})?】\`, e.g. \`【3†L12】\` or \`【3†L12-L15】\`.
// Quote at most 10 words in a row from a page.
namespace browser {

// Searches the web for \`query\` and shows the first \`topn\` results.
type search = (_: {
query: string,
topn?: number, // default: 10
source?: string,
}) => any;

// Opens the link with the number \`id\` on the page \`cursor\` (by default the latest one), or the address \`id\`.
// Links are shown as \`【{id}†…】\`. Shows \`num_lines\` lines from line \`loc\` on; without \`id\`, scrolls the page itself.
type open = (_: {
id?: number | string, // default: -1
cursor?: number, // default: -1
loc?: number, // default: -1
num_lines?: number, // default: -1
view_source?: boolean, // default: false
source?: string,
}) => any;

// Finds where \`pattern\` stands, word for word, on the page \`cursor\` (by default the latest one).
type find = (_: {
pattern: string,
cursor?: number, // default: -1
}) => any;

} // namespace browser`,
  python: `Runs Python while you think. The user sees neither the code nor what it prints; say in your answer what matters.

Send the code itself as the message, not JSON. It runs in a notebook that keeps its state between calls, and you get back what it prints.`,
}

/** The `# Tools` section of a system message; empty without any hosted tool. */
export function hostedToolsSection(offers: { browser: boolean; python: boolean }, texts: HostedToolTexts): string {
  const sections: string[] = []
  if (offers.browser) sections.push(`## browser\n\n${texts.browser}`)
  if (offers.python) sections.push(`## python\n\n${texts.python}`)
  return sections.length === 0 ? '' : ['# Tools', ...sections].join('\n\n')
}
