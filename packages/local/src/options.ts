import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OptionInvalid } from './errors.ts';

export type StartOptions = {
  readonly directory: string;
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
  readonly reset: boolean;
  readonly help: boolean;
};

export const DEFAULT_PORT = 4700;

export const HELP = `Starts the platform on this machine.

  npm start -- [options]

  --port <n>   where the API listens (default ${DEFAULT_PORT}; 0 takes a free one)
  --host <ip>  the address it listens on (default 127.0.0.1: this machine only)
  --dir <dir>  where the state is kept (default .tributary)
  --reset      starts empty: deletes what is in that directory
  --help       this text
`;

/** @throws {OptionInvalid} */
export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parse(args);
  return {
    directory: resolve(values.dir),
    host: values.host,
    port: port(values.port),
    reset: values.reset,
    help: values.help,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: '127.0.0.1' },
        dir: { type: 'string', default: '.tributary' },
        reset: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new OptionInvalid(
      { rule: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) {
    throw new OptionInvalid({ rule: `--port takes a number from 0 to 65535, not "${text}"` });
  }
  return value;
}
