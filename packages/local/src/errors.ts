import { PlatformError } from '@tributary/kernel';

export class OptionInvalid extends PlatformError {
  override readonly name = 'OptionInvalid';
  readonly code = 'local.option-invalid';
  readonly remedy = 'fix-request';
  constructor({ rule }: { rule: string }, options?: ErrorOptions) {
    super(`${rule}\nRun "npm start -- --help" for the options.`, { rule }, options);
  }
}

export class PortInUse extends PlatformError {
  override readonly name = 'PortInUse';
  readonly code = 'local.port-in-use';
  readonly remedy = 'fix-request';
  constructor({ host, port }: { host: string; port: number }, options?: ErrorOptions) {
    super(
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`,
      { host, port },
      options,
    );
  }
}

export class AddressRefused extends PlatformError {
  override readonly name = 'AddressRefused';
  readonly code = 'local.address-refused';
  readonly remedy = 'fix-request';
  constructor(
    { host, port, reason }: { host: string; port: number; reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `This machine does not let the platform listen on ${host}, port ${port} (${reason}). Choose another: npm start -- --host 127.0.0.1 --port 4700`,
      { host, port, reason },
      options,
    );
  }
}

export class DirectoryUnusable extends PlatformError {
  override readonly name = 'DirectoryUnusable';
  readonly code = 'local.directory-unusable';
  readonly remedy = 'fix-request';
  constructor(
    { directory, reason }: { directory: string; reason: string },
    options?: ErrorOptions,
  ) {
    super(
      `${directory} cannot be used as the state directory (${reason}). Choose another: npm start -- --dir .tributary`,
      { directory, reason },
      options,
    );
  }
}

/** `--reset` deletes only what the platform made. */
export class ResetRefused extends PlatformError {
  override readonly name = 'ResetRefused';
  readonly code = 'local.reset-refused';
  readonly remedy = 'fix-request';
  constructor(
    { directory, foreign }: { directory: string; foreign: string },
    options?: ErrorOptions,
  ) {
    super(
      `${directory} holds "${foreign}", which is not the platform's: nothing was deleted. Choose another --dir, or move it away`,
      { directory, foreign },
      options,
    );
  }
}

export class CodeMissing extends PlatformError {
  override readonly name = 'CodeMissing';
  readonly code = 'local.code-missing';
  readonly remedy = 'fix-request';
  constructor(
    { module, export: name, what }: { module: string; export: string; what: string },
    options?: ErrorOptions,
  ) {
    super(`${module} exports no ${what} as "${name}"`, { module, export: name }, options);
  }
}

export class ConsumersUnloadable extends PlatformError {
  override readonly name = 'ConsumersUnloadable';
  readonly code = 'local.consumers-unloadable';
  readonly remedy = 'fix-request';
  constructor({ reason }: { reason: string }, options?: ErrorOptions) {
    super(`The code of the consumers does not load: ${reason}`, { reason }, options);
  }
}
