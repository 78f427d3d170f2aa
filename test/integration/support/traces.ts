import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The same content as it may stand in a file or in a line of a log. */
type Spelling = { readonly how: string; readonly bytes: Buffer };

/** What may stand before the content in the same base64 text: 0, 1 or 2 bytes of a group of three. */
const SHIFTS = [0, 1, 2];

function spellings(content: Buffer | string): readonly Spelling[] {
  const bytes = Buffer.from(content);
  const hex = bytes.toString('hex');
  return [
    { how: 'as it is', bytes },
    { how: 'hex', bytes: Buffer.from(hex) },
    { how: 'HEX', bytes: Buffer.from(hex.toUpperCase()) },
    { how: 'list of bytes', bytes: Buffer.from([...bytes].join(',')) },
    ...SHIFTS.flatMap((shift) => [
      { how: `base64, after ${shift}`, bytes: withinText(bytes, shift, 'base64') },
      { how: `base64url, after ${shift}`, bytes: withinText(bytes, shift, 'base64url') },
    ]),
    ...(typeof content === 'string' ? wideSpellings(content) : []),
  ];
}

/** The characters that are the same whatever stands before and after. */
function withinText(bytes: Buffer, shift: number, encoding: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString(encoding);
  const whole = Math.floor(((shift + bytes.length) * 8) / 6);
  return Buffer.from(text.slice(Math.ceil((shift * 8) / 6), whole));
}

function wideSpellings(text: string): readonly Spelling[] {
  const little = Buffer.from(text, 'utf16le');
  return [
    { how: 'utf16le', bytes: little },
    { how: 'utf16be', bytes: Buffer.from(little).swap16() },
  ];
}

/** Where any of `contents` is, in any spelling: `<place>: <name> (<spelling>)`. */
export class Traces {
  readonly #wanted: readonly (Spelling & { readonly name: string })[];

  /** By name. */
  constructor(contents: ReadonlyMap<string, Buffer | string>) {
    this.#wanted = [...contents].flatMap(([name, content]) =>
      spellings(content).map((spelling) => ({ ...spelling, name })),
    );
  }

  /** In every file below the directory; a file that goes away meanwhile has none. */
  async inFiles(directory: string): Promise<readonly string[]> {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const content = await readFile(path).catch(() => Buffer.alloc(0));
      found.push(...this.#in(relative(directory, path), content));
    }
    return found;
  }

  inText(place: string, text: string): readonly string[] {
    return this.#in(place, Buffer.from(text));
  }

  #in(place: string, content: Buffer): readonly string[] {
    return this.#wanted
      .filter(({ bytes }) => content.includes(bytes))
      .map(({ how, name }) => `${place}: ${name} (${how})`);
  }
}
