import { Registry } from 'prom-client'
import { instruments } from './instruments.ts'

/** The metrics as a Markdown table: what stands in docs/operations.md. */
export function metricsTable(): string {
  const registry = new Registry()
  instruments(registry)
  const rows = registry.getMetricsAsArray().map((metric) => {
    const labels = 'labelNames' in metric && Array.isArray(metric.labelNames) ? metric.labelNames.join(', ') : ''
    return `| \`${metric.name}\` | ${labels === '' ? '—' : labels} | ${metric.help} |`
  })
  return ['| metric | labels | what |', '|---|---|---|', ...rows].join('\n')
}
