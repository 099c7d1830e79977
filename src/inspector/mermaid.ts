import type { AnyStateMachine, AnyStateNode } from 'xstate'

type Transition = AnyStateNode['transitions'] extends Map<string, (infer Each)[]> ? Each : never

/**
 * A machine as a Mermaid state diagram, read off its definition: a transition's label is its input, its guard and the
 * wire events that it says, in wire order.
 */
export function mermaidOf(machine: AnyStateMachine): string {
  const { root } = machine
  return ['stateDiagram-v2', ...stateLines(root, '  '), ...transitionLines(root)].join('\n')
}

function stateLines(node: AnyStateNode, indent: string): string[] {
  const lines: string[] = []
  const initial = node.type === 'compound' ? node.initial.target[0] : undefined
  if (initial !== undefined) lines.push(`${indent}[*] --> ${nameOf(initial)}`)
  for (const child of Object.values(node.states)) {
    lines.push(`${indent}state "${child.key}${saidOnEntry(child)}" as ${nameOf(child)}`)
    if (child.type === 'compound')
      lines.push(`${indent}state ${nameOf(child)} {`, ...stateLines(child, `${indent}  `), `${indent}}`)
    if (child.type === 'final') lines.push(`${indent}${nameOf(child)} --> [*]`)
  }
  return lines
}

function saidOnEntry(node: AnyStateNode): string {
  const said = namesOf(node.entry)
  return said === '' ? '' : ` / ${said}`
}

function transitionLines(node: AnyStateNode): string[] {
  const own = [...node.transitions.values()].flat().concat(node.always ?? [])
  // What every state answers alike, and what XState tells a parent of its children, would hide the rest.
  const shown = own.filter(({ source, eventType }) => source.parent !== undefined && !eventType.startsWith('xstate.'))
  return [...shown.map(transitionLine), ...Object.values(node.states).flatMap(transitionLines)]
}

function transitionLine(transition: Transition): string {
  const { source, target, guard, actions, eventType } = transition
  const to = target?.[0] ?? source
  const input = eventType === '' ? 'always' : eventType
  const condition = guard === undefined ? '' : ` [${namesOf([guard])}]`
  const said = namesOf(actions)
  return `  ${nameOf(source)} --> ${nameOf(to)}: ${input}${condition}${said === '' ? '' : ` / ${said}`}`
}

/** Mermaid's ids hold no dot; labels may break lines. */
function nameOf(node: AnyStateNode): string {
  return node.path.join('_')
}

function namesOf(steps: readonly unknown[]): string {
  return steps.map(nameOfStep).join(', ')
}

function nameOfStep(step: unknown): string {
  if (typeof step === 'string') return step.replace(/^response\./, '')
  if (typeof step !== 'object' || step === null || !('type' in step)) return 'a function'
  const params = 'params' in step && typeof step.params === 'object' && step.params !== null ? step.params : {}
  const values = Object.values(params).map(String).join(' ')
  return `${String(step.type).replace(/^response\./, '')}${values === '' ? '' : `(${values})`}`
}
