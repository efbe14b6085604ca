/** The connection to a client on any transport: only messages that are in place, positions in the client's encoding. */

import type { Connection, MessageWriter, RequestMessage, WatchDog } from 'vscode-languageserver';
import { calledOff, LifeCycle } from './life-cycle';
import type { MessageEncoding } from './position-encoding/messages';
import { createConnection, createProtocolConnection, ProposedFeatures } from './protocol';
import type { Transport } from './server';

export function connect(transport: Transport, encoding: MessageEncoding): Connection {
  const { reader } = transport;
  const lifeCycle = new LifeCycle();
  const writer = encodingWriter(transport.writer, encoding);
  const watchDog: WatchDog = {
    shutdownReceived: false,
    initialize({ processId }) {
      if (typeof processId === 'number') transport.watchClient?.(processId);
    },
    exit: (code) => transport.exit(code),
  };
  reader.onClose(() => transport.exit(watchDog.shutdownReceived ? 0 : 1));
  return createConnection(
    (logger) =>
      createProtocolConnection(reader, writer, logger, {
        connectionStrategy: { cancelUndispatched: (message) => calledOff(message as RequestMessage) },
        messageStrategy: {
          async handleMessage(message, next) {
            const admitted = lifeCycle.admit(message);
            if (admitted === true) await next(encoding.incoming(message));
            else if (admitted) await transport.writer.write(admitted);
          },
        },
      }),
    watchDog,
    ProposedFeatures.all,
  );
}

function encodingWriter(writer: MessageWriter, encoding: MessageEncoding): MessageWriter {
  return {
    onError: writer.onError,
    onClose: writer.onClose,
    write: (message) => writer.write(encoding.outgoing(message)),
    end: () => writer.end(),
    dispose: () => writer.dispose(),
  };
}
