/** Sessions that the client is asked to start beside the one whose configuration names them: one for each executive. */

import { basename } from 'pathe';
import { alsoAttribute } from './also-attribute';
import { checkAttachArguments } from './attach-attributes';
import type { ClientPort } from './client-port';
import { checkLaunchArguments } from './launch-attributes';
import { meansAttach } from './means-attach';

export interface FurtherSession {
  readonly request: 'launch' | 'attach';
  readonly configuration: { readonly name: string } & Readonly<Record<string, unknown>>;
}

type Configuration = Readonly<Record<string, unknown>>;

/** What a configuration has from the one that names it, unless it says otherwise. */
const inherited = ['type', 'cwd', 'noDebug', 'numberFormat'] as const;

/** @throws RequestError naming what is wrong with one of them */
export function furtherSessions(request: FurtherSession['request'], parent: Configuration): FurtherSession[] {
  const common = Object.fromEntries(
    inherited.filter((name) => parent[name] !== undefined).map((name) => [name, parent[name]]),
  );
  const also = alsoAttribute.kind.accepts(parent['also']) ? (parent['also'] as Configuration[]) : [];
  return also.map((own) => sessionOf(request, { ...common, ...own }));
}

function sessionOf(request: FurtherSession['request'], configuration: Configuration): FurtherSession {
  const attaches = (configuration['request'] ?? request) === 'attach' || meansAttach(configuration);
  const name = attaches ? attachedName(configuration) : basename(checkLaunchArguments(configuration).program[0] ?? '');
  return { request: attaches ? 'attach' : 'launch', configuration: { name, ...configuration } };
}

function attachedName(configuration: Configuration): string {
  const { host, port } = checkAttachArguments(configuration);
  return `${host}:${port}`;
}

/** What cannot be started is told in the console. */
export async function startFurther(sessions: readonly FurtherSession[], client: ClientPort): Promise<void> {
  if (sessions.length > 0 && !client.startsSessions) {
    client.say('This client starts no further sessions: start those in "also" by yourself.', 'stderr');
    return;
  }
  for (const session of sessions) {
    await client.ask('startDebugging', session).catch((error: Error) => {
      client.say(`The session "${session.configuration.name}" was not started: ${error.message}`, 'stderr');
    });
  }
}
