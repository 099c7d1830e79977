import { Argument, Command } from 'commander'
import { allItemMachines } from '../../machines/all.ts'
import { responseMachine } from '../../machines/response.ts'
import { mermaidOf } from '../inspector/mermaid.ts'
import { CounterpointError } from '../wire/error.ts'

const machines = new Map(Object.entries({ response: responseMachine, ...allItemMachines }))

/** `counterpoint draw`: a machine's diagram as Mermaid text. */
export function drawCommand(): Command {
  return new Command('draw')
    .description("Print a machine's diagram as Mermaid text, read off its definition.")
    .addArgument(new Argument('[machine]', 'which one: response, or a kind of item').default('response'))
    .action((name: string) => {
      const machine = machines.get(name)
      if (machine === undefined) {
        const known = [...machines.keys()].join(', ')
        throw new CounterpointError('draw/unknown-machine', `There is no machine ${name}; the machines are ${known}.`)
      }
      process.stdout.write(`${mermaidOf(machine)}\n`)
    })
}
