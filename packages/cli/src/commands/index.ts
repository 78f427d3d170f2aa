import type { Command } from '../command.ts';
import { certificateCommands } from './certificates.ts';
import { eventCommands } from './events.ts';
import { platformCommands } from './platform.ts';
import { tenantCommands } from './tenants.ts';
import { tokenCommands } from './tokens.ts';

export const commands: readonly Command[] = [
  ...tenantCommands,
  ...eventCommands,
  ...tokenCommands,
  ...platformCommands,
  ...certificateCommands,
];
