import type { Volume, VolumeEntry } from '../../platform/volume';
import { GrowingBytes } from './growing-bytes';

/** Files that live as long as their executive. Like the reference's it holds one, which only delete and rename reach. */
export class MemoryVolume implements Volume {
  private readonly files = new Map([['/hello.txt', new GrowingBytes(new TextEncoder().encode('demo'))]]);

  read(path: string): Uint8Array | undefined {
    return this.files.get(path)?.slice();
  }

  write(path: string, position: number, bytes: Uint8Array): boolean {
    const file = this.files.get(path) ?? new GrowingBytes();
    file.write(position, bytes);
    this.files.set(path, file);
    return true;
  }

  truncate(path: string): boolean {
    this.files.set(path, new GrowingBytes());
    return true;
  }

  delete(path: string): boolean {
    return this.files.delete(path);
  }

  rename(from: string, to: string): boolean {
    const file = this.files.get(from);
    if (!file || this.files.has(to)) return false;
    this.files.delete(from);
    this.files.set(to, file);
    return true;
  }

  /** Names hold their folders: there is nothing to make. */
  makeDirectory(): boolean {
    return true;
  }

  list(): VolumeEntry[] {
    return [...this.files].map(([name, { length }]) => ({ name, size: length }));
  }
}
