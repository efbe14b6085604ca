/** Messages of the Debug Adapter Protocol held against a JSON schema made of the types of @vscode/debugprotocol. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { createGenerator, type SchemaGenerator } from 'ts-json-schema-generator';

const types = createRequire(import.meta.url).resolve('@vscode/debugprotocol/lib/debugProtocol.d.ts');
const names = new Set([...readFileSync(types, 'utf8').matchAll(/interface (\w+)/g)].map(([, name]) => name!));

/** Commands of all requests that the protocol knows, also those that an adapter makes. */
export const requestNames: readonly string[] = [...names].flatMap((name) => {
  const [, command] = /^(\w+)Request$/.exec(name) ?? [];
  return command === undefined ? [] : [command.charAt(0).toLowerCase() + command.slice(1)];
});

let generator: SchemaGenerator | undefined;
const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
const validators = new Map<string, ValidateFunction>();

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The type a message must have; undefined for one the protocol does not know. */
export function typeOf(message: Message): string | undefined {
  const { type, event, command, success } = message;
  const name =
    type === 'event'
      ? `${capitalized(String(event))}Event`
      : type === 'request'
        ? `${capitalized(String(command))}Request`
        : success === false
          ? 'ErrorResponse'
          : `${capitalized(String(command))}Response`;
  return names.has(name) ? name : undefined;
}

export interface Message {
  readonly seq?: number;
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly request_seq?: number;
  readonly [field: string]: unknown;
}

/** What is wrong with a message; empty when nothing is. */
export function faultsOf(message: Message): string[] {
  // Clients leave out events they do not know; ours say whose they are.
  const name = message.event?.startsWith('hsx/') ? 'Event' : typeOf(message);
  if (name === undefined) return [`the protocol knows no ${message.event ?? message.command}`];
  const validate = validatorOf(name);
  if (validate(message)) return [];
  return (validate.errors ?? []).map(({ instancePath, message: text }) => `${name}${instancePath} ${text}`);
}

function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known) return known;
  generator ??= createGenerator({ path: types, skipTypeCheck: true, expose: 'all', additionalProperties: true });
  const made = ajv.compile(generator.createSchema(`DebugProtocol.${name}`) as AnySchemaObject);
  validators.set(name, made);
  return made;
}
