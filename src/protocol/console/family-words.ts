/**
 * What commands of the protocol (executive-protocol spec 3) are called here, where that is not one word, or another one.
 * What opens, keeps and closes sessions and streams of events is the client's affair.
 */
export const familyWords: ReadonlyMap<string, readonly string[]> = new Map([
  ['start_auto', ['clock', 'start']],
  ['stop_auto', ['clock', 'stop']],
  ['debug.state', ['debugstate']],
  ['step.mode', ['debugstate']],
  ['disasm.read', ['disasm']],
  ['mailbox_snapshot', ['mbox']],
  ['stdio_fanout', ['stdio']],
  ['val.list', ['val', 'list']],
  ['val.get', ['val', 'get']],
  ['val.set', ['val', 'set']],
  ['val.stats', ['val', 'stats']],
  ['cmd.list', ['cmd', 'list']],
  ['cmd.call', ['cmd', 'call']],
  ['cmd.stats', ['cmd', 'stats']],
  ['session.list', ['session', 'list']],
  ['session.current', ['session', 'current']],
  ['session.terminate', ['session', 'terminate']],
  ['dmesg.clear', ['dmesg', 'clear']],
]);
