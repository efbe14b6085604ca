/** Values and commands that tasks have registered with the executive. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { formatScalar, type Radix } from '../../executive/debug/expressions/format';
import { parseExpression } from '../../executive/debug/expressions/parse';
import { CommandFlag, commandStatusText, ValueFlag, valueStatusText } from '../../executive/values/constants';
import { decodeHalf } from '../../isa/half';
import type { Response } from '../../protocol/contract';
import { hex } from '../../toolchain/hex';
import { plain } from '../evaluation';
import { RequestError } from '../request-error';
import type { Container, Context, Page } from './container';
import { type Fact, Facts, factVariables, Listing } from './facts';
import type { Presented } from './present';

type ValueRecord = Response<'val.list'>['values'][number];
type CommandRecord = Response<'cmd.list'>['commands'][number];
type Entry = ValueRecord | CommandRecord;

/** Values can be set: as their owner would. */
export class Values implements Container {
  readonly kind = 'named';
  private readonly listing = new Listing((page) => this.variables(page));

  constructor(
    private readonly context: Context,
    /** New values are expressions of it. */
    private readonly frameId: number,
  ) {}

  list(page: Page): Promise<DebugProtocol.Variable[]> {
    return this.listing.list(page);
  }

  async set(name: string, text: string, radix: Radix | undefined): Promise<Presented> {
    const { debuggee, stack, evaluation } = this.context;
    const record = (await this.records()).get(name);
    if (!record) throw new RequestError(`there is no value "${name}" any more`);
    const wanted = await evaluation.number(await stack.frame(this.frameId), parseExpression(plain(text)));
    const { value } = await debuggee.request('val.set', { oid: record.oid, value: wanted });
    if (value.status !== 0) throw new RequestError(`value "${name}" was not set: ${valueStatusText(value.status)}`);
    evaluation.invalidate();
    return { value: shown({ ...record, last_f16: value.f16 ?? record.last_f16 }, radix), type: 'f16' };
  }

  private async records(): Promise<ReadonlyMap<string, ValueRecord>> {
    return byName((await this.context.debuggee.request('val.list', {})).values);
  }

  private async variables({ radix }: Page): Promise<DebugProtocol.Variable[]> {
    const { references } = this.context;
    return [...(await this.records())].map(([name, record]) => ({
      name,
      value: shown(record, radix),
      type: 'f16',
      variablesReference: references.add(new Facts(() => [...commonFacts(record), ...valueFacts(record)])),
      presentationHint: { kind: 'data', attributes: record.flags & ValueFlag.readOnly ? ['readOnly'] : [] },
    }));
  }
}

/** Commands can be called: each has a member whose value is fetched by a call, and only when the user asks for it. */
export function commands({ debuggee, references, evaluation, commandResults }: Context): Container {
  const call = (name: string, oid: number): Container => ({
    kind: 'named',
    async list() {
      const { command } = await debuggee.request('cmd.call', { oid });
      if (command.status !== 0) {
        const why = typeof command.result === 'string' ? command.result : commandStatusText(command.status);
        throw new RequestError(`command "${name}" was not done: ${why}`);
      }
      const result = command.result === null || command.result === undefined ? 'done' : JSON.stringify(command.result);
      commandResults.set(oid, result);
      evaluation.invalidate();
      return [{ name: 'result', value: result, variablesReference: 0 }];
    },
  });
  return new Listing(async () => {
    const records = byName((await debuggee.request('cmd.list', {})).commands);
    return [...records].map(([name, record]) => ({
      name,
      value: textIn(record, 'help') ?? '',
      type: 'command',
      variablesReference: references.add({
        kind: 'named',
        list: async () => [
          { name: 'call', value: '', variablesReference: references.add(call(name, record.oid)), ...lazy },
          ...factVariables([
            ['last result', commandResults.get(record.oid)],
            ...commonFacts(record),
            ['needs a PIN', record.flags & CommandFlag.pin ? 'yes' : null],
          ]),
        ],
      }),
      presentationHint: { kind: 'method', attributes: ['readOnly', 'hasSideEffects'] },
    }));
  });
}

const lazy: Pick<DebugProtocol.Variable, 'presentationHint'> = {
  presentationHint: { kind: 'method', attributes: ['hasSideEffects'], lazy: true },
};

/** What an image may tell, and need not. */
function fieldOf(record: object, name: string): string | number | null {
  const value = (record as Record<string, unknown>)[name];
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? value : null;
}

const textIn = (record: object, name: string): string | null => {
  const value = fieldOf(record, name);
  return value === null ? null : String(value);
};

/** By name; where several have the same one, or none, the object id tells them apart. */
function byName<Record extends Entry>(records: readonly Record[]): ReadonlyMap<string, Record> {
  const names = records.map((record) => textIn(record, 'name'));
  return new Map(
    records.map((record, index) => {
      const name = names[index];
      if (!name) return [hex(record.oid, 4), record];
      return [names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${hex(record.oid, 4)}`, record];
    }),
  );
}

/** `21.5 (0x4D60 degC)`: what stands in brackets is no part of what is typed. */
function shown(record: ValueRecord, radix: Radix | undefined): string {
  const text = formatScalar('f16', decodeHalf(record.last_f16), radix);
  const unit = textIn(record, 'unit');
  if (!unit) return text;
  return text.endsWith(')') ? `${text.slice(0, -1)} ${unit})` : `${text} (${unit})`;
}

const levels = ['public', 'user', 'admin', 'factory'];

const commonFacts = (record: Entry): Fact[] => [
  ['object id', hex(record.oid, 4)],
  ['group', fieldOf(record, 'group_name') ?? record.group_id],
  ['owner', `task ${record.owner_pid}`],
  ['level', levels[record.auth_level] ?? record.auth_level],
];

const valueFacts = (record: ValueRecord): Fact[] => [
  ['unit', fieldOf(record, 'unit')],
  ['minimum', fieldOf(record, 'min')],
  ['maximum', fieldOf(record, 'max')],
  ['smallest change', fieldOf(record, 'epsilon')],
  ['shortest interval', fieldOf(record, 'rate_ms') === null ? null : `${fieldOf(record, 'rate_ms')} ms`],
  ['persistent', record.flags & ValueFlag.persist ? `key ${record.persist_key}` : null],
];
