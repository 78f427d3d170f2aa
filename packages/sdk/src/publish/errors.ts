import { PlatformError } from '@tributary/kernel';

/** The publisher was disposed of; nothing was sent. */
export class PublisherClosed extends PlatformError {
  override readonly name = 'PublisherClosed';
  readonly code = 'publisher.closed';
  readonly remedy = 'fix-request';
  constructor(options?: ErrorOptions) {
    super('The publisher was disposed of; make another', {}, options);
  }
}
