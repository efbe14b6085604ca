/** Where an executive listens unless it is told otherwise (executive-protocol spec 1.1). */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 9998;
