import { PlatformError } from '@tributary/kernel';

/** A file of the state directory is not what this version wrote. Nothing was changed. */
export class StateDamaged extends PlatformError {
  override readonly name = 'StateDamaged';
  readonly code = 'state.damaged';
  readonly remedy = 'call-operator';
  constructor({ file, problem }: { file: string; problem: string }, options?: ErrorOptions) {
    super(
      `${file} cannot be used: ${problem}. Restore the state directory from a copy, or start empty with --reset`,
      { file, problem },
      options,
    );
  }
}

/** Another platform runs on the state directory; `pid` is its process, or 0 where it is not known. */
export class StateLocked extends PlatformError {
  override readonly name = 'StateLocked';
  readonly code = 'state.locked';
  readonly remedy = 'call-operator';
  constructor({ directory, pid }: { directory: string; pid: number }, options?: ErrorOptions) {
    super(
      `${directory} is in use by ${pid === 0 ? 'another process' : `process ${pid}`}: stop it, or choose another directory`,
      { directory, pid },
      options,
    );
  }
}

/** Another thread or process held the file for longer than we wait; nothing was changed. */
export class StateBusy extends PlatformError {
  override readonly name = 'StateBusy';
  readonly code = 'state.busy';
  readonly remedy = 'retry-later';
  constructor(file: string, options?: ErrorOptions) {
    super(`${file} was in use for too long`, { file }, options);
  }
}

/** The platform is stopping: what was asked came after its files were closed. */
export class StateClosed extends PlatformError {
  override readonly name = 'StateClosed';
  readonly code = 'state.closed';
  readonly remedy = 'retry-later';
  constructor(file: string, options?: ErrorOptions) {
    super(`${file} was closed`, { file }, options);
  }
}
