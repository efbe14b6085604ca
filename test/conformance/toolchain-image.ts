/** Images in the terms of the vectors. */

import { type Image, ImageError, readImage } from '../../src/toolchain/image';

/** `ok`, or the kind of refusal. */
export function loadOutcome(bytes: Uint8Array): string {
  try {
    readImage(bytes);
    return 'ok';
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
}

/** The strings that the vectors use for numbers that JSON cannot carry. */
const number = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

export function headerOf(image: Image): unknown {
  return {
    version: image.version,
    flags: image.flags,
    entry: image.entry,
    code_len: image.code.length,
    ro_len: image.rodata.length,
    bss_size: image.bssSize,
    req_caps: image.requiredCapabilities,
    crc32: image.crc,
    header_size: image.headerSize,
    manifest_present: image.manifestPresent,
    allow_multiple_instances: image.allowMultipleInstances,
    app_name: image.appName,
    meta_offset: image.metadataOffset,
    meta_count: image.metadataCount,
  };
}

export function metadataTableOf(image: Image): unknown {
  return image.sections.map(({ type, offset, size, count }) => ({ type, offset, size, entry_count: count }));
}

export function valuesOf(image: Image): unknown {
  return image.values.map((value) => ({
    group_id: value.group,
    value_id: value.id,
    flags: value.flags,
    auth_level: value.auth,
    init_raw: value.initRaw,
    init_value: number(value.init),
    name: value.name,
    unit: value.unit,
    epsilon_raw: value.epsilonRaw,
    epsilon: number(value.epsilon),
    min_raw: value.minRaw,
    min: number(value.min),
    max_raw: value.maxRaw,
    max: number(value.max),
    persist_key: value.persistKey,
    group_name: value.groupName,
  }));
}

export function commandsOf(image: Image): unknown {
  return image.commands.map((command) => ({
    group_id: command.group,
    cmd_id: command.id,
    flags: command.flags,
    auth_level: command.auth,
    handler_offset: command.handler,
    name: command.name,
    help: command.help,
    group_name: command.groupName,
    reserved: command.reserved,
  }));
}

export function mailboxesOf(image: Image, withRaw: boolean): unknown {
  return image.mailboxes.map((mailbox) => ({
    target: mailbox.target,
    name: mailbox.target,
    capacity: mailbox.capacity,
    queue_depth: mailbox.capacity ?? 0,
    mode_mask: mailbox.modeMask,
    flags: mailbox.modeMask,
    reserved: mailbox.reserved,
    owner_pid: mailbox.ownerPid,
    bindings: mailbox.bindings,
    _source: mailbox.source,
    ...(withRaw ? { raw: mailbox.raw } : {}),
  }));
}
