import { type CatalogueEntry, error } from './entry';

const rebuild = 'The file is damaged or no image; build it again.';

/** Findings of the image reader, in the order of its checks (toolchain spec 10.7). */
export const imageCatalogue = {
  'too-small': error('Too small for an image', rebuild),
  'header-truncated': error('Header cut off', rebuild),
  'reserved-nonzero': error('Reserved header bytes in use', rebuild),
  'app-name-not-ascii': error('Application name is not ASCII', rebuild),
  'unsupported-version': error('Unknown image version', 'Versions 1 and 2 can be read.'),
  'bad-magic': error('Not an image', 'Images start with HSXE.'),
  'code-too-large': error('Too much code', 'Code is limited to 65536 bytes.'),
  'rodata-too-large': error('Too much data', 'Data is limited to 65536 bytes.'),
  'bss-too-large': error('Too much bss', 'The limit is 65536 bytes.'),
  'code-misaligned': error('Code is not whole words', rebuild),
  'crc-mismatch': error('Checksum does not match', rebuild),
  'sections-truncated': error('Sections cut off', rebuild),
  'entry-out-of-range': error(
    'Entry outside the code',
    'Let .entry name a code label, and link at least one instruction.',
  ),
  'metadata-overlap': error('Metadata overlaps code or data', rebuild),
  'metadata-table-bounds': error('Metadata table outside the file', rebuild),
  'metadata-section-bounds': error('Metadata section outside the file', rebuild),
  'value-table-truncated': error('Value table cut off', rebuild),
  'command-table-truncated': error('Command table cut off', rebuild),
  'mailbox-table-truncated': error('Mailbox table cut off', rebuild),
  'string-offset': error('Text outside its section', rebuild),
  'string-utf8': error('Text that is not UTF-8', rebuild),
  'mailbox-json': error('Broken mailbox section', rebuild),
  'mailbox-utf8': error('Mailbox section is not UTF-8', rebuild),
  'mailbox-version': error('Unknown mailbox section version', rebuild),
  'mailbox-shape': error('Mailbox section is no list', rebuild),
  'mailbox-entry': error('Mailbox is no object', rebuild),
  'mailbox-capacity': error('Bad mailbox capacity', 'The capacity is a number of bytes, zero or more.'),
  'mailbox-mode': error(
    'Bad mailbox mode',
    'Join RDONLY, WRONLY, RDWR, TAP, FANOUT, FANOUT_DROP, FANOUT_BLOCK with |.',
  ),
  'mailbox-owner': error('Bad mailbox owner', 'The owner is a process number.'),
  'mailbox-bindings': error('Bad mailbox bindings', 'Bindings are a list of objects.'),
  'mailbox-binding': error('Bad mailbox binding', 'A binding has a number "pid", and "flags" is a number.'),
  'mailbox-name': error('Mailbox without name', rebuild),
} satisfies Record<string, CatalogueEntry>;
