/**
 * Tests inside a real extension host, with the folder `examples` open. `run` is what VS Code calls for
 * `extensionTestsPath`; a harness without that calls it from an extension of its own.
 */

import { breakpointStopsInFibonacci, launchConfigurationsStart, runsWithoutDebugging } from './debugging';
import { diagnosticsFollowTheText, hoverExplainsInstruction, languageIsKnown } from './language';

const cases = [
  languageIsKnown,
  diagnosticsFollowTheText,
  hoverExplainsInstruction,
  breakpointStopsInFibonacci,
  runsWithoutDebugging,
  launchConfigurationsStart,
];

/** @throws Error naming the cases that failed and why */
export async function run(): Promise<void> {
  const failures: string[] = [];
  for (const testCase of cases) {
    try {
      await testCase();
      console.log(`passed: ${testCase.name}`);
    } catch (error) {
      const reason = error instanceof Error ? error.stack : String(error);
      console.error(`failed: ${testCase.name}: ${reason}`);
      failures.push(`${testCase.name}: ${reason}`);
    }
  }
  if (failures.length > 0) throw new Error(`${failures.length} of ${cases.length} failed.\n${failures.join('\n')}`);
}
