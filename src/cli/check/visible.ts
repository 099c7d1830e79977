/** Foreign text for a terminal or a log: its control characters do nothing there. */
export function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, '·')
}
