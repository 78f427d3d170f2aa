import { PlatformError } from '@tributary/kernel';

export class OptionInvalid extends PlatformError {
  override readonly name = 'OptionInvalid';
  readonly code = 'demo.option-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(`${rule}\nRun "npm run -s demo -- --help" for the options.`, { rule }, options);
  }
}

/** The events cannot be read, or there is none among them. */
export class InputUnusable extends PlatformError {
  override readonly name = 'InputUnusable';
  readonly code = 'demo.input-unusable';
  readonly remedy = 'fix-request';
  constructor({ input, rule }: { input: string; rule: string }, options?: ErrorOptions) {
    super(`The events of ${input} cannot be used: ${rule}`, { input, rule }, options);
  }
}

/** Nothing in the directory was changed. */
export class OutputRefused extends PlatformError {
  override readonly name = 'OutputRefused';
  readonly code = 'demo.output-refused';
  readonly remedy = 'fix-request';
  constructor({ directory, rule }: { directory: string; rule: string }, options?: ErrorOptions) {
    super(`Nothing can be written to ${directory}: ${rule}`, { directory, rule }, options);
  }
}
