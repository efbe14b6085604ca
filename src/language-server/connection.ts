/** The connection to a client on any transport: only messages that are in place, positions in the client's encoding. */

import type { Connection, MessageReader, MessageWriter, RequestMessage, WatchDog } from 'vscode-languageserver';
import { noteTraffic } from '../platform/event-loop';
import { calledOff, LifeCycle } from './life-cycle';
import type { MessageEncoding } from './position-encoding/messages';
import { createConnection, createProtocolConnection, ProposedFeatures } from './protocol';
import type { Transport } from './server';

export function connect(transport: Transport, encoding: MessageEncoding): Connection {
  const reader = notingReader(transport.reader);
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
            noteTraffic();
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

/** Messages wait in a queue between here and `handleMessage`. */
function notingReader(reader: MessageReader): MessageReader {
  return {
    onError: reader.onError,
    onClose: reader.onClose,
    onPartialMessage: reader.onPartialMessage,
    listen: (callback) =>
      reader.listen((message) => {
        noteTraffic();
        callback(message);
      }),
    dispose: () => reader.dispose(),
  };
}

function encodingWriter(writer: MessageWriter, encoding: MessageEncoding): MessageWriter {
  return {
    onError: writer.onError,
    onClose: writer.onClose,
    write(message) {
      noteTraffic();
      return writer.write(encoding.outgoing(message));
    },
    end: () => writer.end(),
    dispose: () => writer.dispose(),
  };
}
