import { parseArgs } from 'node:util';
import { PlatformError } from '@tributary/kernel';
import { Client, type Endpoint } from './client.ts';
import type { Command, Values } from './command.ts';
import { commands } from './commands/index.ts';
import { Refused, UsageWrong } from './errors.ts';
import { table } from './table.ts';

type Terminal = {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
};

export type Surroundings = {
  readonly terminal: Terminal;
  /** Looked for when a command needs it. */
  readonly endpoint: (given: { readonly directory: string | undefined }) => Promise<Endpoint>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
};

const common = {
  json: { type: 'boolean' },
  dir: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** The exit code: 0 done, 1 refused or failed, 2 used wrongly. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  try {
    await dispatch(args, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof PlatformError)) {
      throw error;
    }
    terminal.err(`tributary: ${error.message}`);
    if (error instanceof UsageWrong) {
      terminal.err('Run "npm run -s tributary -- --help" for the commands.');
      return 2;
    }
    terminal.err(
      `  ${error.code}${error instanceof Refused ? `, status ${error.problem.status}` : ''}`,
    );
    return 1;
  }
}

async function dispatch(args: readonly string[], surroundings: Surroundings): Promise<void> {
  const { endpoint, signal, sleep, terminal } = surroundings;
  const words = wordsOf(args);
  const command = commands.find(({ words: name }) => isCalled(name, words));
  if (command === undefined) {
    if (words.length === 0) {
      terminal.out(help());
      return;
    }
    throw new UsageWrong(`there is no command "${words.slice(0, 2).join(' ')}"`);
  }
  const { positionals, values } = parsed(command, args);
  if (values['help'] === true) {
    terminal.out(`${usage(command)}\n\n${command.summary}`);
    return;
  }
  const given = positionals.slice(command.words.split(' ').length);
  refuseExtra(command, given);
  const directory = typeof values['dir'] === 'string' ? values['dir'] : undefined;
  await command.run({
    client: new Client(() => endpoint({ directory })),
    positionals: given,
    values,
    signal,
    sleep,
    print: (value, text) => {
      if (values['json'] !== true) {
        terminal.out(text);
      } else if (value !== undefined) {
        terminal.out(JSON.stringify(value));
      }
    },
  });
}

/** What is no option and no option's value, wherever options stand. */
function wordsOf(args: readonly string[]): readonly string[] {
  const options = Object.assign({}, ...commands.map((command) => command.options), common);
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true }).positionals;
}

function isCalled(name: string, words: readonly string[]): boolean {
  return name.split(' ').every((word, at) => words[at] === word);
}

function parsed(
  command: Command,
  args: readonly string[],
): { readonly positionals: readonly string[]; readonly values: Values } {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: { ...command.options, ...common },
      allowPositionals: true,
    });
    return { positionals, values: Object.fromEntries(Object.entries(values).flatMap(simple)) };
  } catch (cause) {
    throw new UsageWrong(
      `${cause instanceof Error ? cause.message : String(cause)}\n${usage(command)}`,
      { cause },
    );
  }
}

/** A word too many may be a slip that turns a command into another one: nothing is done. */
function refuseExtra(command: Command, given: readonly string[]): void {
  const [leading = ''] = command.synopsis.split(/ ?(?:--|\[)/);
  const taken = leading.match(/<[^>]+>/g)?.length ?? 0;
  const extra = given[taken];
  if (extra !== undefined) {
    throw new UsageWrong(`"${extra}" is a word too many\n${usage(command)}`);
  }
}

function simple([name, value]: [string, unknown]): [string, string | boolean][] {
  return typeof value === 'string' || typeof value === 'boolean' ? [[name, value]] : [];
}

function usage({ synopsis, words }: Command): string {
  return `npm run -s tributary -- ${words} ${synopsis}`.trimEnd();
}

function help(): string {
  const rows = commands.map(({ summary, synopsis, words }) => [
    `  ${words} ${synopsis}`.trimEnd(),
    summary,
  ]);
  return [
    'tributary: talks to the platform that "npm start" runs here, or to the one at TRIBUTARY_URL.',
    '',
    'npm run -s tributary -- <command>',
    '',
    table(rows),
    '',
    'Every command takes --json (one JSON value a line), --dir <state directory> and --help.',
  ].join('\n');
}
