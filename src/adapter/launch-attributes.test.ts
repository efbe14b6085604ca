import { expect, it } from 'vitest';
import { schemaOf } from './attributes';
import { checkLaunchArguments, launchAttributes } from './launch-attributes';

it('fills in what is missing and makes lists', () => {
  expect(checkLaunchArguments({ program: 'a.mvasm' })).toEqual({
    program: ['a.mvasm'],
    link: false,
    entry: undefined,
    stopOnEntry: false,
    stopAtLabel: undefined,
    args: [],
    settings: {},
    stdin: '',
    console: 'internalConsole',
    turbo: true,
    variant: undefined,
    profile: undefined,
    clock: 'virtual',
    root: undefined,
    persist: undefined,
    cwd: undefined,
    symbols: [],
    noDebug: false,
    nonStop: false,
  });
});

it('keeps the places of empty symbol files, but no empty programs', () => {
  const { program, symbols } = checkLaunchArguments({ program: ['a', ' ', 'b'], symbols: ['', 'b.sym'] });
  expect({ program, symbols }).toEqual({ program: ['a', 'b'], symbols: ['', 'b.sym'] });
});

it.each([undefined, null, 5, [], { program: '' }])('refuses %j', (raw) => {
  expect(() => checkLaunchArguments(raw)).toThrow('launch attribute "program" is missing or empty');
});

it('takes no attribute from the prototype', () => {
  expect(() => checkLaunchArguments({ program: 'a', toString: true })).toThrow('unknown launch attribute "toString"');
});

it('describes every attribute for an editor', () => {
  const { required, properties } = schemaOf(launchAttributes);
  expect(required).toEqual(['program']);
  expect(Object.keys(properties)).toEqual(Object.keys(launchAttributes));
  expect(properties['stopOnEntry']).toMatchObject({ type: 'boolean', default: false });
  expect(properties['program']).toMatchObject({ type: ['string', 'array'], items: { type: 'string' } });
});
