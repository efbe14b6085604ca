import type { CommandName, Request } from '../../contract';
import { commandsOf } from '../command';
import { fields, listing, table } from '../text';
import { ConsoleError } from '../words';

export const executiveCommands = commandsOf(
  'Executive',
  {
    name: 'ping',
    usage: 'ping',
    summary: 'ask whether the executive answers',
    async run(context, words) {
      words.end();
      const answer = await context.client.request('ping', {});
      return { data: answer, text: answer.reply };
    },
  },
  {
    name: 'resources',
    usage: 'resources',
    summary: 'show how much of its limits the executive uses',
    async run(context, words) {
      words.end();
      const { resources } = await context.client.request('resource_usage', {});
      const rows = Object.entries(resources).map(([name, { used, limit, usage_pct }]) => [
        ...[name.replaceAll('_', ' '), used, limit ?? 'none'],
        limit === null ? '' : `${usage_pct} %`,
      ]);
      return { data: resources, text: table(['RESOURCE', 'USED', 'LIMIT', 'PART'], rows) };
    },
  },
  {
    name: 'attach',
    usage: 'attach [PID]',
    summary: 'tell the executive that somebody debugs; a task that is named gets the focus',
    completes: ['pid'],
    async run(context, words) {
      const pid = words.pid ?? words.number();
      words.end();
      if (pid !== undefined) context.focusOn((await context.task(pid)).pid);
      const { info } = await context.client.request('attach', {});
      const focus = pid === undefined ? '' : `, task ${pid} in focus`;
      return { data: info, text: `Attached; ${info.tasks.length} tasks${focus}.` };
    },
  },
  {
    name: 'detach',
    usage: 'detach',
    summary: 'stop the clock and tell the executive that nobody debugs',
    async run(context, words) {
      words.end();
      const { info } = await context.client.request('detach', {});
      return { data: info, text: 'Detached; the clock stands.' };
    },
  },
  {
    name: 'session',
    usage: 'session [list|current|terminate ID]',
    summary: 'show who is connected, or end the session of somebody',
    completes: [['list', 'current', 'terminate']],
    async run(context, words) {
      const op = words.oneOf('list', 'current', 'terminate') ?? 'list';
      if (op === 'terminate') {
        const { closed } = await context.client.request('session.terminate', { target: words.required() });
        return { data: closed, text: `Session ${closed.id} is closed.` };
      }
      words.end();
      const { sessions } = await context.client.request('session.list', {});
      if (op === 'current') {
        if (sessions.length === 0) throw new ConsoleError('This executive is of the shell alone; it has no sessions.');
        const { session } = await context.client.request('session.current', {});
        return { data: session, text: fields({ ...session }) };
      }
      const rows = sessions.map(({ id, client, pid_locks: locks, heartbeat_s: heartbeat, age_s: age }) => [
        ...[id, client, locks.join(' ') || null, heartbeat, Math.round(age)],
      ]);
      const text = listing(['ID', 'CLIENT', 'LOCKS', 'HEARTBEAT', 'AGE'], rows, 'There are no sessions.');
      return { data: sessions, text };
    },
  },
  {
    name: 'dmesg',
    usage: 'dmesg [LIMIT|clear]',
    summary: 'show what the executive has noted',
    completes: [['clear']],
    async run(context, words) {
      if (words.oneOf('clear')) {
        const answer = await context.client.request('dmesg.clear', {});
        return { data: answer, text: `${answer.cleared} notes are gone.` };
      }
      const limit = words.number() ?? 20;
      words.end();
      const { logs } = await context.client.request('dmesg', { limit });
      return { data: logs, text: logs.map(({ seq, level, message }) => `${seq} ${level}: ${message}`).join('\n') };
    },
  },
  {
    name: 'restart',
    usage: 'restart [TARGET...]',
    summary: 'start the executive anew: vm, exec or both',
    completes: [['vm', 'exec']],
    async run(context, words) {
      const targets = words.rest();
      const { restart } = await context.client.request('restart', targets.length > 0 ? { targets } : {});
      return { data: restart, text: fields(restart) };
    },
  },
  {
    name: 'shutdown',
    usage: 'shutdown',
    summary: 'end the executive',
    async run(context, words) {
      words.end();
      await context.client.request('shutdown', {});
      return { data: {}, text: 'The executive ends.' };
    },
  },
  {
    name: 'raw',
    usage: 'raw COMMAND [NAME=VALUE...]',
    summary: 'send any command of the protocol; values are JSON, or else text',
    async run(context, words) {
      const command = words.required();
      const request = Object.fromEntries(
        words.rest().map((word) => {
          const at = word.indexOf('=');
          if (at <= 0) throw new ConsoleError(`"${word}" is not of the form NAME=VALUE.`);
          return [word.slice(0, at), jsonOr(word.slice(at + 1))];
        }),
      );
      const answer = await context.client.request(command as CommandName, request as Request<CommandName>);
      return { data: answer, text: JSON.stringify(answer, undefined, 2) };
    },
  },
);

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
