import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { ExecutiveInfo } from '../../executive/info';
import type { administration } from '../contract/administration';
import type { Handlers } from './handler';
import { needed } from './needs';

/** With clock, and the registers of one task when a pid is given. */
function info(executive: Executive, pid?: number): ExecutiveInfo {
  const clock = executive.clock();
  const selected =
    pid === undefined
      ? {}
      : executive.hasTask(pid)
        ? { selected_pid: pid, selected_registers: executive.registers(pid) }
        : { selected_pid: pid, selected_error: `unknown pid ${pid}` };
  return { ...executive.info(), ...selected, auto: clock.running, clock };
}

export const administrationHandlers: Handlers<typeof administration> = {
  ping: () => ({ reply: 'pong' }),
  info: (executive, { pid }, caller) => {
    const told = caller.has('resource_usage') ? { resources: executive.resources() } : {};
    return { info: { ...info(executive, pid), ...told } };
  },
  resource_usage: (executive) => ({ resources: executive.resources() }),
  attach: (executive) => {
    executive.setAttached(true);
    return { info: executive.info() };
  },
  detach: (executive) => {
    executive.setAttached(false);
    return { info: executive.info() };
  },
  dmesg: (executive, { limit = 0, filter_session: session }) => {
    const logs = executive.log.last(limit);
    return { logs: session === undefined ? logs : logs.filter((entry) => entry['session_id'] === session) };
  },
  'dmesg.clear': (executive) => ({ logs: [], cleared: executive.log.clear() }),
  restart: (_executive, { targets }, { surroundings }) => {
    const wanted = targets?.some((target) => target !== '') ? targets : ['vm', 'exec'];
    const restart: Record<string, string> = {};
    if (wanted.includes('vm')) restart['vm'] = 'requested';
    if (wanted.includes('exec')) restart['exec'] = 'scheduled';
    if (Object.keys(restart).length > 0) {
      const begin = needed(surroundings.restart, 'unsupported: nothing here can be restarted');
      begin(restart['vm'] === undefined ? 'tools' : 'everything');
    }
    return { restart };
  },
  shutdown: (executive, _request, { surroundings }) => {
    needed(surroundings.shutdown, 'unsupported: nothing here can be shut down')();
    executive.stopClock();
    return {};
  },
  batch: async (_executive, { requests }, caller) => {
    const results = [];
    for (const request of requests) {
      const name = String(request['cmd']).toLowerCase();
      if (name === 'batch' || name === 'events.subscribe') throw new ExecutiveError(`batch cannot contain '${name}'`);
    }
    for (const request of requests) results.push(await caller.perform(request));
    return { results };
  },
};
