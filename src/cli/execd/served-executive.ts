/** The executive behind the port, from its start to its end, with the record of its inputs where one is asked for. */

import { randomUUID } from 'node:crypto';
import { executiveOptions } from '../../executive/configuration/build';
import type { ExecutiveConfiguration } from '../../executive/configuration/configuration';
import { Executive } from '../../executive/executive';
import { recordedBackEnds } from '../../executive/inputs/host-files';
import { LogWriter } from '../../executive/inputs/log';
import { nodeBackEnds } from '../../platform/node/back-ends';
import { features } from '../../protocol/contract';

export class ServedExecutive {
  readonly executive: Executive;
  private readonly recorder: LogWriter | undefined;

  /** @param record takes the lines of the log of inputs */
  constructor(configuration: ExecutiveConfiguration, stepSize: number, record?: (line: string) => void) {
    const recorder = record && new LogWriter(record, { configuration, step_size: stepSize });
    this.recorder = recorder;
    const backEnds = recorder
      ? recordedBackEnds(nodeBackEnds, (host, result) => recorder.hostResult(host, result))
      : nodeBackEnds;
    this.executive = new Executive({
      ...executiveOptions(configuration, backEnds),
      now: () => Date.now() / 1000,
      newId: randomUUID,
      id: randomUUID(),
      features: new Set(features),
      stepSize,
      ...(recorder && { recorder }),
    });
  }

  /** Commits what is delayed, and completes the record. */
  end(): void {
    this.executive.flush();
    this.recorder?.end(this.executive.state());
  }
}
