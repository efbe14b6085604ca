import type { DebugProtocol } from '@vscode/debugprotocol';
import { CHANGE_MODE } from './breakpoints/data-places';
import { exceptionFilters } from './breakpoints/exception-filters';

/** What the adapter serves. Each is tested over the wire. */
export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsDataBreakpoints: true,
  supportsDataBreakpointBytes: true,
  breakpointModes: [
    { mode: 'every', label: 'Every access', appliesTo: ['data'] },
    { mode: CHANGE_MODE, label: 'Changes only', description: 'Writes that change the value', appliesTo: ['data'] },
  ],
  supportsExceptionFilterOptions: true,
  exceptionBreakpointFilters: exceptionFilters,
  supportsSingleThreadExecutionRequests: true,
  supportsTerminateThreadsRequest: true,
  supportsStepInTargetsRequest: true,
  supportsGotoTargetsRequest: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsValueFormattingOptions: true,
  supportsSteppingGranularity: true,
  supportsInstructionBreakpoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsExceptionInfoRequest: true,
  supportsReadMemoryRequest: true,
  supportsWriteMemoryRequest: true,
  supportsDisassembleRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsModulesRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', '[', '&', '#'],
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
};
