/**
 * What a session may ask for in `session.open`. The first ones are the reference's; the others tell what this executive
 * can do beyond it, and change what a session sees only when it has asked for them.
 */

export const features = [
  'events',
  'stack',
  'disasm',
  'symbols',
  'memory',
  'watch',
  'load_image',
  'register_write',
  'read_code',
  'debug_run',
  'non_stop',
  'debug_points',
  'step_paused',
  'clock_limit',
  'exact_stack',
  'restart_frame',
  'batch',
  'shared_stream',
  'stdio_stream',
  'stream_warnings',
  'trace_batches',
  'observers',
  'devices',
  'provisioning',
  'reload_lock',
  'executive_id',
  'resource_usage',
] as const;

export type Feature = (typeof features)[number];
