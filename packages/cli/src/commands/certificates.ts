import { readFile } from 'node:fs/promises';
import { verifyCertificate } from '@tributary/domain/erasure';
import { jsonOf, positional, text } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CertificateWrong, UsageWrong } from '../errors.ts';

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
      const verdict = verifyCertificate(signed, trusted);
      if (verdict.kind === 'invalid') {
        throw new CertificateWrong({ file, reason: REASONS[verdict.reason] });
      }
      const { issuedAt, state, tenant } = verdict.certificate;
      print(
        verdict,
        `Valid. Tenant ${tenant} is ${state} since ${issuedAt}.\n${ORIGINS[verdict.signer]}`,
      );
    },
  },
];

const REASONS = {
  'not-a-certificate': 'it is no erasure certificate',
  'foreign-key': 'it was signed with another key than the one that you gave',
  'signature-wrong': 'its signature is not of this content: it was changed',
} as const;

const ORIGINS = {
  trusted: 'The signature is of the key that you gave.',
  unknown: 'The signature fits the key that it carries itself; give --key to check whose that is.',
} as const;

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageWrong(`${file} cannot be read`, { cause });
  }
}
