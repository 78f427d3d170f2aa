import { readFile } from 'node:fs/promises';
import { verifyCertificate } from '@tributary/domain/erasure';
import { jsonOf, positional, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageWrong } from '../errors.ts';

export const certificateCommands: readonly Command[] = [
  {
    words: 'certificates verify',
    synopsis: '<file> [--key <pem file>]',
    summary:
      'Checks an erasure certificate, offline. Without --key only its own key speaks for it.',
    options: { key: { type: 'string' } },
    run: async ({ positionals, print, values }) => {
      const file = positional(positionals, 0, 'file');
      const keyFile = text(values, 'key');
      const signed = jsonOf(await contentOf(file), file);
      const trusted = keyFile === undefined ? undefined : await contentOf(keyFile);
      const certificate = verifyCertificate(signed, trusted);
      const origin =
        keyFile === undefined
          ? 'The signature fits the key that the certificate itself carries; give --key to check whose that is.'
          : 'The signature is of the key that you gave.';
      print(
        certificate,
        `Valid. Tenant ${certificate.tenant} is ${certificate.state} since ${certificate.issuedAt}.\n${origin}`,
      );
    },
  },
];

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageWrong(`${file} cannot be read`, { cause });
  }
}
