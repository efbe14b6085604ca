import { dirname, normalize, resolve } from 'pathe';
import type { Executive } from '../../executive/executive';
import { type BootResult, boot, parseManifest } from '../../executive/provisioning/manifest';
import type { provisioning } from '../contract/provisioning';
import type { LoadReply } from '../contract/tasks';
import type { Handlers, Surroundings } from './handler';
import { readProgram, withSymbols } from './load-program';
import { loadSymbols, symbolPath } from './load-symbols';

async function bootFrom(executive: Executive, surroundings: Surroundings, path: string): Promise<BootResult[]> {
  const entries = parseManifest(new TextDecoder().decode(await readProgram(surroundings, path)));
  const folder = dirname(normalize(path));
  const loaded = await boot(entries, executive, (name) => readProgram(surroundings, resolve(folder, name)));
  for (const { pid, path: program } of loaded) {
    if (pid !== null) await loadSymbols(executive, surroundings, pid, symbolPath(resolve(folder, program)));
  }
  return loaded;
}

async function finish(executive: Executive, surroundings: Surroundings, pid: number): Promise<LoadReply> {
  const image = executive.finishStream(pid);
  return withSymbols(executive, surroundings, image, symbolPath(executive.record(pid).program));
}

export const provisioningHandlers: Handlers<typeof provisioning> = {
  'provision.status': ({ provisioning: loads }) => ({ provisioning: loads.report() }),
  'provision.begin': ({ provisioning: loads }, { label, replaces }) => ({ pid: loads.begin(label, replaces) }),
  'provision.write': ({ provisioning: loads }, { pid, data }) => ({ bytes: loads.write(pid, data) }),
  'provision.verify': ({ provisioning: loads }, { pid }) => {
    loads.verify(pid);
    return {};
  },
  'provision.activate': async (executive, { pid }, { surroundings }) => {
    executive.provisioning.requireVerified(pid);
    return { image: await finish(executive, surroundings, pid) };
  },
  'provision.end': async (executive, { pid }, { surroundings }) => ({
    image: await finish(executive, surroundings, pid),
  }),
  'provision.rollback': async (executive, { pid }, { surroundings }) => {
    const image = executive.rollback(pid);
    return {
      image: await withSymbols(executive, surroundings, image, symbolPath(executive.record(image.pid).program)),
    };
  },
  'provision.abort': ({ provisioning: loads }, { pid }) => {
    loads.abort(pid);
    return {};
  },
  'provision.manifest': async (executive, { path }, { surroundings }) => ({
    loaded: await bootFrom(executive, surroundings, path),
  }),
};
