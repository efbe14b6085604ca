import { commandsOf } from '../command';
import { listing } from '../text';
import { ConsoleError } from '../words';

export const provisioningCommands = commandsOf(
  'Tasks',
  {
    name: 'manifest',
    usage: 'manifest FILE',
    summary: 'load the programs that a manifest lists',
    completes: ['file'],
    async run(context, words) {
      const path = words.required();
      words.end();
      const { loaded } = await context.client.request('provision.manifest', { path });
      const missing = loaded.filter(({ pid }) => pid === null);
      if (missing.length > 0) {
        throw new ConsoleError(missing.flatMap(({ errors }) => errors).join('\n'));
      }
      const rows = loaded.map(({ pid, path: program, errors }) => [pid, program, errors.join('; ') || null]);
      return { data: loaded, text: listing(['PID', 'PROGRAM', 'TRIED BEFORE'], rows, 'The manifest is empty.') };
    },
  },
  {
    name: 'rollback',
    usage: 'rollback [PID]',
    summary: 'load what ran before a task was replaced or reloaded, in its place',
    tellsEnd: true,
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words);
      words.end();
      const { image } = await context.client.request('provision.rollback', { pid });
      context.focusOn(image.pid);
      return { data: image, text: `Task ${pid} is now task ${image.pid} (${image.app_name}), as before.` };
    },
  },
  {
    name: 'streams',
    usage: 'streams [abort PID]',
    summary: 'show programs that arrive in pieces, or drop one',
    completes: [['abort'], 'pid'],
    async run(context, words) {
      if (words.oneOf('abort')) {
        const pid = words.requiredNumber();
        words.end();
        await context.client.request('provision.abort', { pid });
        return { data: { pid }, text: `The stream of task ${pid} is dropped.` };
      }
      words.end();
      const { provisioning } = await context.client.request('provision.status', {});
      const rows = provisioning.streams.map(({ pid, label, bytes, failed }) => [
        ...[pid, label, bytes],
        failed ? provisioning.last_error : null,
      ]);
      const text = listing(['PID', 'NAME', 'BYTES', 'ERROR'], rows, 'No program arrives in pieces.');
      return { data: provisioning, text };
    },
  },
);
