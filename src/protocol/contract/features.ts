/** What this executive can do beyond the reference; a session names in `session.open` what it wants of it. */

export const features = [
  'load_image',
  'register_write',
  'read_code',
  'debug_run',
  'step_paused',
  'clock_limit',
] as const;

export type Feature = (typeof features)[number];
