/** window/workDoneProgress: what takes its time shows in the client, if that can show it. */

import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';

/** What is done by then needs no notice. */
const PATIENCE_MS = 300;

export async function withProgress<Result>(
  { window }: Connection,
  title: string,
  work: () => Promise<Result>,
): Promise<Result> {
  let shown: Promise<WorkDoneProgressServerReporter | undefined> | undefined;
  const patience = setTimeout(() => {
    shown = window.createWorkDoneProgress().then(
      (progress) => {
        progress.begin(title);
        return progress;
      },
      // A client that refuses shows nothing.
      () => undefined,
    );
  }, PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(patience);
    void shown?.then((progress) => progress?.done());
  }
}
