import { describe, expect, test } from 'vitest'
import { allItemMachines } from '../../machines/all.ts'
import { compileItem, type ItemProgram } from '../../src/runtime/compile/item.ts'
import { noTemplate } from '../../src/runtime/compile/output.ts'
import { applyPatchCallContext, applyPatchCallEmitters } from '../../src/wire/apply-patch-call.ts'
import { compactionContext, compactionEmitters } from '../../src/wire/compaction.ts'
import { fileSearchCallContext, fileSearchCallEmitters } from '../../src/wire/file-search-call.ts'
import { imageGenerationCallContext, imageGenerationCallEmitters } from '../../src/wire/image-generation-call.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import { mcpApprovalRequestContext, mcpApprovalRequestEmitters } from '../../src/wire/mcp-approval-request.ts'
import { mcpListToolsContext, mcpListToolsEmitters } from '../../src/wire/mcp-list-tools.ts'
import { otherContext, otherEmitters } from '../../src/wire/other.ts'
import { shellCallContext, shellCallEmitters } from '../../src/wire/shell-call.ts'
import { shellCallOutputContext, shellCallOutputEmitters } from '../../src/wire/shell-call-output.ts'
import { configurations } from './configurations.ts'
import { play, walksOf } from './walkable.ts'

const machines = allItemMachines

const programs = {
  mcp_list_tools: compileItem(machines.mcp_list_tools, {
    contextOf: mcpListToolsContext,
    emitters: mcpListToolsEmitters,
  }),
  mcp_approval_request: compileItem(machines.mcp_approval_request, {
    contextOf: mcpApprovalRequestContext,
    emitters: mcpApprovalRequestEmitters,
  }),
  file_search_call: compileItem(machines.file_search_call, {
    contextOf: fileSearchCallContext,
    emitters: fileSearchCallEmitters,
  }),
  image_generation_call: compileItem(machines.image_generation_call, {
    contextOf: imageGenerationCallContext,
    emitters: imageGenerationCallEmitters,
  }),
  shell_call: compileItem(machines.shell_call, { contextOf: shellCallContext, emitters: shellCallEmitters }),
  shell_call_output: compileItem(machines.shell_call_output, {
    contextOf: shellCallOutputContext,
    emitters: shellCallOutputEmitters,
  }),
  apply_patch_call: compileItem(machines.apply_patch_call, {
    contextOf: applyPatchCallContext,
    emitters: applyPatchCallEmitters,
  }),
  compaction: compileItem(machines.compaction, { contextOf: compactionContext, emitters: compactionEmitters }),
  other: compileItem(machines.other, { contextOf: otherContext, emitters: otherEmitters }),
}

/** What a program says to these inputs, and what it is then. */
function run<Input>(program: ItemProgram<Input>, configuration: Input, inputs: readonly ItemInput[]) {
  const item = program.start(configuration)
  const said: object[] = []
  const keep = (each: object) => void said.push(each)
  const sink = { say: keep, warn: keep, fromTemplates: false, template: noTemplate, fill: () => undefined }
  for (const input of inputs) item.step(input, sink)
  return { said, value: item.value, context: item.context }
}

function runsAlike<Input>(kind: keyof typeof programs, program: ItemProgram<Input>, made: readonly Input[]): void {
  test(kind, () => {
    for (const configuration of made) {
      for (const inputs of walksOf(kind, configuration)) {
        const { said, at } = play(kind, configuration, inputs)
        expect(run(program, configuration, inputs)).toEqual({ said, value: at.value, context: at.context })
      }
    }
  })
}

describe('compiled, a machine says the same, beside the wire as well', () => {
  runsAlike('mcp_list_tools', programs.mcp_list_tools, configurations.mcp_list_tools)
  runsAlike('mcp_approval_request', programs.mcp_approval_request, configurations.mcp_approval_request)
  runsAlike('file_search_call', programs.file_search_call, configurations.file_search_call)
  runsAlike('image_generation_call', programs.image_generation_call, configurations.image_generation_call)
  runsAlike('shell_call', programs.shell_call, configurations.shell_call)
  runsAlike('shell_call_output', programs.shell_call_output, configurations.shell_call_output)
  runsAlike('apply_patch_call', programs.apply_patch_call, configurations.apply_patch_call)
  runsAlike('compaction', programs.compaction, configurations.compaction)
  runsAlike('other', programs.other, configurations.other)
})
