/** Entry of the language server in Node: `--stdio`, `--node-ipc` or `--socket=port`. */

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from '../platform/node/files';
import { startServer } from './server';

startServer(createConnection(ProposedFeatures.all), nodeFiles);
