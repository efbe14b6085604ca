/** Serving clients that send lines of text, wherever they come from: sockets, a worker, a test. */

export interface ServedConnection {
  /** Who is at the other end, for people. */
  readonly peer: string;
  /** Bytes that were written and have not left. */
  readonly backlog: number;
  write(text: string): void;
  /** Takes no further lines until {@link resume}. */
  pause(): void;
  resume(): void;
  /** Closes when everything has left. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface ServedHandlers {
  /** One line, without its end; undefined when it is not UTF-8. */
  onLine(line: string | undefined): void;
  /** A line has become longer than allowed; the rest of the input is not read. */
  onTooLong(): void;
  /** The other side sends no more. */
  onEnd(): void;
  /** Everything written has left. */
  onDrain(): void;
  /** The connection is gone, from whatever side. */
  onClose(): void;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Bytes of a line. */
  readonly maxLine: number;
}

export interface LineListener {
  /** As a client writes it: `127.0.0.1:9998`. */
  readonly address: string;
  readonly port: number;
  /** Takes no new connections; those there are stay. */
  close(): Promise<void>;
}

/** Rejects with an error in words when the address cannot be used. */
export type Listen = (
  options: ListenOptions,
  accept: (connection: ServedConnection) => ServedHandlers,
) => Promise<LineListener>;
